// How surprised a model was by each token of a sentence: its loss there, in nats, below the token.
import { html, type TemplateResult } from 'lit';
import type { Say } from '../words/say.ts';
import { tint } from './colour.ts';
import { styled } from './styled.ts';
import { directionOf } from './token-name.ts';

/** As dark as it gets: a token that one in about three thousand is. */
const darkest = 8;

/** likelihoods: [T - 1] of each token after the first, which nothing comes before. */
export function tokenLosses(
  words: readonly string[],
  likelihoods: ArrayLike<number>,
  dark: boolean,
  say: Say,
): TemplateResult {
  return html`<ol class="token-losses" dir=${directionOf(words)} aria-label=${say('lossAtEach')}>
    ${words.map((word, i) => {
      const loss = i === 0 ? 0 : -Math.log(likelihoods[i - 1] ?? 1);
      const { background, text } = tint(loss / darkest, dark);
      return html`<li>
        <span class="word" dir="auto" ${styled({ 'background-color': background, color: text })}>${word}</span>
        <span class="number">${i === 0 ? '–' : say.fixed(loss)}</span>
      </li>`;
    })}
  </ol>`;
}
