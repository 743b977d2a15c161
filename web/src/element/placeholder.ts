// What holds a reading's place until there is one: its words, as far as they can be known without the model, and as
// much room as its numbers will take. None of these numbers is ever to be seen.
import { indexOfLargest } from '../views/numbers.ts';
import type { AttentionReading, Matrix, Tensor } from '../views/reading.ts';
import { tokenName } from '../views/token-name.ts';
import type { Source } from './models.ts';
import { checkShown, mostWords, type Shown } from './shown.ts';
import { countRead, initialState, initialView, type State } from './state.ts';

const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** Every word looks at the longest: the numbers, and what is said of them, are about as long as what will be. */
function patternOf(words: readonly string[], others: number): Matrix {
  const { length } = words;
  const longest = indexOfLargest(words.map((word) => word.length));
  const { data, ...sizes } = zeros(length, length);
  return { ...sizes, data: data.map((_, i) => (i % length === longest ? 0.99 : others)) };
}

/** Where sizes of a model are not known yet. */
export const usual = { layers: 2, heads: 2, dimensions: 32, candidates: 100, lens: 3 };

/** A model of words takes punctuation for words of its own. */
const wordsOf = (state: State): string[] => {
  const { sentence, sampled, model } = state;
  const pattern = model === initialState.model ? /\S+/g : /[\p{L}\p{N}'_]+|[^\s\p{L}\p{N}'_]/gu;
  const words = [...sentence.matchAll(pattern)].map(([word]) => word);
  return [...words.slice(0, countRead(state, words.length)), ...sampled.map(({ text }) => text)]
    .slice(0, mostWords)
    .map(tokenName);
};

function headsOf(state: State, length: number, { layers, heads } = usual as NonNullable<Source['heads']>) {
  const pattern: Tensor = { shape: [heads, length, length], data: new Float32Array(heads * length * length) };
  const name = typeof state.head === 'string' ? { layer: 0, head: 0 } : state.head;
  return { name, patterns: Array<Tensor>(layers).fill(pattern) };
}

function reading(state: State, source: Source): AttentionReading {
  const words = wordsOf(state);
  const { length } = words;
  const isPost = state.model === initialState.model;
  const distinct = new Set([...words, ...state.corpus.flatMap((text) => text.split(/\s+/))]);
  const vocabulary = isPost ? [...distinct] : Array<string>(usual.candidates).fill('basket');
  const dimensions = isPost ? Number(state.dimensions) || 1 : usual.dimensions;
  const [square, wide, next] = [
    zeros(length, length),
    zeros(length, dimensions),
    zeros(length, vocabulary.length),
  ];
  const { layers } = source.heads ?? usual;
  return {
    words,
    isCausal: !isPost,
    queries: wide,
    keys: wide,
    values: wide,
    outputs: wide,
    products: square,
    scores: square,
    shifted: square,
    exponentials: square,
    pattern: patternOf(words, isPost ? 1 / length : 0.0004),
    maxima: new Float64Array(length),
    sums: new Float64Array(length),
    heads: isPost ? undefined : headsOf(state, length, source.heads),
    vocabulary,
    probabilities: next,
    before: state.knockOut.length > 0 ? next : undefined,
    cumulative: next,
    draw: 0,
    chosen: new Int32Array(length),
    lens: {
      shape: [layers + 1, length, usual.lens],
      names: Array<string>((layers + 1) * length * usual.lens).fill('–'),
      probabilities: new Float32Array((layers + 1) * length * usual.lens),
    },
    likelihoods: new Float64Array(length).fill(0.5),
  };
}

/** Undefined where the state cannot be shown; what is wrong only with its view is shown as the whole instrument. */
export function placeholder(state: State, source: Source | undefined): Shown | undefined {
  if (!source) return undefined;
  for (const shown of [state, { ...state, ...initialView }]) {
    try {
      return checkShown(reading(shown, source), shown, false);
    } catch {
      // the reader of the reading says what is wrong
    }
  }
  return undefined;
}
