// What the core takes and gives for the post's model: the types of cpp/bindings/post_values.cpp, written by hand.
// Letters are the core's: T words in the sentence, B current words, C dimensions, V words in the vocabulary, N
// candidates for the next word.

/** Row-major numbers: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** The five places where the post's program departs from attention as the literature defines it. */
export const switchNames = ['normalisation', 'context', 'query', 'values', 'lookup'] as const;
export type SwitchName = (typeof switchNames)[number];

/** Options may hold text where a number is due: the core refuses it with a message that quotes it. */
export type Numeric = number | string;

export interface PostModelOptions {
  /** 0 to 4294967295, as for np.random.seed. Default 42. */
  seed?: Numeric;
  /** C, 1 to 1024. Default 3. */
  dimensions?: Numeric;
  /** Words of context, 0 to 100000: the post's context_window_size. Default 2. */
  context?: Numeric;
  /** "all", "none", or switch names with commas between them. Default "none": the post's program as published. */
  corrected?: string;
}

export interface PostOptions extends PostModelOptions {
  /** At least one, each with at least one word. Default: the post's three. */
  sentences?: readonly string[];
  /** The current word. Default "fox", which then only has to be a known word where a switch makes use of it. */
  word?: string;
}

export interface PostReadingOptions extends PostModelOptions {
  sentence: string;
  /** Further sentences that share the vocabulary. Default none. */
  corpus?: readonly string[];
  /** Words drawn so far, which follow the sentence; each must be in the vocabulary. Default none. */
  sampled?: readonly string[];
}

export interface SoftmaxOptions {
  /** [N] finite numbers. */
  scores: readonly number[] | Float64Array;
  /** Above 0. Default 1. */
  temperature?: number;
  /** Default true. */
  subtractMaximum?: boolean;
}

/** Every intermediate of B predictions from one sentence; cpp/core/post/next_word.h says what each is. */
export interface Predictions {
  /** [T] index in the vocabulary of each word */
  readonly indices: Int32Array;
  /** [B] position of each current word; T: after the sentence */
  readonly positions: Int32Array;
  /** [B] the context is words[begin] up to but without words[end] */
  readonly contextBegins: Int32Array;
  readonly contextEnds: Int32Array;
  /** [B, C] */
  readonly queries: Matrix;
  /** [T, C]; the values are the same */
  readonly keys: Matrix;
  /** [B, T] query · key */
  readonly products: Matrix;
  /** [B, T] products / √C */
  readonly scores: Matrix;
  /** [B, T] exp(scores) as published, softmax(scores) if normalisation is corrected */
  readonly weights: Matrix;
  /** [B] the largest of the softmax's arguments */
  readonly maxima: Float64Array;
  /** [B, T] the softmax's arguments less maxima */
  readonly shifted: Matrix;
  /** [B, T] exp(shifted) */
  readonly exponentials: Matrix;
  /** [B] */
  readonly sums: Float64Array;
  /** [B, T] exponentials / sum; each row's sum is 1 */
  readonly pattern: Matrix;
  /** [B, C] pattern · values; 0 rows unless values is corrected */
  readonly outputs: Matrix;
  /** [B, V]; 0 rows unless values is corrected */
  readonly logits: Matrix;
  /** [B, N] */
  readonly probabilities: Matrix;
  /** [B, N] */
  readonly cumulative: Matrix;
  /** The uniform draw, on [0, 1) */
  readonly draw: number;
  /** [B] the candidate that the draw falls on */
  readonly chosen: Int32Array;
  /** [N] the vocabulary index that each candidate stands for; -1: outside it, the post's program stops there */
  readonly outcomes: Int32Array;
}

interface Representations {
  /** [V] */
  readonly vocabulary: readonly string[];
  /** [V, C] */
  readonly embeddings: Matrix;
}

/** B = 1 */
export interface PostSentence extends Predictions {
  readonly sentence: string;
  readonly words: readonly string[];
  readonly predicted: string;
}

export interface PostRun extends Representations {
  readonly word: string;
  readonly sentences: readonly PostSentence[];
}

/** B = T: row i has word i as its current word. */
export interface PostReading extends Representations, Predictions {
  readonly words: readonly string[];
}

/** cpp/core/math/softmax.h: a step that was not reached is empty. */
export interface SoftmaxSteps {
  readonly scaled: Float64Array;
  readonly maximum: number;
  readonly shifted: Float64Array;
  readonly exponentials: Float64Array;
  readonly sum: number;
  readonly probabilities: Float64Array;
}

/** The functions of the post's model by name, as its module exports them and as messages carry them. */
export interface PostFunctions {
  runPost(options: PostOptions): PostRun;
  printPost(options: PostOptions): string;
  readSentence(options: PostReadingOptions): PostReading;
  softmax(options: SoftmaxOptions): SoftmaxSteps;
}

/** Row i of a matrix, without a copy. */
export function row(matrix: Matrix, i: number): Float64Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}
