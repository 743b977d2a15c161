// Where things stand in a map of weights, and in a grid of such maps. In CSS pixels.
import type { LabelsData } from './labels.ts';

/** What the words take beside a map and above it, and the last column's to the right of it. */
export const labelRoom = 92;
export const overhang = 24;
/** A column's label is turned by so many degrees. */
export const slant = -60;

const [leastSide, largestSide] = [120, 520];
const labelHeight = 14;
const slantedHeight = 17; // what a column's label takes of its row
const letters = 11;

/** How large a map is in this room. */
export const sideIn = (width: number) =>
  Math.min(largestSide, Math.max(leastSide, width - labelRoom - overhang));

export const rowLabelsOf = (words: readonly string[], side: number, selected: number): LabelsData => ({
  words,
  selected,
  cell: side / words.length,
  height: labelHeight,
  letters,
});

export const columnLabels = (words: readonly string[], side: number, selected: number): LabelsData => ({
  ...rowLabelsOf(words, side, selected),
  height: slantedHeight,
});

/** Of a grid of maps: from one to the next, and what each has around it. */
export const grid = { labelRoom: 72, gap: 6, chrome: 6 } as const;
const leastForLabels = 600; // in a narrower grid the words would take the maps' room
const mostBeside = 4; // there: a layer with more heads takes several rows
const largestInGrid = 232;

/** How many maps stand side by side, how large each is, and whether words stand beside them. */
export function gridIn(width: number, heads: number): { hasLabels: boolean; beside: number; side: number } {
  const hasLabels = width >= leastForLabels;
  const room = width - (hasLabels ? grid.labelRoom : 0);
  const beside = hasLabels ? heads : Math.min(heads, mostBeside);
  const each = (room - (beside - 1) * grid.gap) / beside - grid.chrome;
  return { hasLabels, beside, side: Math.floor(Math.min(largestInGrid, each)) };
}

export const gridLabels = (words: readonly string[], side: number, selected: number): LabelsData => ({
  words,
  selected,
  cell: side / words.length,
  height: 12,
  letters: 10,
});
