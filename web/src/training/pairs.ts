// Pairs to be repeated: a text in which only looking back tells what comes next. Each story has four pairs of words,
// drawn for it alone ("say rix sib ."), says each once and then again in any order: after the first word of a pair that
// was there, the second follows. A model that gets it right has learned induction: one head finds the token before,
// another the place after what is like it.
import { drawn } from './drawn.ts';

const consonants = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'r', 's'];
const vowels = ['a', 'e', 'i', 'o'];
/** Forty words that mean nothing: "bab", "bed", ... */
const words = consonants.flatMap((first, i) =>
  vowels.map((vowel, j) => `${first}${vowel}${consonants[(3 * i + 2 * j + 1) % consonants.length]}`),
);

type Pair = readonly [string, string];
const pairsInStory = 4;
const repeats = 12; // in a story: three of each pair

const say = ([first, second]: Pair) => `say ${first} ${second} .`;

function pairsOf(below: (end: number) => number): Pair[] {
  const left = [...words];
  const take = () => left.splice(below(left.length), 1)[0] as string;
  return Array.from({ length: pairsInStory }, () => [take(), words[below(words.length)] as string] as const);
}

/** Of so many stories; a number of seed draws others. */
export function pairsText({ stories = 1500, seed = 1 } = {}): string {
  const below = drawn(seed);
  const story = () => {
    const pairs = pairsOf(below);
    const again = Array.from({ length: repeats }, () => pairs[below(pairs.length)] as Pair);
    return [...pairs, ...again].map(say).join(' ');
  };
  return Array.from({ length: stories }, story).join('\n');
}

/** Beginnings of stories that end after the first word of a pair, and the right next word. */
export function pairsQuestions({ count = 50, seed = 2 } = {}): { prompt: string; answer: string }[] {
  const below = drawn(seed);
  return Array.from({ length: count }, () => {
    const pairs = pairsOf(below);
    const [first, answer] = pairs[below(pairs.length)] as Pair;
    return { prompt: `${pairs.map(say).join(' ')} say ${first}`, answer };
  });
}

/** What learns them soonest of what was tried: attention alone, two layers, weights that begin scaled by the width. */
export const induction = {
  model: { tokenizer: 'words', layers: 2, heads: 4, dModel: 64, dMlp: 0, context: 64, init: 'width' },
  training: { steps: 3000, batch: 8, learningRate: 0.002, weightDecay: 0.3 },
} as const;
