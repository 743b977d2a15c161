// The logit lens: what the model would say next at each token, if it stopped before the first block or after any of
// them.
import { html, type TemplateResult } from 'lit';
import type { Say } from '../words/say.ts';
import { tint } from './colour.ts';
import { styled } from './styled.ts';
import { directionOf } from './token-name.ts';

export interface LensData {
  words: readonly string[];
  /** [L + 1, T, top] */
  shape: readonly number[];
  names: readonly string[];
  probabilities: Float32Array;
  dark: boolean;
  say: Say;
}

// In CSS pixels.
const depthWidth = 104;
const wordWidth = 76;

export const depthName = (depth: number, say: Say) =>
  depth === 0 ? say('embedding') : say('afterLayer', { layer: depth - 1 });

export function lens({ words, shape, names, probabilities, dark, say }: LensData): TemplateResult {
  const [depths = 0, length = 0, top = 1] = shape;
  const cell = (depth: number, position: number) => {
    const best = (depth * length + position) * top;
    const probability = probabilities[best] ?? 0;
    const { background, text } = tint(probability, dark);
    const isRight = names[best] === words[position + 1];
    return html`<td class=${isRight ? 'right' : ''} ${styled({ 'background-color': background, color: text })}>
      <span class="guess"><span class="word">${names[best]}</span
        ><span class="number">${say.share(probability)}</span></span>
      ${Array.from({ length: top - 1 }, (_, i) => html`<span class="also">${names[best + 1 + i]}</span>`)}
    </td>`;
  };
  return html`<div class="scroll" dir=${directionOf(words)} tabindex="0" role="region" aria-label=${say('logitLens')}>
    <table class="lens" ${styled({ width: `${depthWidth + words.length * wordWidth}px` })}>
      <thead>
        <tr>
          <th scope="col" ${styled({ width: `${depthWidth}px` })}>${say('token')}</th>
          ${words.map((word) => html`<th scope="col">${word}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: depths },
          (_, depth) => html`<tr>
            <th scope="row">${depthName(depth, say)}</th>
            ${words.map((_, position) => cell(depth, position))}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
