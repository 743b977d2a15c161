// Words of a text that a model of words does not know, and what it knows that is spelt most like them.
import type { Model } from './model.ts';

export interface UnknownWord {
  /** As it stands in the text, without the punctuation around it. */
  readonly word: string;
  /** Words that it knows, at most three, the nearest first. */
  readonly nearest: readonly string[];
}

const mostNearest = 3;
const mostUnknown = 100;

/**
 * How many letters to put in, leave out, replace or swap with their neighbour turn one word into the other: optimal
 * string alignment. Source: F. J. Damerau, "A technique for computer detection and correction of spelling errors",
 * CACM 7(3), 1964.
 */
export function editDistance(a: string, b: string): number {
  const from = Array.from(a);
  const to = Array.from(b);
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; ++i) {
    const row = [i];
    for (let j = 1; j <= to.length; ++j) {
      const replaced = (last[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) row[j] = Math.min(row[j] as number, (before[j - 2] as number) + 1);
    }
    before = last;
    last = row;
  }
  return last[to.length] as number;
}

/** Those of the vocabulary at most a third of a word away, the nearest first; of equally near ones in their order. */
export function nearestWords(word: string, vocabulary: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return vocabulary
    .filter((known) => /^[\p{L}\p{N}]/u.test(known))
    .map((known) => ({ known, distance: editDistance(wanted, known.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNearest)
    .map(({ known }) => known);
}

const strange = '\u{10fffd}'; // no vocabulary has it

/** Each once, in the order of the text, at most a hundred; none of a model whose tokens are not words. */
export async function unknownWords(model: Model, text: string): Promise<UnknownWord[]> {
  if (model.info.tokenizer !== 'words') return [];
  const [stranger] = await model.tokenize(strange);
  const isUnknown = async (piece: string) =>
    (await model.tokenize(piece)).some(({ id }) => id === stranger?.id);
  if (!(await isUnknown(text))) return [];
  const vocabulary = await model.vocabulary();
  const unknown = new Map<string, UnknownWord>();
  for (const piece of new Set(text.split(/\s+/u).filter(Boolean))) {
    if (unknown.size === mostUnknown || !(await isUnknown(piece))) continue;
    const word = piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || piece;
    unknown.set(word, { word, nearest: nearestWords(word, vocabulary) });
  }
  return [...unknown.values()];
}
