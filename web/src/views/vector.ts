// A vector as a strip of cells with its numbers in them.
import { html, nothing, type TemplateResult } from 'lit';
import type { Say } from '../words/say.ts';
import { tint } from './colour.ts';
import { styled } from './styled.ts';

export const mostCells = 16;

/** `largest` is the number that has the strongest tint; after 16 cells the strip says how many are left. */
export function vector(
  numbers: ArrayLike<number>,
  largest: number,
  dark: boolean,
  label: string,
  { fixed }: Say,
): TemplateResult {
  const shown = Array.from(numbers).slice(0, mostCells);
  const rest = numbers.length - shown.length;
  return html`<span class="vector" role="img" aria-label="${label}: ${shown.map((n) => fixed(n)).join(', ')}"
    >${shown.map((number) => {
      const { background, text } = tint(Math.abs(number) / largest, dark);
      return html`<span class=${number < 0 ? 'cell below-zero' : 'cell'}
        ${styled({ 'background-color': background, color: text })}>${fixed(number)}</span>`;
    })}${rest > 0 ? html`<span class="more">+${rest}</span>` : nothing}</span
  >`;
}
