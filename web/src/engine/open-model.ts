// A checkpoint on its way to the core. Its weights go there piece by piece: the whole of them is nowhere a second time.
import { InputError } from './errors.ts';
import type { Call } from './model.ts';
import type { RequestOptions } from './queue.ts';
import type { FilesToOpen, ModelInfo } from './transformer.ts';

const pieceSize = 8 * 2 ** 20; // bytes
const lengthSize = 8; // bytes that say how long the header is
const mostHeader = 100 * 2 ** 20; // as the format has it; of a longer one the core needs no more to refuse it

/** Of a file that the reader has dropped only the piece is read. */
async function pieceOf(weights: FilesToOpen['weights'], begin: number, end: number): Promise<Uint8Array> {
  const piece = weights.slice(begin, end);
  if (piece instanceof Uint8Array) return piece;
  try {
    return new Uint8Array(await piece.arrayBuffer());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError('', 'the file cannot be read: {}', [reason]);
  }
}

/** At least the header, unless the file ends before. */
async function beginningOf(weights: FilesToOpen['weights'], size: number): Promise<Uint8Array> {
  const length = await pieceOf(weights, 0, lengthSize);
  if (length.length < lengthSize) return length;
  const header = Number(new DataView(length.buffer, length.byteOffset).getBigUint64(0, true));
  return pieceOf(weights, 0, Math.min(size, lengthSize + Math.min(header, mostHeader)));
}

/** Rejects with InputError, or with the signal's reason; then nothing of the model is left. */
export async function openModel(
  call: Call,
  { config, tokenizer, weights }: FilesToOpen,
  request?: RequestOptions,
): Promise<ModelInfo> {
  const isReadable = weights instanceof Uint8Array || weights instanceof Blob;
  const size = weights instanceof Blob ? weights.size : isReadable ? weights.length : 0;
  const beginning = isReadable ? await beginningOf(weights, size) : weights; // the core says what is wrong with it
  const { model, dataBegin } = await call(
    'beginOpening',
    { config, tokenizer, weights: beginning, size },
    request,
  );
  try {
    for (let begin = dataBegin; begin < size; begin += pieceSize) {
      const piece = await pieceOf(weights, begin, Math.min(size, begin + pieceSize));
      await call('appendWeights', { model, weights: piece }, request);
    }
    return await call('finishOpening', { model }, request);
  } catch (error) {
    await call('closeModel', { model }).catch(() => {});
    throw error;
  }
}
