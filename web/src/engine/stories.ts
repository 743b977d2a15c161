// What the module of the story world takes and gives: the types of cpp/bindings/stories_bindings.cpp, written by hand.
// cpp/core/stories says what each is.
import type { Numeric } from './post.ts';

export const families = ['where', 'who', 'pronoun', 'colour', 'pair', 'likes'] as const;
export type Family = (typeof families)[number];

/** What is put into a story that must not change its answer. */
export const distractors = ['again', 'denied', 'supposed', 'another', 'off-topic'] as const;
export type Distractor = (typeof distractors)[number];
export const distractorPlaces = ['first', 'middle', 'last'] as const;
export type DistractorPlace = (typeof distractorPlaces)[number];

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

/** A held-out story with one question at its end. The same numbers give the same story, but for what distracts. */
export interface CaseOptions {
  family: string;
  /** Default 1. */
  seed?: Numeric;
  /** Default 0. */
  number?: Numeric;
  /** How many it tells, 1 to 4. Default 2. */
  facts?: number;
  /** Which of them is asked for, from 0. Default 0. */
  asked?: number;
  /** "distractor:KIND". */
  set?: string;
  /** How often, 0 to 8. Default 0. */
  repeats?: number;
  /** "first", "middle" or "last": before the facts, among them, right before the question. Default "middle". */
  place?: string;
}

export interface StoriesFunctions {
  tellStories(options: TellOptions): Story[];
  tellCase(options: CaseOptions): Story;
  /** All words of the kind that this one is of (places, people, ...); none, where it is of none. */
  wordsLike(options: { word: string }): string[];
  /** What words decide; the last answer may stand after them. */
  understand(options: { words: readonly string[] }): StoryAnswer[];
}
