// The text that is there to begin with: days of six children, each of whom always has the same animal, place, toy and
// food. Only the name tells which, and the name comes once a day; so a model that wants to guess the word after "the"
// has to look back for it.

import { drawn } from './drawn.ts';

interface Child {
  name: string;
  pronoun: string;
  animal: string;
  place: string;
  toy: string;
  food: string;
}

const children: readonly Child[] = [
  { name: 'mia', pronoun: 'she', animal: 'hen', place: 'barn', toy: 'kite', food: 'plum' },
  { name: 'tom', pronoun: 'he', animal: 'fox', place: 'mill', toy: 'drum', food: 'fig' },
  { name: 'ana', pronoun: 'she', animal: 'owl', place: 'park', toy: 'ball', food: 'pear' },
  { name: 'leo', pronoun: 'he', animal: 'cat', place: 'pond', toy: 'boat', food: 'bun' },
  { name: 'ida', pronoun: 'she', animal: 'goat', place: 'tower', toy: 'lamp', food: 'nut' },
  { name: 'max', pronoun: 'he', animal: 'duck', place: 'garden', toy: 'bell', food: 'egg' },
];

const deeds: readonly ((child: Child) => string)[] = [
  ({ animal }) => `feeds the ${animal}`,
  ({ place }) => `walks to the ${place}`,
  ({ toy }) => `plays with the ${toy}`,
  ({ food }) => `eats the ${food}`,
];

const openings = ['in the morning', 'today', 'at noon', 'in the rain'];
const links = ['then', 'later', 'and then'];

const days = 60;
const seed = 1;

/** About 6,000 characters, all words of it between spaces. */
export function worldText(): string {
  const below = drawn(seed);
  const oneOf = <Item>(items: readonly Item[]) => items[below(items.length)] as Item;
  const day = () => {
    const child = oneOf(children);
    const left = [...deeds];
    const sentences = Array.from({ length: 2 + below(3) }, (_, i) => {
      const [deed] = left.splice(below(left.length), 1);
      const start = i === 0 ? `${oneOf(openings)} ${child.name}` : `${oneOf(links)} ${child.pronoun}`;
      return `${start} ${deed?.(child)} .`;
    });
    return sentences.join(' ');
  };
  return Array.from({ length: days }, day).join('\n');
}

/** Unfinished: the model is to guess what Tom plays with. */
export const worldSentence = 'in the rain tom eats the fig . then he plays with the';
