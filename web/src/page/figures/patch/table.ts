// How patching looks: a row for each word, a column for each head, in each cell how far the answer moves; the arrow
// keys move over the cells.
import { html, nothing, type TemplateResult } from 'lit';
import { tint } from '../../../views/colour.ts';
import { headNumber } from '../../../views/head-grid.ts';
import { fixed, share, within } from '../../../views/numbers.ts';
import type { HeadName } from '../../../views/reading.ts';
import { styled } from '../../../views/styled.ts';
import { inQuotes } from '../../../views/token-name.ts';
import type { Pair, Patched } from './ask.ts';

export interface Cell {
  row: number;
  column: number;
}

export interface PatchData {
  pair: Pair;
  heads: readonly HeadName[];
  /** Of each head, as far as they have come. */
  columns: readonly (readonly Patched[])[];
  cell: Cell;
  dark: boolean;
}

/** The cells of single words, that which moves the answer most first. */
export const strongest = (columns: PatchData['columns']): (Cell & Patched)[] =>
  columns
    .flatMap((column, i) => column.slice(0, -1).map((patched, row) => ({ ...patched, row, column: i })))
    .sort((a, b) => b.moved - a.moved);

/** What a row is called: the word of both sentences, or the two. */
function wordAt({ yours, second, from }: Pair, row: number): string {
  const [word, other] = [yours.words[from + row], second.words[from + row]];
  if (word === undefined) return 'at every word';
  return word === other ? word : `${word} → ${other}`;
}

/** Whose it is and where, in a sentence. */
export function placeOf({ pair, heads }: PatchData, { row, column }: Cell): string {
  const head = `head ${headNumber(heads[column] as HeadName)}`;
  const { yours, from } = pair;
  const word = yours.words[from + row];
  return word === undefined
    ? `${head}, at every word`
    : `${head} at ${inQuotes(word)}, word ${from + row + 1}`;
}

/** What the model says, and how likely it is. */
export function said({ guess }: Pick<Patched, 'guess'>): TemplateResult {
  return html`${inQuotes(guess.word)} (<span class="number">${share(guess.probability)}</span>)`;
}

function moveFocus(event: KeyboardEvent, { row, column }: Cell, last: Cell): void {
  const [down, right] =
    {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      Home: [-last.row, 0],
      End: [last.row, 0],
    }[event.key] ?? [];
  if (down === undefined || right === undefined) return;
  event.preventDefault();
  const to = `[data-cell="${within(row + down, last.row)} ${within(column + right, last.column)}"]`;
  (event.currentTarget as Element).closest('table')?.querySelector<HTMLElement>(to)?.focus();
}

function renderCell(data: PatchData, place: Cell, choose: (cell: Cell) => void): TemplateResult {
  const { columns, cell, heads, dark, pair } = data;
  const { row, column } = place;
  const patched = columns[column]?.[row];
  if (!patched) return html`<td>…</td>`;
  const { background, text } = tint(patched.moved, dark);
  const isChosen = cell.row === row && cell.column === column;
  const last = { row: pair.yours.ids.length - pair.from, column: heads.length - 1 };
  return html`<td
    data-cell=${`${row} ${column}`}
    tabindex=${isChosen ? 0 : -1}
    aria-selected=${isChosen}
    ${styled({ 'background-color': background, color: text })}
    @focus=${() => choose(place)}
    @click=${() => choose(place)}
    @pointerenter=${(event: PointerEvent) => event.pointerType === 'mouse' && choose(place)}
    @keydown=${(event: KeyboardEvent) => moveFocus(event, place, last)}
  >
    ${fixed(patched.moved)}
  </td>`;
}

export function patchTable(data: PatchData, choose: (cell: Cell) => void): TemplateResult {
  const { pair, heads } = data;
  const { yours, second, from } = pair;
  const rows = yours.ids.length - from + 1;
  return html`<table class="patched" role="grid">
    <caption>
      How far the answer moves from ${inQuotes(yours.guess.word)}, 0, to ${inQuotes(second.guess.word)}, 1, when one
      head hands on at one word what it found in the second sentence.${
        from > 0 ? ' Before these words the two are the same.' : nothing
      }
    </caption>
    <thead>
      <tr>
        <th scope="col">word</th>
        ${heads.map((head) => html`<th scope="col">head ${headNumber(head)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: rows },
        (_, row) => html`<tr class=${row === rows - 1 ? 'all' : ''}>
          <th scope="row">${wordAt(pair, row)}</th>
          ${heads.map((_, column) => renderCell(data, { row, column }, choose))}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
