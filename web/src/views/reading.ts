// What every model gives and every view takes: one sentence, every step of its attention, and what would be drawn after
// each of its words. A source beside the element makes it of what a core computes.
// T words or tokens, D numbers in a query, V entries of the vocabulary, N candidates for the next word.

import type { LensData } from './lens.ts';

/** Row-major numbers: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Row-major numbers. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Layers and their heads, from 0. */
export interface HeadName {
  layer: number;
  head: number;
}

/** The one word that is right at a place, and the positions of the words that decide that. */
export interface Answer {
  readonly word: string;
  readonly antecedents: readonly number[];
}

/** By the position of the word before. */
export type Answers = ReadonlyMap<number, Answer>;

/** A model's attention, in one of its heads where it has several. */
export interface Attention {
  /** [T] as they are written on screen */
  readonly words: readonly string[];
  /** [T] where the words are tokens, the model's numbers for them */
  readonly ids?: Int32Array | undefined;
  /** [T, D] */
  readonly queries: Matrix;
  readonly keys: Matrix;
  /** Whether those were turned by their positions: their products then depend on how far apart two words are. */
  readonly isTurned?: boolean | undefined;
  /** The number of the model's keys and values that this head takes, where it shares them with others. */
  readonly sharedKeys?: number | undefined;
  /** [T, D]; absent where the keys stand in for them */
  readonly values?: Matrix | undefined;
  /**
   * What row i's query is the mean of, where it is not word i's own: words[begins[i]] up to but without
   * words[ends[i]].
   */
  readonly contexts?: { readonly begins: Int32Array; readonly ends: Int32Array } | undefined;
  /** Whether keys after the query are masked. */
  readonly isCausal: boolean;
  /** [T, T] query · key */
  readonly products: Matrix;
  /** [T, T] products / √D */
  readonly scores: Matrix;
  /** [T, T] exp(scores), where the softmax is over that rather than over the scores */
  readonly exponentiated?: Matrix | undefined;
  /** [T] the largest of the softmax's arguments that each query sees */
  readonly maxima: Float64Array;
  /** [T, T] the softmax's arguments less maxima; -Infinity behind the mask */
  readonly shifted: Matrix;
  /** [T, T] exp(shifted) */
  readonly exponentials: Matrix;
  /** [T] of each row of exponentials */
  readonly sums: Float64Array;
  /** [T, T] exponentials / sums, unless it was edited */
  readonly pattern: Matrix;
  /** [T, D] pattern · values; no rows where the model makes no use of it */
  readonly outputs: Matrix;
  /** Whose this is, where the model has several heads, and every head's pattern: for each layer [H, T, T]. */
  readonly heads?: { readonly name: HeadName; readonly patterns: readonly Tensor[] } | undefined;
}

export interface AttentionReading extends Attention {
  /** By position, the words after which only one is right, as far as that is known. */
  readonly answers?: Answers | undefined;
  /** [V] what each entry reads */
  readonly vocabulary: readonly string[];
  /** [V, D] where the model is small enough to hand them out */
  readonly embeddings?: Matrix | undefined;
  /** [T, N] if the sentence ended at that word */
  readonly probabilities: Matrix;
  /** [T, N] */
  readonly cumulative: Matrix;
  /** On [0, 1) */
  readonly draw: number;
  /** [T] the candidate that the draw falls on */
  readonly chosen: Int32Array;
  /** [T, N] where heads are knocked out, what they were with them */
  readonly before?: Matrix | undefined;
  /** What the model would say if it stopped earlier, where that was asked for. */
  readonly lens?: Omit<LensData, 'words' | 'dark' | 'say'> | undefined;
  /** [T - 1] of each word after the first, how likely it was, where that was asked for */
  readonly likelihoods?: ArrayLike<number> | undefined;
  /** [N] the vocabulary's entry that each candidate stands for, where it is not the one of its own number; -1: none */
  readonly outcomes?: Int32Array | undefined;
}
