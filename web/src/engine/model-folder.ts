// The files of a model as people have them, in a folder or dropped on a page: which are wanted, and where each is.
import { InputError } from './errors.ts';
import type { FilesToOpen } from './transformer.ts';

/** A folder's files by name. */
export interface ModelFolder {
  readonly names: readonly string[];
  /** Rejects, with words of its own, for a file that is not there or cannot be read. */
  open(name: string): Promise<Blob>;
}

const mostText = 2 ** 28; // bytes, as the core has it for JSON

/** Throws InputError if the file, which errors call `name`, has more than `most` bytes. */
export function checkSize({ size }: Blob, name: string, most: number): void {
  if (size <= most) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  throw new InputError(name, 'has {}; more than {} do not fit here', [megabytes(size), megabytes(most)]);
}

/** A file's text, without the byte order mark that some editors put before it. Rejects with InputError. */
export async function textOf(file: Blob, name: string, most: number): Promise<string> {
  checkSize(file, name, most);
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(name, 'is not a text in UTF-8');
  }
}

function parsed(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(name, 'is not JSON: {}', [(error as Error).message]);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What GPT-2 is published with, and older tools write, as the tokenizer.json that says the same. */
function tokenizerJson(vocabulary: string, merges: string): string {
  const vocab = parsed(vocabulary, 'vocab.json');
  if (!isObject(vocab)) throw new InputError('vocab.json', 'must be an object of tokens and their ids');
  const lines = merges
    .split(/\r?\n/)
    .filter((line, i) => line !== '' && !(i === 0 && line.startsWith('#version')));
  const end = '<|endoftext|>';
  const added = Object.hasOwn(vocab, end) ? [{ id: vocab[end], content: end, special: true }] : [];
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false };
  return JSON.stringify({
    added_tokens: added,
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: { type: 'BPE', vocab, merges: lines },
  });
}

async function readTokenizer({ names, open }: ModelFolder): Promise<string> {
  const read = async (name: string) => textOf(await open(name), name, mostText);
  const isPair = names.includes('vocab.json') && names.includes('merges.txt');
  if (names.includes('tokenizer.json') || !isPair) return read('tokenizer.json');
  return tokenizerJson(await read('vocab.json'), await read('merges.txt'));
}

/** The names of the files that model.safetensors.index.json lists. */
function shardsOf(index: string): string[] {
  const name = 'model.safetensors.index.json';
  const json = parsed(index, name);
  const map = isObject(json) ? json.weight_map : undefined;
  if (!isObject(map) || Object.values(map).some((file) => typeof file !== 'string')) {
    throw new InputError(name, 'must have a weight_map of tensors and their files');
  }
  return [...new Set(Object.values(map) as string[])].sort();
}

/** Which files have the weights, in the order of their names. */
async function weightNames({ names, open }: ModelFolder): Promise<string[]> {
  if (names.includes('model.safetensors')) return ['model.safetensors'];
  const index = 'model.safetensors.index.json';
  if (names.includes(index)) return shardsOf(await textOf(await open(index), index, mostText));
  const others = names.filter((name) => name.endsWith('.safetensors') && name !== 'training.safetensors');
  const areShards = others.length > 0 && others.every((name) => /-of-\d+\.safetensors$/.test(name));
  if (others.length === 1 || areShards) return [...others].sort();
  // What is none of these is opened too: the core then says what it is, and the way out.
  const foreign = names.find((name) => /\.(bin|pt|pth|ckpt|gguf)$/.test(name));
  return [foreign ?? 'model.safetensors'];
}

/** The files that make a model. Rejects with InputError, or as the folder does. */
export async function readModelFolder(folder: ModelFolder): Promise<FilesToOpen> {
  const { names, open } = folder;
  const read = async (name: string) => textOf(await open(name), name, mostText);
  const generation = 'generation_config.json';
  return {
    config: await read('config.json'),
    tokenizer: await readTokenizer(folder),
    weights: await Promise.all((await weightNames(folder)).map(open)),
    ...(names.includes(generation) ? { generationConfig: await read(generation) } : {}),
  };
}
