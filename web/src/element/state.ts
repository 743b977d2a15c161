// What an instrument shows, as plain values: one table from which the attributes, the URL and the controls are derived.
// Values are kept as they were given; the core checks what is its own, `checkView` and `checkPosition` the rest.

import { InputError, type PostReadingOptions, switchNames } from '../engine/index.ts';
import { toNumberOrText } from '../engine/input.ts';

const views = ['line', 'matrix', 'heads', 'pair'] as const;
export type View = (typeof views)[number];

/** The views of a model: the post's has no heads to be seen side by side. */
export const viewsOf = (hasHeads: boolean): View[] => views.filter((view) => hasHeads || view !== 'heads');

export interface State {
  /** The reader's sentence. */
  sentence: string;
  /** Further sentences that share the vocabulary. */
  corpus: readonly string[];
  /** Words sampled so far, which follow the sentence; while a trained model is shown, its tokens' ids. */
  sampled: readonly string[];
  seed: number | string;
  dimensions: number | string;
  context: number | string;
  /** "all", "none" or names of switches with commas between them. */
  corrected: string;
  /** The pinned query's position, from 0; undefined: the last word. */
  query: number | string | undefined;
  /** The key's position in the pair view and the matrix, from 0; undefined: the first word. */
  key: number | string | undefined;
  view: string;
}

interface Field<Value> {
  initial: Value;
  read(text: string): Value;
  write(value: Value): string;
}

const text = (initial: string): Field<string> => ({ initial, read: (t) => t, write: (v) => v });
const number = (initial: number): Field<number | string> => ({
  initial,
  read: toNumberOrText,
  write: String,
});
const position: Field<State['query']> = {
  initial: undefined,
  read: (t) => (t === '' ? undefined : toNumberOrText(t)),
  write: (v) => (v === undefined ? '' : String(v)),
};
const list = (separator: string): Field<readonly string[]> => ({
  initial: [],
  read: (t) => t.split(separator).filter((item) => item.trim() !== ''),
  write: (v) => v.join(separator),
});

export const fields: { readonly [Name in keyof State]: Field<State[Name]> } = {
  sentence: text('The quick brown fox jumps over the lazy dog'),
  corpus: list('\n'),
  sampled: list(' '),
  seed: number(42),
  dimensions: number(3),
  context: number(2),
  corrected: text('all'),
  query: position,
  key: position,
  view: text('line'),
};

export const fieldNames = Object.keys(fields) as (keyof State)[];

export const initialState = Object.fromEntries(
  fieldNames.map((name) => [name, fields[name].initial]),
) as unknown as State;

type AnyField = Field<unknown>;

/** The fields in which `state` differs from `base`, as names and texts: attributes, or the parameters of a URL. */
export function writeState(state: State, base: State = initialState): [keyof State, string][] {
  const written = (name: keyof State, value: unknown) => (fields[name] as AnyField).write(value);
  return fieldNames
    .filter((name) => written(name, state[name]) !== written(name, base[name]))
    .map((name) => [name, written(name, state[name])]);
}

/** `base` with the fields that `texts` has. Names that are no fields are left alone: they are somebody else's. */
export function readState(texts: Iterable<readonly [string, string]>, base: State = initialState): State {
  const given = [...texts].filter(([name]) => Object.hasOwn(fields, name));
  return {
    ...base,
    ...Object.fromEntries(given.map(([name, value]) => [name, fields[name as keyof State].read(value)])),
  };
}

export function checkView(view: string, hasHeads: boolean): View {
  const views = viewsOf(hasHeads);
  const known = views.find((name) => name === view);
  if (known) return known;
  throw new InputError(`view must be ${views.join(', ')}, not "${view}"`);
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
  const shown = typeof position === 'string' ? JSON.stringify(position) : position;
  throw new InputError(`${name} must be a whole number from 0 to ${length - 1}, the last word, not ${shown}`);
}

/** How many words the core will find in a text: what stands between Python's white space. */
export function countWords(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to Python they are white space, U+FEFF is not
  return text.split(/(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/).filter(Boolean).length;
}

/** What the engine needs of a state. */
export function readingOptions({
  sentence,
  corpus,
  sampled,
  seed,
  dimensions,
  context,
  corrected,
}: State): PostReadingOptions {
  return { sentence, corpus, sampled, seed, dimensions, context, corrected };
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
