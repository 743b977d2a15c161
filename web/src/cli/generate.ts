// `generate`: text that a model writes, on stdout as it comes, or as one JSON object.
import type { Engine, GenerateOptions } from '../engine/index.ts';
import { type Kind, UsageError } from './arguments.ts';
import { openFolder } from './model-files.ts';
import type { Write } from './write.ts';

export const generateKinds: Record<string, Kind> = {
  model: 'text',
  prompt: 'text',
  'max-tokens': 'number',
  temperature: 'number',
  'top-k': 'number',
  'top-p': 'number',
  'min-p': 'number',
  seed: 'number',
  json: 'flag',
};

/** What can be said of a text that goes on: its last character may still be half there. */
const certain = (text: string) => text.replace(/\ufffd+$/, '');

export async function generate(
  engine: Engine,
  options: Record<string, unknown>,
  write: Write,
): Promise<number> {
  const { model: folder, prompt, json } = options as { model?: string; prompt?: string; json?: boolean };
  if (!folder) throw new UsageError('--model must name the folder of a model');
  if (prompt === undefined) throw new UsageError('--prompt must be followed by the text to go on from');
  const names = {
    'max-tokens': 'maxTokens',
    temperature: 'temperature',
    'top-k': 'topK',
    'top-p': 'topP',
    'min-p': 'minP',
    seed: 'seed',
  };
  const given = Object.entries(names).filter(([option]) => option in options);
  const sampling = Object.fromEntries(given.map(([option, name]) => [name, options[option]]));
  const model = await openFolder(engine, 'model', folder);
  const how = { prompt, temperature: 0.8, ...sampling } as GenerateOptions;
  if (json) {
    const { prompt, generated } = await model.generate(how);
    await write(`${JSON.stringify({ prompt, generated })}\n`);
    return 0;
  }
  const ids = (await model.tokenize(prompt)).map(({ id }) => id);
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
