// A small model as a text for a link: its config and tokenizer, each row of its matrices in 8 bits a number and a
// scale, its vectors in 16 bits (bfloat16). First the length of the JSON, in 4 bytes, then that, then the numbers.

import { sourceOf } from '../../engine/bytes.ts';
import { InputError, type ModelFiles } from '../../engine/index.ts';
import { isObject, parsed, readHeader, writeHeader } from '../../engine/safetensors.ts';
import { mostParameters } from '../travel.ts';
import { pack, unpack } from './packing.ts';

export const wholeName = 'train-weights';

const mostBytes = 2 ** 18; // of all of it: more than any such model has with its tokenizer
const mostTensors = 1000;
const lengthSize = 4;
const steps = 127; // to either side of zero

interface Tensor {
  name: string;
  shape: readonly number[];
}

interface Described {
  config: string;
  tokenizer: string;
  tensors: readonly Tensor[];
}

const countOf = ({ shape }: Tensor) => shape.reduce((product, size) => product * size, 1);
const isMatrix = ({ shape }: Tensor) => shape.length === 2;
/** The bytes of a tensor here: a matrix has a scale for each row. */
const sizeOf = (tensor: Tensor) =>
  isMatrix(tensor) ? 2 * (tensor.shape[0] as number) + countOf(tensor) : 2 * countOf(tensor);

/** The upper half of a float's bits, rounded. */
function toBfloat(value: number): number {
  const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer);
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

const fromBfloat = (half: number): number => new Float32Array(Uint32Array.of(half << 16).buffer)[0] as number;

// ---- there ----

function packMatrix(rows: number, data: Float32Array, to: DataView, begin: number): void {
  const columns = data.length / rows;
  for (let row = 0; row < rows; ++row) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const half = toBfloat(largest / steps);
    const scale = fromBfloat(half);
    to.setUint16(begin + 2 * row, half, true);
    for (const [i, value] of values.entries()) {
      const level = scale > 0 ? Math.round(value / scale) : 0;
      to.setInt8(begin + 2 * rows + row * columns + i, Math.max(-steps, Math.min(steps, level)));
    }
  }
}

/** Rejects with InputError. */
export async function packModel({ config, tokenizer, weights }: ModelFiles): Promise<string> {
  const { header, dataBegin } = await readHeader(sourceOf(weights, 'model.safetensors'));
  const { __metadata__: _, ...stored } = header as Record<
    string,
    { shape: number[]; data_offsets: number[] }
  >;
  const tensors = Object.entries(stored).map(([name, { shape }]) => ({ name, shape }));
  const json = new TextEncoder().encode(JSON.stringify({ config, tokenizer, tensors }));
  const size = tensors.reduce((sum, tensor) => sum + sizeOf(tensor), lengthSize + json.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, lengthSize);
  let begin = lengthSize + json.length;
  for (const tensor of tensors) {
    const [from = 0, to = 0] = (stored[tensor.name]?.data_offsets ?? []).map((offset) => dataBegin + offset);
    const data = new Float32Array(weights.slice(from, to).buffer);
    if (!data.every(Number.isFinite))
      throw new InputError('', 'This model cannot go into a link: some of its numbers are not finite');
    const place = begin; // for the callback
    if (isMatrix(tensor)) packMatrix(tensor.shape[0] as number, data, view, place);
    else data.forEach((value, i) => void view.setUint16(place + 2 * i, toBfloat(value), true));
    begin += sizeOf(tensor);
  }
  return pack(bytes);
}

// ---- and back ----

const wrong = (what: string) => new InputError(wholeName, 'is no model: {}', [what]);

function checkTensor(value: unknown): Tensor {
  const { name, shape } = Object(value) as Partial<Tensor>;
  const isSize = (size: unknown) =>
    Number.isInteger(size) && Number(size) > 0 && Number(size) <= mostParameters;
  if (typeof name === 'string' && Array.isArray(shape) && shape.length <= 2 && shape.every(isSize))
    return { name, shape };
  throw wrong('a tensor must have a name and a shape');
}

function describedIn(bytes: Uint8Array<ArrayBuffer>): Described & { begin: number } {
  const length = bytes.length < lengthSize ? Infinity : new DataView(bytes.buffer).getUint32(0, true);
  const begin = lengthSize + length;
  if (begin > bytes.length) throw wrong('it ends too soon');
  const json = parsed(new TextDecoder().decode(bytes.subarray(lengthSize, begin)), wholeName);
  const { config, tokenizer, tensors } = isObject(json) ? json : {};
  const isWhole = typeof config === 'string' && typeof tokenizer === 'string' && Array.isArray(tensors);
  if (!isWhole || tensors.length > mostTensors) throw wrong('it must have a config, a tokenizer and tensors');
  return { config, tokenizer, tensors: tensors.map(checkTensor), begin };
}

function unpackTensor(tensor: Tensor, from: DataView, begin: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(countOf(tensor));
  const [rows = 1, columns = 1] = tensor.shape;
  if (!isMatrix(tensor)) return data.map((_, i) => fromBfloat(from.getUint16(begin + 2 * i, true)));
  return data.map((_, i) => {
    const scale = fromBfloat(from.getUint16(begin + 2 * Math.floor(i / columns), true));
    return scale * from.getInt8(begin + 2 * rows + i);
  });
}

/** The files of a model that a link has in it. Rejects with InputError. */
export async function unpackModel(text: string): Promise<ModelFiles> {
  const bytes = await unpack(wholeName, text, mostBytes);
  const { config, tokenizer, tensors, begin } = describedIn(bytes);
  const count = tensors.reduce((sum, tensor) => sum + countOf(tensor), 0);
  if (count > mostParameters) throw wrong(`it has ${count} numbers, more than ${mostParameters}`);
  if (tensors.reduce((sum, tensor) => sum + sizeOf(tensor), begin) !== bytes.length)
    throw wrong('its tensors have other sizes than they say');
  const view = new DataView(bytes.buffer);
  let [place, offset] = [begin, 0];
  const header: Record<string, unknown> = Object.create(null);
  const pieces = tensors.map((tensor) => {
    const data = unpackTensor(tensor, view, place);
    if (!data.every(Number.isFinite)) throw wrong('some of its numbers are not finite');
    const end = offset + data.byteLength;
    header[tensor.name] = { dtype: 'F32', shape: tensor.shape, data_offsets: [offset, end] };
    [place, offset] = [place + sizeOf(tensor), end];
    return data;
  });
  const weights = await new Blob([writeHeader(header), ...pieces]).arrayBuffer();
  return { config, tokenizer, weights: new Uint8Array(weights) };
}
