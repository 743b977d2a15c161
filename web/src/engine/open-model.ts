// A checkpoint on its way to the core. Its weights go there piece by piece: the whole of them is nowhere a second time.
import { type Source, sourceOf } from './bytes.ts';
import type { Call } from './cores.ts';
import type { RequestOptions } from './queue.ts';
import type { FileBytes, FilesToOpen, ModelInfo } from './transformer.ts';

const pieceSize = 8 * 2 ** 20; // bytes
const lengthSize = 8; // bytes that say how long the header is
const mostHeader = 100_000_000; // as the format has it; of a longer one the core needs no more to refuse it

/** At least the header, unless the file ends before. */
async function beginningOf(source: Source): Promise<Uint8Array> {
  const length = await source.slice(0, lengthSize);
  if (length.length < lengthSize) return length;
  const header = Number(new DataView(length.buffer).getBigUint64(0, true));
  const end = header > mostHeader ? 1024 : lengthSize + header; // what begins a file of another kind tells which
  return source.slice(0, Math.min(source.size, end));
}

function sourcesOf(weights: FilesToOpen['weights']): Source[] {
  if (!Array.isArray(weights)) return [sourceOf(weights as FileBytes, 'model.safetensors')];
  return weights.map((shard, i) => sourceOf(shard, `model.safetensors (${i + 1} of ${weights.length})`));
}

/** `call` goes to one core. Rejects with InputError, or with the signal's reason; then nothing of the model is left. */
export async function openModel(
  call: Call,
  { weights, ...texts }: FilesToOpen,
  request?: RequestOptions,
): Promise<ModelInfo> {
  const sources = sourcesOf(weights);
  const model = await call('beginOpening', texts, request);
  try {
    const begins: number[] = [];
    for (const source of sources) {
      const { name, size } = source;
      const beginning = await beginningOf(source);
      begins.push(await call('addWeights', { model, name, weights: beginning, size }, request));
    }
    for (const [i, source] of sources.entries()) {
      for (let begin = begins[i] as number; begin < source.size; begin += pieceSize) {
        const piece = await source.slice(begin, Math.min(source.size, begin + pieceSize));
        await call('appendWeights', { model, weights: piece }, request);
      }
    }
    return await call('finishOpening', { model }, request);
  } catch (error) {
    await call('closeModel', { model }).catch(() => {});
    throw error;
  }
}
