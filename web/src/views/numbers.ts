// Numbers that are looked for, and as they are written in what is always in English.
import { numbersIn } from '../words/numbers.ts';

/** The index, or the nearest of 0 to `last`. */
export function within(index: number, last: number): number {
  return Math.min(last, Math.max(0, index));
}

/** Where the largest stands; of equal ones the first. Of many numbers too, which Math.max would not take. */
export function indexOfLargest(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if ((numbers[i] as number) > (numbers[best] as number)) best = i;
  return best;
}

export const { share, percent, fixed, decimal, whole } = numbersIn('en');

/** A count with its noun: "1 word", "9 words". */
export function count(number: number, noun: string): string {
  return `${whole(number)} ${noun}${number === 1 ? '' : 's'}`;
}
