// What an instrument shows, as plain values: one table from which the attributes, the URL and the controls are derived.
// Values are kept as they were given; the core checks what is its own, `checkView` and `checkPosition` the rest.

import { InputError, switchNames } from '../engine/index.ts';
import { toNumberOrText } from '../engine/input.ts';
import { within } from '../views/numbers.ts';
import type { HeadName } from '../views/reading.ts';
import type { HeadCounts } from './models.ts';

const views = ['line', 'matrix', 'heads', 'pair'] as const;
export type View = (typeof views)[number];

/** The views of a model: the post's has no heads to be seen side by side. */
export const viewsOf = (hasHeads: boolean): View[] => views.filter((view) => hasHeads || view !== 'heads');

/** A word that was drawn, as it is written on screen; where the model knows it by a number, that too. */
export interface SampledToken {
  readonly text: string;
  readonly id?: number;
}

/** What is the post's model's own. */
interface PostState {
  /** Further sentences that share the vocabulary. */
  corpus: readonly string[];
  dimensions: number | string;
  context: number | string;
  /** "all", "none" or names of switches with commas between them. */
  corrected: string;
}

export interface State extends PostState {
  /** "post", or a name that the host has given to another model. */
  model: string;
  /** The reader's sentence. */
  sentence: string;
  /** What was sampled so far and follows the sentence. */
  sampled: readonly SampledToken[];
  seed: number | string;
  /** Of a model with several heads, the one that is shown. */
  head: HeadName | string;
  /** The pinned query's position, from 0; undefined: the last word. */
  query: number | string | undefined;
  /**
   * The key's position in the pair view and the matrix, from 0; undefined: the first word, in a head the likeliest
   * one.
   */
  keyPosition: number | string | undefined;
  view: string;
}

interface Field<Value> {
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

const text = (initial: string): Field<string> => ({
  initial,
  read: (t) => t,
  write: (v) => v,
  take: textOf,
});
const number = (initial: number): Field<number | string> => ({
  initial,
  read: toNumberOrText,
  write: String,
  take: (v) => (typeof v === 'number' ? v : toNumberOrText(textOf(v))),
});
const readPosition = (text: string) => (text === '' ? undefined : toNumberOrText(text));
const position: Field<State['query']> = {
  initial: undefined,
  read: readPosition,
  write: (v) => (v === undefined ? '' : String(v)),
  take: (v) => (typeof v === 'number' ? v : readPosition(textOf(v))),
};
/** "1.2": head 2 of layer 1. */
function readHead(text: string): State['head'] {
  const [, layer, head] = /^(\d+)\.(\d+)$/.exec(text) ?? [];
  return head === undefined ? text : { layer: Number(layer), head: Number(head) };
}
const head: Field<State['head']> = {
  initial: { layer: 0, head: 0 },
  read: readHead,
  write: (v) => (typeof v === 'string' ? v : `${v.layer}.${v.head}`),
  take: (v) => {
    const { layer, head } = Object(v) as Partial<HeadName>;
    return Number.isInteger(layer) && Number.isInteger(head) ? (v as HeadName) : readHead(textOf(v));
  },
};
const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const list = (separator: string): Field<readonly string[]> => ({
  initial: [],
  read: (t) => t.split(separator).filter((item) => item.trim() !== ''),
  write: (v) => v.join(separator),
  take: (v) => {
    const items = itemsOf(v);
    return items.every((item) => typeof item === 'string') ? items : items.map(textOf);
  },
});
const words = list(' ');
const isToken = (value: unknown): value is SampledToken => typeof Object(value).text === 'string';
const tokens: Field<State['sampled']> = {
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

export const fields: { readonly [Name in keyof State]: Field<State[Name]> } = {
  model: text('post'),
  sentence: text('The quick brown fox jumps over the lazy dog'),
  corpus: list('\n'),
  sampled: tokens,
  seed: number(42),
  dimensions: number(3),
  context: number(2),
  corrected: text('all'),
  head,
  query: position,
  keyPosition: position,
  view: text('line'),
};

export const fieldNames = Object.keys(fields) as (keyof State)[];

export const initialState = Object.fromEntries(
  fieldNames.map((name) => [name, fields[name].initial]),
) as unknown as State;

type AnyField = Field<unknown>;

/** A field as an attribute of HTML or a parameter of a URL: with hyphens between words. */
export const attributeOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Further attributes that are read, each with the one that it stands for: what frameworks that write properties into
 * HTML make of their names, and what a field was called before.
 */
export const otherAttributes: Readonly<Record<string, string>> = {
  key: 'key-position',
  ...Object.fromEntries(
    [...fieldNames, 'workerUrl']
      .map((name) => [name.toLowerCase(), attributeOf(name)] as const)
      .filter(([lower, attribute]) => lower !== attribute),
  ),
};

const fieldOf = new Map(fieldNames.map((name) => [attributeOf(name), name]));

/** The fields in which `state` differs from `base`, as names and texts: attributes, or the parameters of a URL. */
export function writeState(state: State, base: State = initialState): [string, string][] {
  const written = (name: keyof State, value: unknown) => (fields[name] as AnyField).write(value);
  return fieldNames
    .filter((name) => written(name, state[name]) !== written(name, base[name]))
    .map((name) => [attributeOf(name), written(name, state[name])]);
}

/** `base` with the fields that `texts` has. Names that are no fields are left alone: they are somebody else's. */
export function readState(texts: Iterable<readonly [string, string]>, base: State = initialState): State {
  const given = [...texts].flatMap(([parameter, text]) => {
    const name = fieldOf.get(otherAttributes[parameter] ?? parameter);
    return name ? [[name, fields[name].read(text)]] : [];
  });
  return { ...base, ...Object.fromEntries(given) };
}

/** What a property was set to, as its attribute would have set it: a text is read, nothing at all is the default. */
export function takeField(name: keyof State, value: unknown): State[keyof State] {
  const field = fields[name] as Field<State[keyof State]>;
  if (value === undefined || value === null) return field.initial;
  return typeof value === 'string' ? field.read(value) : field.take(value);
}

/** The change that pins a cell, or only its query or its key. */
export const pinning = ({ query, key }: { query?: number; key?: number }): Partial<State> => ({
  ...(query === undefined ? {} : { query }),
  ...(key === undefined ? {} : { keyPosition: key }),
});

/** What of a value is a state's: its other fields are left out, `key` is the key's position as it was called before. */
export function partOfState(value: unknown): Partial<State> {
  const { key, ...others } = Object(value);
  const given = key === undefined ? others : { keyPosition: key, ...others };
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(fields, name)));
}

export function checkView(view: string, hasHeads: boolean): View {
  const views = viewsOf(hasHeads);
  const known = views.find((name) => name === view);
  if (known) return known;
  throw new InputError('view', 'must be {}, not {}', [views.join(', '), { quoted: view }]);
}

/** The position as a number below `length`; `absent` stands for undefined. */
export function checkPosition(
  name: string,
  position: State['query'],
  length: number,
  absent: number,
): number {
  if (position === undefined) return absent;
  if (typeof position === 'number' && Number.isInteger(position) && position >= 0 && position < length)
    return position;
  const shown = typeof position === 'string' ? { quoted: position } : position;
  throw new InputError(name, 'must be a whole number from 0 to {}, the last word, not {}', [
    length - 1,
    shown,
  ]);
}

/** The head, or the nearest to it that there is. */
export function checkHead(head: State['head'], { layers, heads }: HeadCounts): HeadName {
  if (typeof head !== 'string')
    return { layer: within(head.layer, layers - 1), head: within(head.head, heads - 1) };
  throw new InputError('head', 'must be a layer and one of its heads, as in 0.1, not {}', [
    JSON.stringify(head),
  ]);
}

/** Whether a switch is on in a `corrected` that the core has accepted. */
export function isCorrected(corrected: string, name: (typeof switchNames)[number]): boolean {
  return corrected.split(',').some((item) => item === 'all' || item === name);
}

/** `corrected` with one switch turned. */
export function turnSwitch(corrected: string, name: (typeof switchNames)[number]): string {
  const on = switchNames.filter((other) => isCorrected(corrected, other) !== (other === name));
  if (on.length === switchNames.length) return 'all';
  return on.length === 0 ? 'none' : on.join(',');
}
