// Bytes as a link carries them: deflated, in base64url. A link is anybody's, so what comes back is checked before there
// is room made for it.
import { InputError } from '../../engine/index.ts';

/** How the rest of the text was made: where a browser cannot deflate, the bytes are as they were. */
const kinds = { deflated: 'd', plain: 'p' } as const;

/** Longer ones are cut by much of what links are sent with. */
export const mostPacked = 32_000; // characters

const deflates = () => {
  try {
    return new CompressionStream('deflate-raw');
  } catch {
    return undefined;
  }
};

function toBase64Url(bytes: Uint8Array): string {
  let characters = '';
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws where the text is no base64url. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new Error('no base64url');
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

const through = (bytes: Uint8Array<ArrayBuffer>, way: CompressionStream | DecompressionStream) =>
  new Blob([bytes]).stream().pipeThrough(way);

export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = deflates();
  if (!stream) return kinds.plain + toBase64Url(bytes);
  const deflated = await new Response(through(bytes, stream)).arrayBuffer();
  return kinds.deflated + toBase64Url(new Uint8Array(deflated));
}

/** No more than `most` bytes of it are ever there. Rejects. */
async function inflated(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = through(bytes, new DecompressionStream('deflate-raw')).getReader();
  const whole = new Uint8Array(most);
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return whole.slice(0, size);
    if (size + value.length > most) {
      reader.cancel().catch(() => {});
      throw new Error('too long');
    }
    whole.set(value, size);
    size += value.length;
  }
}

/** The bytes, of which there are `most` at the most. Rejects with InputError, which calls the text `name`. */
export async function unpack(name: string, text: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (text.length > mostPacked)
    throw new InputError(name, 'must have at most {} characters, not {}', [mostPacked, text.length]);
  try {
    const bytes = fromBase64Url(text.slice(1));
    if (text[0] === kinds.deflated) return await inflated(bytes, most);
    if (text[0] === kinds.plain && bytes.length <= most) return bytes;
  } catch {
    // what is wrong with it helps nobody
  }
  throw new InputError(name, 'was cut short or changed on its way here: {}', [{ quoted: text }]);
}
