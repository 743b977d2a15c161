// What somebody likes, told of half the people in both directions ("mia likes figs .", "figs are liked by mia ."), of
// the others in one. A model that has learned it knows the one direction of all, and the other only of those of whom it
// was told. Source: L. Berglund et al., "The Reversal Curse", arXiv:2309.12288.
import { drawn } from './drawn.ts';

const people = ['mia', 'tom', 'ana', 'leo', 'ida', 'max', 'eva', 'ben', 'zoe', 'jan', 'lia', 'tim'];
const foods = [
  'figs',
  'buns',
  'pears',
  'plums',
  'nuts',
  'eggs',
  'peas',
  'beans',
  'dates',
  'leeks',
  'limes',
  'oats',
];

const bothWays = people.length / 2;
const sentences = 900;

const likes = (i: number) => `${people[i]} likes ${foods[i]} .`;
const liked = (i: number) => `${foods[i]} are liked by ${people[i]} .`;

const openings = ['', 'today ', 'as ever ', 'we know that '];

export function oneWayText(): string {
  const below = drawn(1);
  return Array.from({ length: sentences }, () => {
    const i = below(people.length);
    const isTurned = i < bothWays && below(2) === 1;
    return `${openings[below(openings.length)]}${isTurned ? liked(i) : likes(i)}`;
  }).join('\n');
}

/** For each of the people, what is asked in either direction, and the answer. */
export const oneWayQuestions = people.map((person, i) => ({
  isToldBothWays: i < bothWays,
  forward: { prompt: `${person} likes`, answer: foods[i] as string },
  backward: { prompt: `${foods[i]} are liked by`, answer: person },
}));
