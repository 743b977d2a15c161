// The header of a safetensors file, in JavaScript: as much of it as a model in one file needs.
// Tensors for the core are the core's to read. Source: https://github.com/huggingface/safetensors, README, "Format".
import type { Source } from './bytes.ts';
import { InputError } from './errors.ts';
import { refuseForeign } from './foreign.ts';

export type Header = Readonly<Record<string, unknown>>;

const lengthSize = 8; // bytes that say how long the header is
const mostHeader = 100_000_000; // bytes, as the format has it; of a longer one nobody needs more to refuse it

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws InputError that calls the text `name`. */
export function parsed(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InputError(name, 'is not JSON: {}', [(error as Error).message]);
  }
}

const lengthIn = (beginning: Uint8Array) =>
  new DataView(beginning.buffer, beginning.byteOffset).getBigUint64(0, true);

/** At least the header, unless the file ends before. */
export async function beginningOf(source: Source): Promise<Uint8Array> {
  const length = await source.slice(0, lengthSize);
  if (length.length < lengthSize) return length;
  const header = Number(lengthIn(length));
  const end = header > mostHeader ? 1024 : lengthSize + header; // what begins a file of another kind tells which
  return source.slice(0, Math.min(source.size, end));
}

function checkLength(beginning: Uint8Array, { name, size }: Source): void {
  if (beginning[lengthSize] !== 0x7b) refuseForeign(beginning, name); // {: a length may begin as a pickle does
  if (size < lengthSize)
    throw new InputError(name, 'must begin with the 8 bytes of its header’s length, not end after {}', [
      size,
    ]);
  const [length, most] = [lengthIn(beginning), Math.min(mostHeader, size - lengthSize)];
  if (length > most)
    throw new InputError(
      `the header of ${name}`,
      'must be at most {} bytes long, not {}: the file is cut short, or of another format',
      [most, String(length)],
    );
}

/** The header, and where the bytes after it begin. Rejects with InputError. */
export async function readHeader(source: Source): Promise<{ header: Header; dataBegin: number }> {
  const beginning = await beginningOf(source);
  checkLength(beginning, source);
  const header = parsed(
    new TextDecoder().decode(beginning.subarray(lengthSize)),
    `the header of ${source.name}`,
  );
  if (!isObject(header))
    throw new InputError(`the header of ${source.name}`, 'must be an object of tensors, not {}', [
      { quoted: JSON.stringify(header) },
    ]);
  return { header, dataBegin: beginning.length };
}

/** What stands before the tensors' bytes, which begin at a multiple of 8. Throws InputError. */
export function writeHeader(header: Header): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 8) * 8;
  if (length > mostHeader)
    throw new InputError('', 'A model in one file has at most {} bytes of config and tokenizer, not {}', [
      mostHeader,
      length,
    ]);
  const bytes = new Uint8Array(lengthSize + length).fill(0x20); // spaces, as the format allows
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, lengthSize);
  return bytes;
}
