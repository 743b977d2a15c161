// What patching asks: a second sentence that goes on otherwise, and what the model says to the reader's own when one
// head, at one word or at all of them, hands on what it found in the second.
import { type Engine, InputError, type Model, type NextToken } from '../../../engine/index.ts';
import { indexOfLargest } from '../../../views/numbers.ts';
import type { HeadName } from '../../../views/reading.ts';
import { storyOf, swapped, type Words } from '../look-back/ask.ts';

interface Guess {
  id: number;
  word: string;
  probability: number;
}

interface Sentence {
  ids: readonly number[];
  words: Words;
  next: NextToken;
  guess: Guess;
}

export interface Pair {
  yours: Sentence;
  second: Sentence;
  /** The first position at which they differ: before it nothing can. */
  from: number;
}

/** What the model says then. */
export interface Patched {
  guess: Guess;
  /** How far the answer has moved from yours, 0, to the second sentence's, 1. */
  moved: number;
}

/** The sentence with another word in place of the one that decides: each that leaves it decided. */
export async function secondsOf(engine: Engine, words: Words): Promise<Words[]> {
  const story = await storyOf(engine, words);
  const decides = story?.antecedents[0];
  const chip = story?.chips.find(({ position }) => position === decides);
  if (!story || !chip) return [];
  const others = chip.options.filter((option) => option !== words[chip.position]);
  return others.map((option) => swapped(story, chip.position, option));
}

function guessOf({ probabilities }: NextToken, vocabulary: Words): Guess {
  const id = indexOfLargest(probabilities);
  return { id, word: vocabulary[id] ?? '', probability: probabilities[id] ?? 0 };
}

/** Throws InputError unless there is something to carry over. */
function check({ yours, second }: Omit<Pair, 'from'>): void {
  const [most, others] = [yours.ids.length, second.ids.length];
  if (most !== others) {
    const asked = 'Both need as many words, counting “.” and “?”: yours has {}, the second {}.';
    throw new InputError('', asked, [most, others]);
  }
  if (yours.guess.id !== second.guess.id) return;
  const same = 'Both go on with “{}”, so there is nothing to carry over: change the word that decides.';
  throw new InputError('', same, [yours.guess.word]);
}

/** Rejects with InputError. */
export async function pairOf(
  model: Model,
  ids: readonly number[],
  text: string,
  signal: AbortSignal,
): Promise<Pair> {
  const vocabulary = await model.vocabulary();
  const read = async (ids: readonly number[]): Promise<Sentence> => {
    const next = await model.nextToken({ prompt: ids }, { signal });
    const words = ids.map((id) => vocabulary[id] ?? '');
    return { ids, words, next, guess: guessOf(next, vocabulary) };
  };
  const tokens = await model.tokenize(text, { signal });
  if (tokens.length === 0) throw new InputError('', 'Write a second sentence.');
  const [yours, second] = await Promise.all([read(ids), read(tokens.map(({ id }) => id))]);
  check({ yours, second });
  return { yours, second, from: yours.ids.findIndex((id, i) => id !== second.ids[i]) };
}

/** By how much the second answer is ahead of yours, in logits: the logarithm of the ratio of their chances. */
const lead = ({ logits }: NextToken, { yours, second }: Pair) =>
  (logits[second.guess.id] ?? 0) - (logits[yours.guess.id] ?? 0);

/** [T - from + 1] of one head: at each position from `from` on, and at all of them. */
export async function patched(
  model: Model,
  pair: Pair,
  { layer, head }: HeadName,
  signal: AbortSignal,
): Promise<Patched[]> {
  const { yours, second, from } = pair;
  const vocabulary = await model.vocabulary();
  const [begin, end] = [lead(yours.next, pair), lead(second.next, pair)];
  const patch = {
    kind: 'patch',
    activation: `blocks.${layer}.attn.hook_z`,
    prompt: second.ids,
    head,
  } as const;
  const places = Array.from({ length: yours.ids.length - from }, (_, i) => [from + i]);
  return Promise.all(
    [...places, []].map(async (positions) => {
      const interventions = [{ ...patch, positions }];
      const next = await model.nextToken({ prompt: yours.ids, interventions }, { signal });
      return { guess: guessOf(next, vocabulary), moved: (lead(next, pair) - begin) / (end - begin) };
    }),
  );
}
