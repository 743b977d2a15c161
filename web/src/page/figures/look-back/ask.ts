// What the first figure asks: which word a story's gap depends on, where the model looks, what it says, and what it
// says where it may not look there.
import { everyPattern, patternsOf, squareOf } from '../../../element/transformer-source.ts';
import { everyHead } from '../../../engine/every-head.ts';
import { type Engine, type Intervention, type Model, row, type StoryAnswer } from '../../../engine/index.ts';
import type { HeadName } from '../../../views/reading.ts';
import type { Chip } from '../../../views/story-picture.ts';
import { answerAfter } from '../../story-model.ts';

/** In the story world's words, so far that the last one is decided. */
export type Words = readonly string[];

export interface Guess {
  word: string;
  probability: number;
}

export interface Look {
  /** [T] of the head, from the last word */
  weights: Float64Array;
  /** The likeliest first. */
  guesses: readonly Guess[];
}

/** A story, and what decides the word after it. */
export interface Story {
  words: Words;
  answer: string;
  antecedents: readonly number[];
  chips: readonly Chip[];
}

export interface Shown extends Story {
  /** Of the model that looks. */
  step: number;
  /** The head that looks most at what decides. */
  head: HeadName;
  plain: Look;
  /** With the antecedents out of its sight; undefined: they are in sight. */
  stopped: Look | undefined;
}

const mostGuesses = 4;

const replaced = (words: Words, from: string, to: string) => words.map((word) => (word === from ? to : word));

/** Those of the words that can stand in place of `words[position]`, everywhere or only there, with the rest decided. */
async function fitting(
  engine: Engine,
  words: Words,
  options: readonly string[],
  put: (word: string) => Words,
): Promise<string[]> {
  const fits = await Promise.all(
    options.map(async (option) => (await answerAfter(engine, put(option))) !== undefined),
  );
  return options.filter((option, i) => fits[i] || put(option).join() === words.join());
}

/** A word that is swapped is swapped everywhere, but for the one that is asked for. */
export function swapped(
  { words, antecedents }: Pick<Story, 'words' | 'antecedents'>,
  position: number,
  word: string,
) {
  const from = words[position] ?? '';
  return antecedents.includes(position) ? replaced(words, from, word) : words.with(position, word);
}

/** Where the words of the last sentence begin. */
const lastSentence = (words: Words) => words.lastIndexOf('.') + 1;

async function chipsOf(engine: Engine, words: Words, { antecedents }: StoryAnswer): Promise<Chip[]> {
  const decides = antecedents[0] ?? 0;
  const begin = lastSentence(words);
  const asked = words.flatMap((_, position) =>
    position >= begin && !antecedents.includes(position) ? [position] : [],
  );
  const chips = [decides, ...asked].map(async (position) => {
    const word = words[position] as string;
    const alike = await engine.wordsLike(word);
    const others =
      position === decides ? alike.filter((other) => other === word || !words.includes(other)) : alike;
    // What is asked for is one of what was told.
    const options =
      position === decides ? others : others.filter((other) => words.slice(0, begin).includes(other));
    const put = (other: string) => swapped({ words, antecedents: Array.from(antecedents) }, position, other);
    return { position, options: await fitting(engine, words, options, put) };
  });
  return (await Promise.all(chips)).filter(({ options }) => options.length > 1);
}

/** Undefined where the words do not decide what comes next. */
export async function storyOf(engine: Engine, words: Words): Promise<Story | undefined> {
  const answer = await answerAfter(engine, words);
  if (!answer) return undefined;
  const chips = await chipsOf(engine, words, answer);
  return { words, answer: answer.word, antecedents: Array.from(answer.antecedents), chips };
}

/** The last word may not look at the antecedents, in any head. */
export function stop(model: Model, { words, antecedents }: Story): Intervention[] {
  const query = words.length - 1;
  return everyHead(model.info.config).flatMap((head) =>
    antecedents
      .filter((key) => key !== query) // what is left must add up to 1
      .map((key): Intervention => ({ kind: 'weight', ...head, query, key, value: 0, renormalise: true })),
  );
}

/** Where each head looks from the last word, and what the model says next. */
async function lookOf(
  model: Model,
  { words }: Story,
  interventions: readonly Intervention[],
  signal: AbortSignal,
): Promise<{ rowOf(head: HeadName): Float64Array; guesses: Guess[] }> {
  const asked = { prompt: words.join(' '), interventions };
  const [inspection, next, vocabulary] = await Promise.all([
    model.inspect({ ...asked, activations: [everyPattern] }, { signal }),
    model.nextToken(asked, { signal }),
    model.vocabulary(),
  ]);
  const patterns = patternsOf(inspection);
  const guesses = Array.from(next.probabilities, (probability, id) => ({
    word: vocabulary[id] ?? '',
    probability,
  }));
  guesses.sort((a, b) => b.probability - a.probability);
  return {
    rowOf: ({ layer, head }) =>
      row(squareOf(patterns[layer] as (typeof patterns)[number], head), words.length - 1),
    guesses: guesses.slice(0, mostGuesses),
  };
}

/** The head that looks most at what decides. */
export async function bestHead(model: Model, story: Story, signal: AbortSignal): Promise<HeadName> {
  const { rowOf } = await lookOf(model, story, [], signal);
  const looks = everyHead(model.info.config).map((head) => {
    const weights = rowOf(head);
    return { head, weight: story.antecedents.reduce((sum, position) => sum + (weights[position] ?? 0), 0) };
  });
  return looks.reduce((best, look) => (look.weight > best.weight ? look : best)).head;
}

export async function look(
  model: Model,
  story: Story,
  head: HeadName,
  isStopped: boolean,
  signal: AbortSignal,
): Promise<Pick<Shown, 'plain' | 'stopped'>> {
  const [plain, stopped] = await Promise.all(
    [[], ...(isStopped ? [stop(model, story)] : [])].map(async (interventions) => {
      const { rowOf, guesses } = await lookOf(model, story, interventions, signal);
      return { weights: rowOf(head), guesses };
    }),
  );
  return { plain: plain as Look, stopped };
}
