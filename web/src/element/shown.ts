// What an instrument shows, and what can be said of it: sentences, tables and candidates made from a checked reading.
import { type Matrix, type PostReading, row, type Tensor } from '../engine/index.ts';
import { type Candidate, type Candidates, candidateAt } from '../views/bars.ts';
import { isEven, type Scale, scaleOf } from '../views/colour.ts';
import { type HeadName, headText } from '../views/head-grid.ts';
import { share } from '../views/numbers.ts';
import type { PairData } from '../views/pair.ts';
import type { TableData } from '../views/table.ts';
import { inQuotes } from '../views/token-name.ts';
import type { TokensData } from '../views/tokens.ts';
import { isCorrected, type State, type View } from './state.ts';

/** What a transformer's head has and the post's model has not. */
export interface HeadNumbers {
  name: HeadName;
  /** Every head's pattern: for each layer [H, T, T]. */
  patterns: readonly Tensor[];
  /** [T, D] */
  values: Matrix;
}

/** A reading, the state it was made from, and the cell that is pinned in it; all checked. */
export interface Shown {
  reading: PostReading;
  state: State;
  query: number;
  key: number;
  view: View;
  /** Where the reading is one head's. Its queries see the words up to their own. */
  head?: HeadNumbers | undefined;
}

/** A preview that was of a longer sentence is none. */
export const previewWithin = <Cell extends { query: number; key: number }>(
  preview: Cell | undefined,
  length: number,
): Cell | undefined => (preview && preview.query < length && preview.key < length ? preview : undefined);

/** Row `query` of the probabilities: [N], in the order in which they are laid end to end. */
export function candidatesOf({ reading, query }: Shown): Candidates {
  return {
    probabilities: row(reading.probabilities, query),
    wordOf: (index) => reading.vocabulary[reading.outcomes[index] ?? -1],
  };
}

/** The candidate that the next draw falls on. Its word is undefined where the published lookup fails. */
export function predictedBy(shown: Shown): Candidate {
  return candidateAt(candidatesOf(shown), shown.reading.chosen[shown.query] ?? 0);
}

const contextOf = ({ reading, query }: Shown) =>
  reading.words.slice(reading.contextBegins[query], reading.contextEnds[query]);

/** How many words the query can see. */
const visibleTo = ({ reading, query, head }: Shown) => (head ? query + 1 : reading.words.length);

/** What the ends of the colour map stand for: the same for all heads, so that they can be compared. */
export const patternScale = ({ reading, head }: Shown): Scale =>
  head ? { from: 0, to: 1 } : scaleOf(reading.pattern.data);

/** The positions whose words make the query; the word itself where its context is empty. */
function sourcesOf({ reading, query, state }: Shown): number[] {
  const [begin = 0, end = 0] = [reading.contextBegins[query], reading.contextEnds[query]];
  if (isCorrected(state.corrected, 'query') || begin === end) return [query];
  return Array.from({ length: end - begin }, (_, i) => begin + i);
}

/** The sentence for the line view, with the weights of row `shown.query` while `pinned` is pressed. */
export function tokensData(shown: Shown, pinned: number): Omit<TokensData, 'dark'> {
  const { reading, query, state } = shown;
  return {
    words: reading.words,
    weights: row(reading.pattern, query),
    scale: patternScale(shown),
    visible: visibleTo(shown),
    query,
    pinned,
    queryName: queryName(shown),
    sources: sourcesOf(shown),
    sampledFrom: reading.words.length - state.sampled.length,
  };
}

/** What the query vector is, in words. */
function queryName(shown: Shown): string {
  if (isCorrected(shown.state.corrected, 'query')) return inQuotes(shown.reading.words[shown.query]);
  const context = contextOf(shown);
  return context.length === 0 ? 'no context, so zero' : `the mean of ${inQuotes(context.join(' '))}`;
}

/** The pinned cell for the pair view. */
export function pairData(shown: Shown): PairData {
  const { reading, query, key, state, head } = shown;
  const at = (matrix: Matrix) => row(matrix, query)[key] ?? 0;
  return {
    words: reading.words,
    query,
    key,
    queryName: queryName(shown),
    q: row(reading.queries, query),
    k: row(reading.keys, key),
    product: at(reading.products),
    score: at(reading.scores),
    exponentiated: isCorrected(state.corrected, 'normalisation') ? undefined : at(reading.weights),
    isMasked: head && key > query,
    maximum: reading.maxima[query] ?? 0,
    shifted: at(reading.shifted),
    exponential: at(reading.exponentials),
    sum: reading.sums[query] ?? 0,
    weight: at(reading.pattern),
    v: head && row(head.values, key),
    output: head && row(reading.outputs, query),
  };
}

function subjectOf(shown: Shown): string {
  const word = inQuotes(shown.reading.words[shown.query]);
  if (isCorrected(shown.state.corrected, 'query')) return word;
  const context = contextOf(shown);
  return context.length === 0 ? `The empty context before ${word}` : inQuotes(context.join(' '));
}

function firstSentence(shown: Shown): string {
  const { words } = shown.reading;
  const weights = row(shown.reading.pattern, shown.query).subarray(0, visibleTo(shown));
  const scale = scaleOf(weights);
  if (weights.length === 1) return 'There is nothing else to look at.';
  if (isEven(scale)) return `${subjectOf(shown)} looks at every word alike (${share(scale.to)}).`;
  const even = share(1 / weights.length);
  return `${subjectOf(shown)} looks most at ${inQuotes(words[weights.indexOf(scale.to)])} (${share(scale.to)}); spread evenly, each ${shown.head ? 'token' : 'word'} would get ${even}.`;
}

/** One sentence on the pinned row, and one more where all rows are the same. */
export function summaryOf(shown: Shown): string {
  const { corrected } = shown.state;
  const isWordUsed = isCorrected(corrected, 'query') || isCorrected(corrected, 'context');
  const unused = ' The published program ignores the word you choose: every word has this same row.';
  // Where there are several heads to be seen, it is said whose row this is.
  const where =
    shown.view === 'heads' && shown.head && shown.query > 0 ? `In ${headText(shown.head.name)}, ` : '';
  return where + firstSentence(shown) + (isWordUsed ? '' : unused);
}

/** The numbers of the view, for those who would rather read them. */
export function tableOf({ reading, query, view, state, head }: Shown): TableData {
  if (view === 'matrix' || view === 'heads') {
    return {
      caption: 'The pattern: a row for each query, a column for each key',
      columns: ['query', ...reading.words],
      rows: reading.words.map((name, i) => ({
        name,
        cells: Array.from(row(reading.pattern, i), (weight, j) => (head && j > i ? '' : weight)),
      })),
    };
  }
  const isTwice = !isCorrected(state.corrected, 'normalisation');
  const columns: readonly (readonly [string, Matrix])[] = [
    ['query · key', reading.products],
    ['score', reading.scores],
    ...(isTwice ? ([['exp', reading.weights]] as const) : []),
    ['less largest', reading.shifted],
    [isTwice ? 'exp again' : 'exp', reading.exponentials],
    ['weight', reading.pattern],
  ];
  const cells = (i: number) => columns.map(([, matrix]) => row(matrix, query)[i] ?? 0);
  const sum = columns.map(([, matrix]) =>
    matrix === reading.exponentials ? (reading.sums[query] ?? 0) : '',
  );
  return {
    caption: `What the query ${inQuotes(reading.words[query])} gives to each word`,
    columns: ['key', ...columns.map(([name]) => name)],
    rows: [...reading.words.map((name, i) => ({ name, cells: cells(i) })), { name: 'sum', cells: sum }],
  };
}
