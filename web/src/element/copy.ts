// The clipboard, which a page from disk or in a sandbox may not have.
import type { Say } from '../words/say.ts';

/** Copies, and says how that went: `copied`, or what the reader can do `otherwise`, where it is not allowed. */
export async function copyText(text: string, copied: string, otherwise: string, say: Say): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return copied;
  } catch {
    return say('cannotCopy', { otherwise });
  }
}

/** JSON, with typed arrays as lists. */
export const numbersText = (numbers: unknown) =>
  JSON.stringify(numbers, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
