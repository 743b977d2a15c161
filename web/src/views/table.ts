// The same numbers as a picture's, as a table that can be read aloud, copied and checked. Made when it is opened.
import { html, nothing, type TemplateResult } from 'lit';
import type { Say } from '../words/say.ts';

export interface TableData {
  caption: string;
  /** The heading of the first column, then of the others. */
  columns: readonly string[];
  rows: readonly { name: string; cells: readonly (number | string)[] }[];
}

export const cellText = (value: number | string, { decimal }: Say) =>
  typeof value === 'number' ? decimal(value, 4) : value;

export function table({ caption, columns, rows }: TableData, say: Say): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, cells }) => html`<tr>
            <th scope="row">${name}</th>
            ${cells.map((value) => html`<td>${cellText(value, say)}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A table behind "As a table". `isOpen` is the owner's, told of each change by `toggle`. */
export function foldedTable(
  isOpen: boolean,
  toggle: (open: boolean) => void,
  say: Say,
  data: () => TableData,
): TemplateResult {
  return html`<details
    class="table"
    .open=${isOpen}
    @toggle=${(event: Event) => toggle((event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>${say('asTable')}</summary>
    ${isOpen ? table(data(), say) : nothing}
  </details>`;
}
