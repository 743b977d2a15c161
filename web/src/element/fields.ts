// The kinds of values that a state has: how each is read from an attribute or an address, taken from a property, and
// written again.
import { toNumberOrText } from '../engine/input.ts';
import type { HeadName } from '../views/reading.ts';

/** A word that was drawn, as it is written on screen; where the model knows it by a number, that too. */
export interface SampledToken {
  readonly text: string;
  readonly id?: number;
}

/** A place in the sentence, from 0; undefined: the usual one. */
export type Position = number | string | undefined;

/** How one of its values is had from a text, and written as one. */
export interface Field<Value> {
  initial: Value;
  read(text: string): Value;
  write(value: Value): string;
  /** Of what a property was set to and is no text: what stands for it. */
  take(value: unknown): Value;
}

/** Of anything: some objects have no text. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

export const text = (initial: string): Field<string> => ({
  initial,
  read: (t) => t,
  write: (v) => v,
  take: textOf,
});
export const number = (initial: number): Field<number | string> => ({
  initial,
  read: toNumberOrText,
  write: String,
  take: (v) => (typeof v === 'number' ? v : toNumberOrText(textOf(v))),
});
const readPosition = (text: string) => (text === '' ? undefined : toNumberOrText(text));
export const position: Field<Position> = {
  initial: undefined,
  read: readPosition,
  write: (v) => (v === undefined ? '' : String(v)),
  take: (v) => (typeof v === 'number' ? v : readPosition(textOf(v))),
};
/** "1.2": head 2 of layer 1. */
function readHead(text: string): HeadName | string {
  const [, layer, head] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  return head === undefined ? text : { layer: Number(layer), head: Number(head) };
}
export const head: Field<HeadName | string> = {
  initial: { layer: 0, head: 0 },
  read: readHead,
  write: (v) => (typeof v === 'string' ? v : `${v.layer}.${v.head}`),
  take: (v) => {
    const { layer, head } = Object(v) as Partial<HeadName>;
    return Number.isInteger(layer) && Number.isInteger(head) ? (v as HeadName) : readHead(textOf(v));
  },
};
const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
export const list = (separator: string): Field<readonly string[]> => ({
  initial: [],
  read: (t) => t.split(separator).filter((item) => item.trim() !== ''),
  write: (v) => v.join(separator),
  take: (v) => {
    const items = itemsOf(v);
    return items.every((item) => typeof item === 'string') ? items : items.map(textOf);
  },
});
/** Words with spaces or commas between them. */
export const names: Field<readonly string[]> = {
  ...list(' '),
  read: (t) => t.split(/[\s,]+/).filter(Boolean),
};
const words = list(' ');
const isToken = (value: unknown): value is SampledToken => typeof Object(value).text === 'string';
export const tokens: Field<readonly SampledToken[]> = {
  initial: [],
  read: (t) => words.read(t).map((text) => ({ text })),
  write: (v) => words.write(v.map(({ text }) => text)),
  take: (v) => {
    const items = itemsOf(v);
    return items.every(isToken)
      ? items
      : items.map((item) => (isToken(item) ? item : { text: textOf(item) }));
  },
};
/** "0.1 1.2": some heads. */
export const heads: Field<readonly (HeadName | string)[]> = {
  initial: [],
  read: (t) => names.read(t).map(readHead),
  write: (v) => words.write(v.map(head.write)),
  take: (v) => {
    const items = itemsOf(v);
    const taken = items.map(head.take);
    return taken.every((name, i) => name === items[i]) ? (items as typeof taken) : taken;
  },
};
