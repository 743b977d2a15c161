// What an instrument shows, and what can be said of it: sentences, tables and candidates made from a checked reading.
import { InputError, row } from '../engine/index.ts';
import { type Candidate, type Candidates, candidateAt } from '../views/bars.ts';
import { isEven, type Scale, scaleOf } from '../views/colour.ts';
import { headText } from '../views/head-grid.ts';
import { indexOfLargest } from '../views/numbers.ts';
import type { PairData } from '../views/pair-steps.ts';
import type { Attention, AttentionReading, Matrix } from '../views/reading.ts';
import type { TableData } from '../views/table.ts';
import type { TokensData } from '../views/tokens.ts';
import type { Say } from '../words/say.ts';
import { type Control, checkControls, checkParts, type Part } from './parts.ts';
import { isWithoutSpaces } from './post-source.ts';
import { checkPosition, checkView, checkWord, fields, type State, type View } from './state.ts';

/** The most words that the pictures stay readable with. */
export const mostWords = 256;

/** A cell of a model's attention. */
export interface Pinned {
  reading: Attention;
  query: number;
  key: number;
}

/** A reading, the state it was made from, and the cell that is pinned in it; all checked. */
export interface Shown extends Pinned {
  reading: AttentionReading;
  state: State;
  view: View;
  parts: readonly Part[];
  controls: ReadonlySet<Control>;
  /** Where the reading's long words are cut for the eye: the reading as it was. */
  whole?: AttentionReading;
}

/** Where a query looks most. */
function likeliestKey({ pattern }: Attention, query: number): number {
  const weights = row(pattern, query);
  return indexOfLargest(weights);
}

/**
 * Throws InputError. Where words can be counted beforehand, a position outside them is a mistake, and none
 * elsewhere.
 */
export function checkShown(reading: AttentionReading, state: State, isCounted: boolean): Shown {
  const { length } = reading.words;
  if (length > mostWords) {
    const pattern = 'must have at most {} words to stay readable here, and has {}';
    throw new InputError('sentence', pattern, [mostWords, length]);
  }
  const fitting = (position: State['query']) =>
    !isCounted && Number(position) >= length ? undefined : position;
  const query = checkPosition('query', fitting(state.query), length, length - 1);
  const hasHeads = reading.heads !== undefined;
  const key = hasHeads ? likeliestKey(reading, query) : 0;
  const view = checkView(state.view, hasHeads);
  checkWord('theme', state.theme, ['auto', 'light', 'dark']);
  checkWord('sink', state.sink, ['show', 'hide']);
  checkWord('scale', state.scale, ['whole', 'stretched']);
  return {
    reading,
    state,
    query,
    key: checkPosition('keyPosition', fitting(state.keyPosition), length, key),
    view,
    parts: checkParts(state, view, hasHeads),
    controls: checkControls(state),
  };
}

/** The most characters of a word that are drawn. */
const mostLetters = 100;

const isLong = (word: string) => word.length > mostLetters;
export const cut = (word: string) => (isLong(word) ? `${word.slice(0, mostLetters - 1).trimEnd()}…` : word);

/** What the last cut reading was made from: a view draws it many times. */
let lastCut: { whole: AttentionReading; reading: AttentionReading } | undefined;

/** For the eye: long words are cut. What is computed or appended takes the whole ones. */
export function drawn(shown: Shown): Shown {
  const { reading: whole } = shown;
  if (!whole.words.some(isLong) && !whole.vocabulary.some(isLong)) return shown;
  if (lastCut?.whole !== whole) {
    const [words, vocabulary] = [whole.words.map(cut), whole.vocabulary.map(cut)];
    lastCut = { whole, reading: { ...whole, words, vocabulary } };
  }
  return { ...shown, ...lastCut };
}

/** What is said where words are cut, and where they were found in a text without spaces. */
export function cutText({ words, ids }: Attention, say: Say): string {
  const isFound = !ids && words.some(isWithoutSpaces);
  const cut = words.some(isLong) ? say.count('wordsAreCut', mostLetters) : '';
  return say.together(cut, isFound ? say('wordsAreFound') : '');
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
    wordOf: (index) => reading.vocabulary[reading.outcomes?.[index] ?? index],
  };
}

/** The candidate that the next draw falls on. Its word is undefined where the published lookup fails. */
export function predictedBy(shown: Shown): Candidate {
  return candidateAt(candidatesOf(shown), shown.reading.chosen[shown.query] ?? 0);
}

/** Why there is no candidate `index` to append. */
export function lookupError({ reading }: Shown, index: number): InputError {
  return new InputError(
    '',
    'the draw falls on position {}, which the published lookup takes for an index of the vocabulary; that ends ' +
      'before {}, and the post’s program stops here with a KeyError',
    [index, reading.vocabulary.length],
  );
}

/** What the next word's bars are called; a model of tokens has the next token's. */
export const nextText = ({ words, ids }: Attention, query: number, say: Say): string =>
  say(ids ? 'nextToken' : 'nextWord', { word: say.quoted(words[query]) });

/** The words whose mean the query is; undefined where it is its word's own. */
function contextOf({ reading, query }: Pinned): readonly string[] | undefined {
  const { words, contexts } = reading;
  return contexts && words.slice(contexts.begins[query], contexts.ends[query]);
}

/** How many words the query can see. */
const visibleTo = ({ reading, query }: Pinned) => (reading.isCausal ? query + 1 : reading.words.length);

/** What the ends of the colour map stand for: the same everywhere, unless small differences are to be seen. */
export const patternScale = ({ pattern }: Attention, isStretched = false): Scale =>
  isStretched ? scaleOf(pattern.data) : { from: 0, to: 1 };

/** The positions whose words make the query; the word itself where its context is empty. */
function sourcesOf(pinned: Pinned): number[] {
  const begin = pinned.reading.contexts?.begins[pinned.query] ?? 0;
  const context = contextOf(pinned) ?? [];
  return context.length === 0 ? [pinned.query] : context.map((_, i) => begin + i);
}

/** What is left of the weights without the first, scaled to add up to 1 again. */
function withoutFirst(weights: Float64Array): Float64Array {
  const left = 1 - (weights[0] ?? 0);
  return weights.map((weight, i) => (i === 0 || left <= 0 ? 0 : weight / left));
}

/** The keys that decide what comes after a query, where that is known. */
const decidingIn = ({ answers }: Partial<AttentionReading>, query: number) =>
  answers?.get(query)?.antecedents ?? [];

/** The sentence for the line view, with the weights of the query's row while `pressed` is pressed. */
export function tokensData(
  pinned: Pinned,
  pressed: number,
  say: Say,
  { sampled = [], scale = 'whole', sink = 'show' }: Partial<State> = {},
): Omit<TokensData, 'dark'> {
  const { reading, query } = pinned;
  const weights = row(reading.pattern, query);
  const leftOut = sink === 'hide' && query > 0 ? 1 : 0;
  return {
    words: reading.words,
    weights: leftOut ? withoutFirst(weights) : weights,
    leftOut,
    decides: decidingIn(reading, query),
    scale: patternScale(reading, scale === 'stretched'),
    visible: visibleTo(pinned),
    query,
    pinned: pressed,
    queryName: queryName(pinned, say),
    sources: sourcesOf(pinned),
    sampledFrom: reading.words.length - sampled.length,
    say,
  };
}

/** What the query vector is, in words. */
function queryName(pinned: Pinned, say: Say): string {
  const context = contextOf(pinned);
  if (!context) return say.quoted(pinned.reading.words[pinned.query]);
  return context.length === 0 ? say('noContext') : say('meanOf', { words: say.quoted(context.join(' ')) });
}

/** The pinned cell for the pair view. */
export function pairData(pinned: Pinned, say: Say): PairData {
  const { reading, query, key } = pinned;
  const { exponentiated, values, isCausal } = reading;
  const at = (matrix: Matrix) => row(matrix, query)[key] ?? 0;
  return {
    words: reading.words,
    query,
    key,
    queryName: queryName(pinned, say),
    decides: decidingIn(reading, query),
    q: row(reading.queries, query),
    k: row(reading.keys, key),
    isTurned: reading.isTurned,
    sharedKeys: reading.sharedKeys,
    product: at(reading.products),
    score: at(reading.scores),
    exponentiated: exponentiated && at(exponentiated),
    isMasked: isCausal ? key > query : undefined,
    maximum: reading.maxima[query] ?? 0,
    shifted: at(reading.shifted),
    exponential: at(reading.exponentials),
    sum: reading.sums[query] ?? 0,
    weight: at(reading.pattern),
    v: values && row(values, key),
    output: values && row(reading.outputs, query),
    say,
  };
}

function subjectOf(pinned: Pinned, say: Say): string {
  const word = say.quoted(pinned.reading.words[pinned.query]);
  const context = contextOf(pinned);
  if (!context) return word;
  return context.length === 0 ? say('emptyContext', { word }) : say.quoted(context.join(' '));
}

function firstSentence(pinned: Pinned, say: Say): string {
  const { reading, query } = pinned;
  const weights = row(reading.pattern, query).subarray(0, visibleTo(pinned));
  const scale = scaleOf(weights);
  if (weights.length === 1) return say('nothingElse');
  const looks = { query: subjectOf(pinned, say), weight: say.share(scale.to) };
  if (isEven(scale)) return say('looksAlike', looks);
  const key = say.quoted(reading.words[weights.indexOf(scale.to)]);
  const even = say.share(1 / weights.length);
  return say(reading.ids ? 'looksMostOfTokens' : 'looksMost', { ...looks, key, even });
}

/** One sentence on the pinned row, and one more where all rows are the same. */
export function summaryOf(pinned: Pinned, say: Say): string {
  const { words, contexts } = pinned.reading;
  const isWordUsed = !contexts || contexts.ends.some((end) => end < words.length);
  return say.together(firstSentence(pinned, say), isWordUsed ? '' : say('ignoresWord'));
}

/** What the heads that are knocked out have changed; nothing, where none is. */
function knockedOutText({ reading, query, state }: Pinned & { state: State }, say: Say): string {
  const { before, probabilities, vocabulary, ids } = reading as AttentionReading;
  if (!before) return '';
  const said = (matrix: Matrix) => {
    const chances = row(matrix, query);
    const best = indexOfLargest(chances);
    return say('withChance', { word: say.quoted(vocabulary[best]), chance: say.share(chances[best] ?? 0) });
  };
  const heads = fields.knockOut.write(state.knockOut).replaceAll(' ', ', ');
  const values = { heads, word: said(probabilities), before: said(before) };
  return say.count(ids ? 'withoutHeadsToken' : 'withoutHeads', state.knockOut.length, values);
}

/** That words are left out which stand behind the one that was gone on from; nothing, where none are. */
function leftOutText({ reading: { words }, state: { sampled, sampledAfter } }: Shown, say: Say): string {
  if (sampled.length === 0 || sampledAfter === undefined) return '';
  return say('goesOnAfter', { word: say.quoted(words[words.length - sampled.length - 1]) });
}

/** Where several heads are seen at once, it is said whose row this is. */
function summaryAmongHeads(pinned: Pinned, say: Say): string {
  const { heads } = pinned.reading;
  const sentence = summaryOf(pinned, say);
  return heads && pinned.query > 0 ? say('inHead', { head: headText(heads.name, say), sentence }) : sentence;
}

/** All that is said of what is shown. */
export function summaryText(shown: Shown, say: Say): string {
  const text = shown.parts.includes('heads') ? summaryAmongHeads : summaryOf;
  return say.together(text(shown, say), knockedOutText(shown, say), leftOutText(shown, say));
}

/** The pattern, for those who would rather read it. */
function patternTable({ words, pattern, isCausal }: Attention, say: Say): TableData {
  return {
    caption: say('patternCaption'),
    columns: [say('query'), ...words],
    rows: words.map((name, i) => ({
      name,
      cells: Array.from(row(pattern, i), (weight, j) => (isCausal && j > i ? '' : weight)),
    })),
  };
}

/** Each step of the query's row. */
export function stepsTable({ reading, query }: Pinned, say: Say): TableData {
  const { words, exponentiated, exponentials, sums } = reading;
  const columns: readonly (readonly [string, Matrix])[] = [
    [say('weight'), reading.pattern],
    [say('column.products'), reading.products],
    [say('column.score'), reading.scores],
    ...(exponentiated ? ([[say('column.exp'), exponentiated]] as const) : []),
    [say('column.shifted'), reading.shifted],
    [say(exponentiated ? 'column.expAgain' : 'column.exp'), exponentials],
  ];
  const cells = (i: number) => columns.map(([, matrix]) => row(matrix, query)[i] ?? 0);
  const sum = columns.map(([, matrix]) => (matrix === exponentials ? (sums[query] ?? 0) : ''));
  return {
    caption: say('stepsCaption', { word: say.quoted(words[query]) }),
    columns: [say('key'), ...columns.map(([name]) => name)],
    rows: [...words.map((name, i) => ({ name, cells: cells(i) })), { name: say('sum'), cells: sum }],
  };
}

/** The numbers behind the pictures that are shown. */
export const tableOf = (shown: Shown, say: Say): TableData =>
  shown.parts.some((part) => part === 'matrix' || part === 'heads')
    ? patternTable(shown.reading, say)
    : stepsTable(shown, say);
