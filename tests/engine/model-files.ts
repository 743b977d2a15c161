// The small models of tests/reference/model_files_reference.py, as GGUF and llama2.c files, and vocabularies for them.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Model } from '../../web/src/engine/index.ts';

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A prompt's, and what PyTorch computes of it; none of GPT-2. */
  readonly tokens: readonly number[];
  readonly logits: readonly number[];
}

function parse(text: string): ModelFile[] {
  const lines = text.split('\n').map((line) => line.split(' '));
  const starts = lines.flatMap(([name], i) => (name === 'file' ? [i] : []));
  return starts.map((start, i) => {
    const own = lines.slice(start, starts[i + 1]);
    const valuesOf = (name: string) => own.find(([of]) => of === name)?.slice(2) ?? [];
    const [name = ''] = valuesOf('file');
    const bytes = new Uint8Array(Buffer.from(valuesOf('bytes')[0] as string, 'hex'));
    return { name, bytes, tokens: valuesOf('tokens').map(Number), logits: valuesOf('logits').map(Number) };
  });
}

export const modelFiles = parse(
  readFileSync(new URL('../reference/model_files_golden.txt', import.meta.url), 'utf8'),
);

export const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  modelFiles.find((file) => file.name === name)?.bytes as Uint8Array<ArrayBuffer>;

/** The tokens of llama-q8_0, which has its vocabulary within it, with their scores and types. */
const pieces: readonly [string, number, number][] = [
  ['<unk>', 0, 2],
  ['<s>', 0, 3],
  ['</s>', 0, 3],
  ['\u2581', -3, 1],
  ['a', -2, 1],
  ['b', -1, 1],
  ['\u2581a', -0.5, 1],
];

/** The first of them as a tokenizer.bin. */
export function tokenizerBin(count: number): Uint8Array<ArrayBuffer> {
  const word = (write: (view: DataView) => void) => {
    const bytes = Buffer.alloc(4);
    write(new DataView(bytes.buffer, bytes.byteOffset));
    return bytes;
  };
  const tokens = pieces.slice(0, count).flatMap(([piece, score]) => {
    const text = Buffer.from(piece.replace('\u2581', ' '));
    return [
      word((view) => view.setFloat32(0, score, true)),
      word((view) => view.setUint32(0, text.length, true)),
      text,
    ];
  });
  return new Uint8Array(Buffer.concat([word((view) => view.setUint32(0, 5, true)), ...tokens]));
}

/** All of them as SentencePiece's tokenizer.model: a message of protocol buffers. */
export function tokenizerModel(): Uint8Array<ArrayBuffer> {
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.from([8 * number + 2, bytes.length]), bytes]);
  const messages = pieces.map(([piece, score, type]) => {
    const number = Buffer.alloc(4);
    number.writeFloatLE(score);
    const parts = [field(1, Buffer.from(piece)), Buffer.from([21]), number, Buffer.from([24, type])];
    return field(1, Buffer.concat(parts));
  });
  const trainer = field(2, Buffer.from([24, 2])); // model_type: BPE
  return new Uint8Array(Buffer.concat([...messages, trainer]));
}

/** A tokenizer.json of so many letters, for the files that have no vocabulary. */
export function lettersJson(count: number): string {
  const letters = Array.from({ length: count }, (_, id) => [String.fromCharCode(97 + id), id]);
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false };
  return JSON.stringify({
    added_tokens: [],
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: { type: 'BPE', vocab: Object.fromEntries(letters), merges: [] },
  });
}

export async function logitsOf(model: Model, prompt: readonly number[]): Promise<Float32Array> {
  const { activations } = await model.inspect({ prompt, activations: ['logits'] });
  return activations.logits?.data as Float32Array;
}

export function expectLogits(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const distances = Array.from(expected, (number, i) => Math.abs(number - (actual[i] as number)));
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...distances)).toBeLessThan(1e-4);
}
