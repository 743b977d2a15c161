// What an open head is drawn from: the look's numbers, the pinned pair, the cell under the pointer.
import type { Look } from '../../../training/look.ts';
import type { Run } from '../../../training/run.ts';
import { type HeadCell, isSameHead } from '../../../views/head-grid.ts';
import { indexOfLargest, within } from '../../../views/numbers.ts';
import type { HeadName } from '../../../views/reading.ts';
import type { PageSay } from '../../../words/speak.ts';
import type { OpenHeadData } from './open-head.ts';

/** What the reader has pinned; the rest follows the sentence: its last token, and where that looks most. */
export interface Cell {
  query?: number;
  key?: number;
}

/** The pinned pair in a head. */
export function pinnedIn(
  { patterns, inspection }: Look,
  { layer, head }: HeadName,
  cell: Cell,
): Required<Cell> {
  const length = inspection.ids.length;
  const query = within(cell.query ?? length - 1, length - 1);
  const from = (head * length + query) * length;
  const weights = patterns[layer]?.data.subarray(from, from + query + 1) ?? new Float32Array(1);
  const key = cell.key ?? indexOfLargest(weights);
  return { query, key: within(key, length - 1) };
}

interface Around {
  cell: Cell;
  preview: HeadCell | undefined;
  vocabulary: readonly string[];
  notice: string;
  width: number;
  dark: boolean;
  say: PageSay;
}

/** Undefined where no head is open. */
export function openHeadData(
  run: Run,
  look: Look,
  { cell, preview, ...around }: Around,
): OpenHeadData | undefined {
  const { open } = look.question;
  if (!open || !look.head) return undefined;
  const pinned = { reading: look.head, ...pinnedIn(look, open, cell) };
  const { query, key } = preview ?? pinned;
  const { layers, heads } = run.model.info.config;
  return {
    look,
    open,
    pinned,
    shown: isSameHead(preview, open) ? { ...pinned, query, key } : pinned,
    layers,
    heads,
    steps: run.snapshots.map(({ step }) => step),
    ...around,
  };
}
