// The files of a model as people have them, one or several, in a folder or dropped on a page: which are wanted, and
// where each is.
import { type Source, sourceOf } from './bytes.ts';
import { InputError } from './errors.ts';
import { carriedIn } from './one-file.ts';
import { isObject, parsed } from './safetensors.ts';
import type { FileBytes, FilesToOpen } from './transformer.ts';

/** A folder's files by name. */
export interface ModelFolder {
  readonly names: readonly string[];
  /** Rejects, with words of its own, for a file that is not there or cannot be read. */
  open(name: string): Promise<FileBytes>;
}

const mostText = 2 ** 28; // bytes, as the core has it for JSON

/** Throws InputError if the file, which errors call `name`, has more than `most` bytes. */
export function checkSize({ size }: { size: number }, name: string, most: number): void {
  if (size <= most) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  throw new InputError(name, 'has {}; more than {} do not fit here', [megabytes(size), megabytes(most)]);
}

/** A file's text, without the byte order mark that some editors put before it. Rejects with InputError. */
export async function textOf(file: FileBytes, name: string, most: number): Promise<string> {
  const source = sourceOf(file, name);
  checkSize(source, name, most);
  const bytes = await source.slice(0, source.size);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(name, 'is not a text in UTF-8');
  }
}

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

/** The names of the files that model.safetensors.index.json lists. */
function shardsOf(index: string): string[] {
  const name = 'model.safetensors.index.json';
  const json = parsed(index, name);
  const map = isObject(json) ? json.weight_map : undefined;
  const isName = (file: unknown) => typeof file === 'string' && !/[/\\]/.test(file); // of this folder
  if (!isObject(map) || !Object.values(map).every(isName)) {
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
  const foreign = names.find((name) => /\.(gguf|bin|pt|pth|ckpt)$/.test(name) && !isVocabulary(name));
  return [foreign ?? 'model.safetensors'];
}

/** A vocabulary in a format of its own: SentencePiece's, or llama2.c's (tokenizer.bin, tok512.bin). */
export const isVocabulary = (name: string): boolean => /^(tokenizer\.model|tok\w*\.bin)$/.test(name);

/** Their own headers say what config.json would. */
export const hasOwnConfig = (name: string): boolean => /\.(gguf|bin)$/.test(name);

const isPair = (names: readonly string[]) => names.includes('vocab.json') && names.includes('merges.txt');

/** The files within the weights' own, which are only looked at where one is missing beside them. */
async function carriedBy(folder: ModelFolder, weights: string): Promise<ReadonlyMap<string, string>> {
  const { names, open } = folder;
  const hasTokenizer = names.includes('tokenizer.json') || isPair(names);
  const isWhole = names.includes('config.json') && hasTokenizer;
  if (isWhole || hasOwnConfig(weights) || !names.includes(weights)) return new Map();
  return carriedIn(sourceOf(await open(weights), weights));
}

/** The files that make a model. Rejects with InputError, or as the folder does. */
export async function readModelFolder(folder: ModelFolder): Promise<FilesToOpen> {
  const { names, open } = folder;
  const ofWeights = await weightNames(folder);
  const [first = wholeName] = ofWeights;
  const carried = await carriedBy(folder, first);
  const has = (name: string) => names.includes(name) || carried.has(name);
  const read = async (name: string) =>
    (names.includes(name) ? undefined : carried.get(name)) ?? textOf(await open(name), name, mostText);
  const readTokenizer = async () => {
    if (has('tokenizer.json')) return read('tokenizer.json');
    if (isPair(names)) return tokenizerJson(await read('vocab.json'), await read('merges.txt'));
    const vocabulary = names.find(isVocabulary);
    if (vocabulary !== undefined) return open(vocabulary);
    return hasOwnConfig(first) ? undefined : read('tokenizer.json');
  };
  const config = hasOwnConfig(first) ? undefined : await read('config.json');
  const tokenizer = await readTokenizer();
  const weights = await Promise.all(ofWeights.map(open));
  const generation = 'generation_config.json';
  return {
    config,
    tokenizer,
    weights,
    ...(has(generation) ? { generationConfig: await read(generation) } : {}),
  };
}

const wholeName = 'model.safetensors';

/** Whether it begins as files do whose header says all that config.json would. */
async function beginsForeign(source: Source): Promise<boolean> {
  if (source.name.endsWith('.bin')) return true;
  const first = new TextDecoder().decode(await source.slice(0, Math.min(4, source.size)));
  return first === 'GGUF' || first === '24ka'; // llama2.c's versions 1 and 2
}

/** The files of a model that is one file. Rejects with InputError. */
export async function readOneFile(file: FileBytes): Promise<FilesToOpen> {
  const source = sourceOf(file, wholeName);
  if (await beginsForeign(source)) return { weights: file };
  const open = async (wanted: string) => {
    if (wanted === wholeName) return file;
    throw new InputError(
      source.name,
      'has no {} in its __metadata__, as a model in one file has; without it, give the folder of the model’s files',
      [wanted],
    );
  };
  return readModelFolder({ names: [wholeName], open });
}
