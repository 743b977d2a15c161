// A checkpoint on its way to the core. Its weights go there piece by piece: the whole of them is nowhere a second time.
import { type Source, sourceOf } from './bytes.ts';
import type { Call } from './cores.ts';
import type { Progress } from './model-address.ts';
import type { RequestOptions } from './queue.ts';
import { beginningOf } from './safetensors.ts';
import type { FileBytes, FilesToOpen, ModelInfo, WholeFiles } from './transformer.ts';

const pieceSize = 8 * 2 ** 20; // bytes

export function sourcesOf(weights: FilesToOpen['weights']): Source[] {
  const files = (Array.isArray(weights) ? weights : [weights]) as readonly FileBytes[];
  const nameOf = (i: number) => (files.length > 1 ? ` (${i + 1} of ${files.length})` : '');
  return files.map((file, i) => sourceOf(file, `model.safetensors${nameOf(i)}`));
}

/** What `read` makes of a file's first bytes: of more and more of them until they are enough. */
export async function withHeader<Value>(
  { size, slice }: Source,
  beginning: Uint8Array,
  read: (beginning: Uint8Array) => Promise<Value | null>,
): Promise<Value> {
  for (let bytes = beginning; ; bytes = await slice(0, Math.min(size, 4 * bytes.length))) {
    const value = await read(bytes);
    if (value) return value;
  }
}

export interface OpeningOptions extends RequestOptions {
  /** Hears how much of the weights the core has. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** `call` goes to one core. Rejects with InputError, or with the signal's reason; then nothing of the model is left. */
export async function openModel(
  call: Call,
  { weights, ...texts }: WholeFiles,
  { onProgress, ...request }: OpeningOptions = {},
): Promise<ModelInfo> {
  const sources = sourcesOf(weights);
  const total = sources.reduce((sum, { size }) => sum + size, 0);
  let loaded = 0;
  const model = await call('beginOpening', texts, request);
  try {
    const begins: number[] = [];
    for (const source of sources) {
      const { name, size } = source;
      const add = (weights: Uint8Array) => call('addWeights', { model, name, weights, size }, request);
      begins.push(await withHeader(source, await beginningOf(source), add));
    }
    for (const [i, source] of sources.entries()) {
      const first = begins[i] as number;
      loaded += first;
      for (let begin = first; begin < source.size; begin += pieceSize) {
        const piece = await source.slice(begin, Math.min(source.size, begin + pieceSize));
        await call('appendWeights', { model, weights: piece }, request);
        loaded += piece.length;
        onProgress?.({ loaded, total });
      }
    }
    return await call('finishOpening', { model }, request);
  } catch (error) {
    await call('closeModel', { model }).catch(() => {});
    throw error;
  }
}

const isBytes = (given: unknown): boolean => typeof given === 'object' && given !== null;

/** Whether the core can take them as they are. */
export function areWhole(given: unknown): given is WholeFiles {
  const { config, tokenizer } = Object(given);
  return config !== undefined && tokenizer !== undefined && !isBytes(tokenizer);
}

/** The parts of a tokenizer.json that GPT-2's module does not have. */
const otherParts =
  /"type"\s*:\s*"(Unigram|Digits|Punctuation|Whitespace|Metaspace|Prepend|Replace|Strip|Precompiled|Fuse)"|"Regex"/;

/** WhitespaceSplit it has for words, not for merges. */
const hasOtherParts = (tokenizer: string): boolean =>
  otherParts.test(tokenizer) || (/"WhitespaceSplit"/.test(tokenizer) && /"merges"\s*:/.test(tokenizer));

/** Whether GPT-2's module will do; it also says what is wrong with a config that is none. */
export const isGpt2 = ({ config, tokenizer }: WholeFiles): boolean =>
  !/"model_type"\s*:\s*"(?!gpt2")/.test(String(config)) && !hasOtherParts(String(tokenizer));
