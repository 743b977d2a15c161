// A token as it is written on screen: spaces and line ends are part of it, and must be seen; of a byte that is only
// part of a character, which is a lone surrogate here (engine/transformer.ts, Tokens), its number.

const marks: Record<string, string> = { ' ': '·', '\n': '↵', '\t': '⇥', '\r': '↵' };

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The first letter that has a direction decides, as for a paragraph. */
export function directionOf(words: readonly string[]): 'ltr' | 'rtl' {
  const first = words.join(' ').match(/\p{L}/u)?.[0] ?? '';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}

/**
 * In a sentence of ours. What is written from right to left is isolated, so that it does not take its neighbours
 * along.
 */
export const inQuotes = (text = '') => (rightToLeft.test(text) ? `“\u2068${text}\u2069”` : `“${text}”`);

const byteName = (byte: number) => `\\x${byte.toString(16).toUpperCase()}`;

export function tokenName(text: string): string {
  return text.replace(
    /[ \n\t\r]|\p{Surrogate}/gu,
    (part) => marks[part] ?? byteName(part.charCodeAt(0) - 0xdc00),
  );
}
