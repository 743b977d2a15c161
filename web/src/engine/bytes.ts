// Bytes as callers have them: in arrays, views and Blobs of this realm or another (a frame, Node's vm).
import { InputError } from './errors.ts';
import type { FileBytes } from './transformer.ts';

/** Of an object of any realm: "ArrayBuffer", "Blob", "File". */
const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

const isBlob = (value: unknown): value is Blob => tagOf(value) === 'Blob' || tagOf(value) === 'File';

const isBuffer = (value: unknown): value is ArrayBuffer => /^(Shared)?ArrayBuffer$/.test(tagOf(value));

/** A file that can be read in pieces. */
export interface Source {
  /** What errors call it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  slice(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

async function sliceOf(blob: Blob, begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(begin, end).arrayBuffer());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError('', 'the file cannot be read: {}', [reason]);
  }
}

/** `name`: of what has none of its own. Throws InputError. */
export function sourceOf(value: FileBytes, name: string): Source {
  if (isBlob(value)) {
    const own = (value as Partial<File>).name || name;
    return { name: own, size: value.size, slice: (begin, end) => sliceOf(value, begin, end) };
  }
  if (!ArrayBuffer.isView(value) && !isBuffer(value)) {
    const given = { quoted: typeof value === 'string' ? value : String(value) };
    throw new InputError('weights', 'must be an ArrayBuffer, a view of one, or a Blob, not {}', [given]);
  }
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(value)
    ? value
    : { buffer: value, byteOffset: 0, byteLength: value.byteLength };
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  return { name, size: byteLength, slice: async (begin, end) => bytes.slice(begin, end) };
}
