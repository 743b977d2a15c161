// The cells of a map that ought to be dark: where a query looks at a word that decides what comes next.
import { svg, type TemplateResult } from 'lit';
import type { Answers } from './reading.ts';

export const decidingCells = (answers: Answers | undefined): { query: number; key: number }[] =>
  [...(answers ?? [])].flatMap(([query, { antecedents }]) => antecedents.map((key) => ({ query, key })));

/** Rings around them, in a map from `corner` on whose cells have this size; `room` wider, where that is small. */
export const outlines = (
  answers: Answers | undefined,
  cell: number,
  { corner = 0, room = 0 } = {},
): TemplateResult[] =>
  decidingCells(answers).map(
    ({
      query,
      key,
    }) => svg`<rect class="decides" x=${corner + key * cell - room} y=${corner + query * cell - room}
      width=${cell + 2 * room} height=${cell + 2 * room} />`,
  );
