// `generate`: text that a model writes, on stdout as it comes, or as one JSON object.
import type { Engine, WritingOptions } from '../engine/index.ts';
import { stopIn } from '../engine/model.ts';
import { openModel } from './model-files.ts';
import { noteUnknown } from './note-unknown.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

/**
 * The text without an end that may yet change: a last character of which only some bytes are there, which are decoded
 * as U+FFFD, and what may be the beginning of a stop.
 */
function certain(text: string, from: number, stops: readonly string[]): string {
  const whole = text.slice(0, stopIn(text, from, stops)).replace(/\ufffd+$/, '');
  const begun = (stop: string) => {
    let length = Math.min(stop.length - 1, whole.length - from);
    while (length > 0 && !whole.endsWith(stop.slice(0, length))) length -= 1;
    return Math.max(length, 0);
  };
  return whole.slice(0, whole.length - Math.max(0, ...stops.map(begun)));
}

export async function generate(engine: Engine, given: Given, write: Write): Promise<number> {
  const model = await openModel(engine, 'model', given.model as string);
  await noteUnknown(model, given.prompt as string);
  const how = fieldsOf(options.generate, 'generate', given) as unknown as WritingOptions;
  if (given.json) {
    const { prompt, generated } = await model.generate(how);
    await write(`${JSON.stringify({ prompt, generated })}\n`);
    return 0;
  }
  const ids = (await model.tokenize(given.prompt as string)).map(({ id }) => id);
  const read = () => model.decode(ids, { skipSpecial: true });
  const from = (await read()).length;
  const stops = (given.stop ?? []) as string[];
  let written = '';
  const writeUpTo = async (text: string) => {
    const more = text.slice(written.length);
    written = text;
    await write(more);
  };
  let writing = Promise.resolve();
  const { text } = await model.generate(how, {
    onTokens: (tokens) => {
      ids.push(...tokens.map(({ id }) => id));
      const soFar = read();
      writing = writing.then(async () => writeUpTo(certain(await soFar, from, stops)));
    },
  });
  await writing;
  await writeUpTo(`${text}\n`);
  return 0;
}
