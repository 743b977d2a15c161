// How surprised a model was by each token of a sentence: its loss there, in nats, below the token.
import { html, type TemplateResult } from 'lit';
import type { Say } from '../words/say.ts';
import { tint } from './colour.ts';
import { styled } from './styled.ts';
import { directionOf } from './token-name.ts';

/** As dark as it gets: a token that one in about three thousand is. */
export const darkest = 8;

/** In nats; undefined of the first token, which nothing comes before. */
export const lossOf = (likelihoods: ArrayLike<number>, position: number): number | undefined =>
  position === 0 ? undefined : -Math.log(likelihoods[position - 1] ?? 1);

/** likelihoods: [T - 1] of each token after the first. */
export function tokenLosses(
  words: readonly string[],
  likelihoods: ArrayLike<number>,
  dark: boolean,
  say: Say,
): TemplateResult {
  return html`<ol class="token-losses" dir=${directionOf(words)} aria-label=${say('lossAtEach')}>
    ${words.map((word, i) => {
      const loss = lossOf(likelihoods, i);
      const { background, text } = tint((loss ?? 0) / darkest, dark);
      return html`<li>
        <span class="word" dir="auto" ${styled({ 'background-color': background, color: text })}>${word}</span>
        <span class="number">${loss === undefined ? '–' : say.fixed(loss)}</span>
      </li>`;
    })}
  </ol>`;
}
