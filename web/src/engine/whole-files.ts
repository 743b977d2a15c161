// What files of other formats than Hugging Face's say of themselves, and the files of a model made whole by that.
import type { Source } from './bytes.ts';
import { sourceOf } from './bytes.ts';
import type { Call } from './cores.ts';
import { InputError } from './errors.ts';
import { sourcesOf, withHeader } from './open-model.ts';
import type { RequestOptions } from './queue.ts';
import type { FileBytes, FileDescription, FilesToOpen, ModelDescription, WholeFiles } from './transformer.ts';

const firstBytes = 2 ** 20; // of which headers without a vocabulary take little

/** Rejects with InputError. `call` goes to the module of every family. */
export async function describeFile(
  call: Call,
  source: Source,
  request?: RequestOptions,
): Promise<FileDescription> {
  const { name, size } = source;
  const beginning = await source.slice(0, Math.min(size, firstBytes));
  return withHeader(source, beginning, (weights) => call('describeFile', { name, weights, size }, request));
}

async function translated(call: Call, file: FileBytes, request?: RequestOptions): Promise<string> {
  const { name, size, slice } = sourceOf(file, 'tokenizer.model');
  return call('translateTokenizer', { name, bytes: await slice(0, size) }, request);
}

function found(text: string, name: string, weights: string): string {
  if (text !== '') return text;
  throw new InputError(name, 'is missing: {} does not say what is in it', [weights]);
}

/** With the texts that are missing, from the weights' own header. Rejects with InputError. */
export async function complete(
  call: Call,
  files: FilesToOpen,
  request?: RequestOptions,
): Promise<WholeFiles> {
  const { config, tokenizer, weights } = files;
  const [first] = sourcesOf(weights);
  if (first === undefined) throw new InputError('weights', 'must be at least one file');
  const { name } = first;
  const isTold = config !== undefined && tokenizer !== undefined;
  const told = isTold ? { config: '', tokenizer: '' } : await describeFile(call, first, request);
  const vocabulary =
    typeof tokenizer === 'object'
      ? await translated(call, tokenizer, request)
      : (tokenizer ?? told.tokenizer);
  return {
    ...files,
    config: config ?? found(told.config, 'config.json', name),
    tokenizer: found(vocabulary, 'tokenizer.json', name),
  };
}

/** What is in a model's files, before they are opened. Rejects with InputError. */
export async function describeModel(
  call: Call,
  { config, weights }: FilesToOpen,
  request?: RequestOptions,
): Promise<ModelDescription> {
  const sources = sourcesOf(weights);
  const files: FileDescription[] = [];
  for (const source of sources) files.push(await describeFile(call, source, request));
  const [first] = files;
  if (first === undefined) throw new InputError('weights', 'must be at least one file');
  return {
    format: first.format,
    config: config ?? found(first.config, 'config.json', sources[0]?.name ?? ''),
    metadata: first.metadata,
    tensors: files.flatMap(({ tensors }) => tensors),
    bytes: sources.reduce((sum, { size }) => sum + size, 0),
  };
}
