// `generate`: text that a model writes, on stdout as it comes, or as one JSON object.
import type { Engine, GenerateOptions } from '../engine/index.ts';
import { openFolder } from './model-files.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

/** The text without a last character of which only some bytes are there yet: those are decoded as U+FFFD. */
const certain = (text: string) => text.replace(/\ufffd+$/, '');

export async function generate(engine: Engine, given: Given, write: Write): Promise<number> {
  const model = await openFolder(engine, 'model', given.model as string);
  const how = fieldsOf(options.generate, 'generate', given) as unknown as GenerateOptions;
  if (given.json) {
    const { prompt, generated } = await model.generate(how);
    await write(`${JSON.stringify({ prompt, generated })}\n`);
    return 0;
  }
  const ids = (await model.tokenize(given.prompt as string)).map(({ id }) => id);
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
      const soFar = model.decode(ids);
      writing = writing.then(async () => writeUpTo(certain(await soFar)));
    },
  });
  await writing;
  await writeUpTo(`${text}\n`);
  return 0;
}
