// What the module of the story world takes and gives: the types of cpp/bindings/stories_bindings.cpp, written by hand.
// cpp/core/stories says what each is.
import type { Numeric } from './post.ts';

export const families = ['where', 'who', 'pronoun', 'colour', 'pair', 'likes'] as const;
export type Family = (typeof families)[number];

/** What is put into a story that must not change its answer. */
export const distractors = ['again', 'denied', 'supposed', 'another', 'off-topic'] as const;
export type Distractor = (typeof distractors)[number];

/** How a fact is told: in words that training stories use for it, rarely use, or never. */
export const wordings = ['seen', 'rare', 'unseen'] as const;
export const distances = ['near', 'far'] as const;
export const orders = ['forward', 'backward', 'reversed'] as const;

/** A word that what stands before it decides. */
export interface StoryAnswer {
  /** Of the word, from 0: it follows words[0] to words[position - 1]. */
  readonly position: number;
  readonly word: string;
  readonly family: Family;
  /** Where the words stand that decide it. */
  readonly antecedents: Int32Array;
}

export interface Story {
  readonly family: Family;
  readonly words: readonly string[];
  readonly answers: readonly StoryAnswer[];
}

export interface TellOptions {
  /** 0 to 4294967295. Default 1. */
  seed?: Numeric;
  /** The number of the first one: another number, another story. Default 0. */
  first?: Numeric;
  /** 1 to 100000. Default 1. */
  count?: Numeric;
  /**
   * "train", "held-out", "distractor:KIND", "reworded:seen-near" and its like, "order:forward" and its like. Default
   * "train".
   */
  set?: string;
  /** Default: all, in turns. */
  family?: string;
}

/** `right` of `count` cases; of chance, what guessing would get. */
export interface Rate {
  readonly claim: 'helps' | 'misled' | 'misses';
  readonly measure: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly right: number;
  readonly count: number;
}

/** Of which stories a measurement of the claims is, and of what kind of model. */
export interface ClaimsPlan {
  seed: Numeric;
  /** Of each rate, at least. 1 to 100000. */
  cases: Numeric;
  layers: number;
  heads: number;
}

/** Questions that are asked one after another. */
export interface Trial {
  readonly story: Story;
  /** All its answers, under every treatment and with every head knocked out; else the last, as learned. */
  readonly isFull: boolean;
}

export interface StoriesFunctions {
  tellStories(options: TellOptions): Story[];
  /** How many parts a measurement has. */
  claimParts(options: ClaimsPlan): number;
  /** What is asked in a part. */
  claimTrials(options: ClaimsPlan & { part: number }): Trial[];
  /** What the answers come to; cpp/core/stories/claims.h has the order of the results. */
  claimRates(options: ClaimsPlan & { part: number; results: Int32Array }): Rate[];
  /** All words of the kind that this one is of (places, people, ...); none, where it is of none. */
  wordsLike(options: { word: string }): string[];
  /** What words decide; the last answer may stand after them. */
  understand(options: { words: readonly string[] }): StoryAnswer[];
}
