// What the pair view shows, and each step from a query's and a key's vectors to the weight, in formulas and words.
import type { Say } from '../words/say.ts';

export interface PairData {
  words: readonly string[];
  /** Positions in words. */
  query: number;
  key: number;
  /** What the query vector is: the word's embedding, or the mean of the context's. */
  queryName: string;
  /** The words that decide what comes next, where that is known. */
  decides: readonly number[];
  /** [C] */
  q: Float64Array;
  k: Float64Array;
  /** Whether both were turned by their positions; whose keys and values these are, where heads share them. */
  isTurned: boolean | undefined;
  sharedKeys: number | undefined;
  /** q · k, and the same divided by √C. */
  product: number;
  score: number;
  /** Whether the key is masked because it comes after the query; undefined: this model has no mask. */
  isMasked: boolean | undefined;
  /** exp(score), where the softmax is over that, as published, rather than over the score. */
  exponentiated: number | undefined;
  /**
   * The row's largest argument of the softmax, this one less that, the exponential, their sum over the row, the
   * share.
   */
  maximum: number;
  shifted: number;
  exponential: number;
  sum: number;
  weight: number;
  /** [C] the key's value, where the model has one, and the sum of all keys' values by their weights. */
  v: Float64Array | undefined;
  output: Float64Array | undefined;
  say: Say;
}

export interface Step {
  formula: string;
  value: number;
  note: string;
}

/** A second number of two, whose sign is not to be taken for theirs. */
const bracketed = (number: number, { decimal }: Say) =>
  number < 0 ? `(${decimal(number)})` : decimal(number);

function maskStep({ score, isMasked, say }: PairData): Step[] {
  if (isMasked === undefined) return [];
  return isMasked
    ? [{ formula: say('mask'), value: -Infinity, note: say('isMasked') }]
    : [{ formula: say('mask'), value: score, note: say('isNotMasked') }];
}

/** From the two vectors to the weight. */
export function stepsOf(data: PairData): Step[] {
  const { q, product, score, exponentiated, maximum, shifted, exponential, sum, weight, isMasked, say } =
    data;
  const { decimal } = say;
  const argument = isMasked ? -Infinity : (exponentiated ?? score);
  const published = exponentiated !== undefined && {
    formula: `exp(${decimal(score)})`,
    value: exponentiated,
    note: say('notYetShare'),
  };
  return [
    {
      formula: 'q · k',
      value: product,
      note: say('multiply', { terms: termsOf(data) }),
    },
    {
      formula: `÷ √${q.length}`,
      value: score,
      note: say.count('dividedByRoot', q.length),
    },
    ...maskStep(data),
    ...(published ? [published] : []),
    {
      formula: `${decimal(argument)} − ${bracketed(maximum, say)}`,
      value: shifted,
      note: say('lessLargest'),
    },
    {
      formula: `exp(${decimal(shifted)})`,
      value: exponential,
      note: say(exponentiated === undefined ? 'exponential' : 'exponentialAgain'),
    },
    {
      formula: `÷ ${decimal(sum)}`,
      value: weight,
      note: say('dividedBySum'),
    },
  ];
}

/** What the key vector is of. */
export function keyName({ words, key, decides, say }: PairData): string {
  const word = say.quoted(words[key]);
  return decides.includes(key) ? say('wordThatDecides', { word }) : word;
}

/** What q · k adds up, as far as that is short. */
function termsOf({ q, k, say }: PairData): string {
  const products = Array.from(q)
    .slice(0, 4)
    .map((n, i) => `${i > 0 ? ` + ${bracketed(n, say)}` : say.decimal(n)} × ${bracketed(k[i] ?? 0, say)}`);
  return products.join('') + (q.length > 4 ? ' + …' : '');
}

/** The size that the strongest tint stands for; 1 where all numbers are zero, as a query without context has them. */
export const largestOf = (...vectors: Float64Array[]) =>
  vectors.reduce((most, vector) => vector.reduce((size, n) => Math.max(size, Math.abs(n)), most), 0) || 1;
