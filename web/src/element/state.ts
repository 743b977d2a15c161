// What an instrument shows, as plain values: one table from which the attributes, the URL and the controls are derived.
// Values are kept as they were given; the core checks what is its own, `checkView` and `checkPosition` the rest.

import { InputError, switchNames } from '../engine/index.ts';
import { within } from '../views/numbers.ts';
import type { HeadName } from '../views/reading.ts';
import {
  type Field,
  head,
  heads,
  list,
  names,
  number,
  type Position,
  position,
  type SampledToken,
  text,
  tokens,
} from './fields.ts';
import type { HeadCounts } from './models.ts';

export type { SampledToken };

const views = ['line', 'matrix', 'heads', 'pair'] as const;
export type View = (typeof views)[number];

/** The views of a model: the post's has no heads to be seen side by side. */
export const viewsOf = (hasHeads: boolean): View[] => views.filter((view) => hasHeads || view !== 'heads');

/** What is the post's model's own. */
interface PostState {
  /** Further sentences that share the vocabulary. */
  corpus: readonly string[];
  dimensions: number | string;
  context: number | string;
  /** "all", "none" or names of switches with commas between them. */
  corrected: string;
}

/** What is a transformer's own. */
interface TransformerState {
  /** The one that is shown; of its layer, where it says none itself. */
  head: HeadName | string;
  layer: Position;
  /** The heads whose output is set to zero. */
  knockOut: readonly (HeadName | string)[];
  /** Of a model that has snapshots of its training, the step that is shown; undefined: the last. */
  step: Position;
  /** What is done to the logits before the draw. */
  temperature: number | string;
  topK: number | string;
  topP: number | string;
  minP: number | string;
}

/** What only decides how a reading is shown. */
interface ViewState {
  /** The pinned query's position, from 0; undefined: the last word. */
  query: Position;
  /**
   * The key's position in the pair view and the matrix, from 0; undefined: the first word, in a head the likeliest
   * one.
   */
  keyPosition: Position;
  view: string;
  /** The parts that are shown, in order; none: the whole instrument, of which `view` picks one. */
  show: readonly string[];
  /** "all", "none" or some of them; nothing: all of the whole instrument, none of chosen parts. */
  controls: readonly string[];
  /** "light", "dark", or "auto": as the page around it is. */
  theme: string;
  /** "hide": the first word is left out of the line, and the other weights add up to 1 without it. */
  sink: string;
  /** "whole": colours go from 0 to 1; "stretched": from the smallest weight to the largest. */
  scale: string;
  /** In which language it speaks, as in HTML; nothing: as the page around it, or as the browser asks for. */
  lang: string;
}

export interface State extends PostState, TransformerState, ViewState {
  /** "post", "story", the address of a model's file, or a name that the host has given to another model. */
  model: string;
  /** The reader's sentence. */
  sentence: string;
  /** What was sampled so far and follows the sentence. */
  sampled: readonly SampledToken[];
  /** The position of the sentence's word that it follows: what stands behind is left out; undefined: the last. */
  sampledAfter: Position;
  seed: number | string;
}

export const fields: { readonly [Name in keyof State]: Field<State[Name]> } = {
  model: text('post'),
  sentence: text('The quick brown fox jumps over the lazy dog'),
  corpus: list('\n'),
  sampled: tokens,
  sampledAfter: position,
  seed: number(42),
  dimensions: number(3),
  context: number(2),
  corrected: text('all'),
  head,
  layer: position,
  knockOut: heads,
  step: position,
  temperature: number(1),
  topK: number(0),
  topP: number(1),
  minP: number(0),
  query: position,
  keyPosition: position,
  view: text('line'),
  show: names,
  controls: names,
  theme: text('auto'),
  sink: text('show'),
  scale: text('whole'),
  lang: text(''),
};

export const fieldNames = Object.keys(fields) as (keyof State)[];

const viewNames: readonly (keyof ViewState)[] = [
  'query',
  'keyPosition',
  'view',
  'show',
  'controls',
  'theme',
  'sink',
  'scale',
  'lang',
];

export const postNames: readonly (keyof PostState)[] = ['corpus', 'dimensions', 'context', 'corrected'];

export const isOfView = (name: keyof State): boolean => (viewNames as readonly string[]).includes(name);

export const initialState = Object.fromEntries(
  fieldNames.map((name) => [name, fields[name].initial]),
) as unknown as State;

/** What of it stands in for a view that cannot be shown. */
export const initialView = Object.fromEntries(
  viewNames.map((name) => [name, initialState[name]]),
) as unknown as ViewState;

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

/** A value that is one of a few words; throws InputError. */
export function checkWord<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const known = words.find((word) => word === value);
  if (known) return known;
  throw new InputError(name, 'must be {}, not {}', [words.join(', '), { quoted: value }]);
}

export const checkView = (view: string, hasHeads: boolean): View =>
  checkWord('view', view, viewsOf(hasHeads));

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

/** How many of a sentence's words are read, where it has so many. Throws InputError. */
export function countRead(
  { sampled, sampledAfter }: Pick<State, 'sampled' | 'sampledAfter'>,
  length: number,
) {
  return sampled.length === 0 ? length : checkPosition('sampledAfter', sampledAfter, length, length - 1) + 1;
}

const headPattern = 'must be a layer and one of its heads, as in 0.1, not {}';

/** The head, or the nearest to it that there is. */
export function checkHead({ head, layer }: Pick<State, 'head' | 'layer'>, counts: HeadCounts): HeadName {
  const isSplit = typeof head !== 'string' || /^\d+$/.test(head);
  if (!isSplit) throw new InputError('head', headPattern, [JSON.stringify(head)]);
  if (layer !== undefined && !(Number.isInteger(layer) && Number(layer) >= 0))
    throw new InputError('layer', 'must be a whole number from 0, not {}', [{ quoted: String(layer) }]);
  const named = typeof head === 'string' ? { layer: 0, head: Number(head) } : head;
  const { layers, heads } = counts;
  return {
    layer: within(Number(layer ?? named.layer), layers - 1),
    head: within(named.head, heads - 1),
  };
}

/** The heads that are knocked out, each once; throws InputError where there is no such head. */
export function checkKnockOut(knockOut: State['knockOut'], { layers, heads }: HeadCounts): HeadName[] {
  const written = knockOut.map((name) => {
    if (typeof name === 'string') throw new InputError('knockOut', headPattern, [JSON.stringify(name)]);
    if (name.layer < layers && name.head < heads) return head.write(name);
    const there = `0.0 to ${layers - 1}.${heads - 1}`;
    throw new InputError('knockOut', 'must be heads from {}, not {}', [there, { quoted: head.write(name) }]);
  });
  return [...new Set(written)].map((name) => head.read(name) as HeadName);
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
