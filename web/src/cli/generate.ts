// `generate`: text that a model writes, on stdout as it comes, or as one JSON object.
import type { Engine, GenerateOptions } from '../engine/index.ts';
import { type Kind, UsageError } from './arguments.ts';
import { openFolder } from './model-files.ts';

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

export async function generate(engine: Engine, options: Record<string, unknown>): Promise<string> {
  const { model: folder, prompt, json } = options as { model?: string; prompt?: string; json?: boolean };
  if (folder === undefined) throw new UsageError('--model must name the folder of a model');
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
  const result = await model.generate({ prompt, temperature: 0.8, ...sampling } as GenerateOptions);
  if (!json) return `${result.text}\n`;
  return `${JSON.stringify({ prompt: result.prompt, generated: result.generated })}\n`;
}
