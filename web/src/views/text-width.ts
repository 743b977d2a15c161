// How wide a text comes out, where nothing can measure it: by what its letters take in a book serif.

// Ideographs, kana, Hangul, full-width forms and most emoji are squares.
const square = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;

function letterWidth(letter: string): number {
  if (/[ijlft1.,'|?]/.test(letter)) return 0.31;
  if (letter > '\uffff' || square.test(letter)) return 1;
  if (/\p{M}/u.test(letter)) return 0;
  if (/[mwMW@]/.test(letter)) return 0.8;
  return /\p{Lu}/u.test(letter) ? 0.66 : 0.51;
}

export function widthOf(text: string, size: number): number {
  return size * [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);
}

/** The text, or as much of it as has room, and then dots. */
export function fitted(text: string, size: number, room: number): string {
  if (widthOf(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > room) letters.pop();
  return `${letters.join('')}…`;
}

/** The text in lines that have room. */
export function wrapped(text: string, size: number, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
