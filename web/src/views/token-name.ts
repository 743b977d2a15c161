// A token as it is written on screen: spaces and line ends are part of it, and must be seen; of a byte that is only part of
// a character, which is a lone surrogate here (engine/transformer.ts, Tokens), its number.

const marks: Record<string, string> = { ' ': '·', '\n': '↵', '\t': '⇥', '\r': '↵' };

const byteName = (byte: number) => `\\x${byte.toString(16).toUpperCase()}`;

export function tokenName(text: string): string {
  return text.replace(
    /[ \n\t\r]|\p{Surrogate}/gu,
    (part) => marks[part] ?? byteName(part.charCodeAt(0) - 0xdc00),
  );
}
