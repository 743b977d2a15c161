// What an instrument can consist of: the parts that it shows, and the controls that a reader has.
import { InputError } from '../engine/index.ts';
import type { State, View } from './state.ts';

export const partNames = [
  'sentence',
  'arcs',
  'matrix',
  'heads',
  'pair',
  'bars',
  'lens',
  'losses',
  'table',
  'summary',
] as const;
export type Part = (typeof partNames)[number];

/** Those that a model without layers and heads has not. */
const ofHeads: readonly Part[] = ['heads', 'lens', 'losses'];

export const controlNames = [
  'model',
  'head',
  'knock-out',
  'step',
  'view',
  'seed',
  'sampling',
  'sample',
  'scale',
  'sink',
  'link',
  'tag',
  'numbers',
  'save',
] as const;
export type Control = (typeof controlNames)[number];

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);

function checkNames<Name extends string>(argument: string, known: readonly Name[], given: readonly string[]) {
  return given.map((name) => {
    if (isOneOf(known, name)) return name;
    throw new InputError(argument, 'must be some of {}, not {}', [known.join(', '), { quoted: name }]);
  });
}

const partOfView: Record<View, Part> = { line: 'arcs', matrix: 'matrix', heads: 'heads', pair: 'pair' };

/** The whole instrument shows what its view is of. */
const whole = (view: View): Part[] => ['sentence', partOfView[view], 'bars', 'summary', 'table'];

/** In the order in which they stand. Throws InputError. */
export function checkParts({ show }: Pick<State, 'show'>, view: View, hasHeads: boolean): Part[] {
  const parts = checkNames('show', partNames, show);
  const missing = hasHeads ? undefined : parts.find((part) => ofHeads.includes(part));
  if (missing) throw new InputError('show', 'cannot have {} of a model without heads', [{ quoted: missing }]);
  return parts.length > 0 ? parts : whole(view);
}

/** Which controls there are: all of the whole instrument, of chosen parts none unless they are named. */
export function checkControls({ controls, show }: Pick<State, 'controls' | 'show'>): ReadonlySet<Control> {
  const [first, ...others] = controls;
  const isAll = first === 'all' || (first === undefined && show.length === 0);
  if (others.length === 0 && isAll) return new Set(controlNames);
  if (others.length === 0 && first === 'none') return new Set();
  return new Set(checkNames('controls', controlNames, controls));
}

/** What a reading must have beside its attention for these parts. */
export const asksFor = ({ show }: Pick<State, 'show'>): { lens: boolean; losses: boolean } => ({
  lens: show.includes('lens'),
  losses: show.includes('losses'),
});
