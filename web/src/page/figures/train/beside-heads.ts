// What is said of the sentence above and below its heads: the words that the model does not know, and what each of its
// layers would go on with.
import { html, nothing, type TemplateResult } from 'lit';
import { type Look, unknownWords } from '../../../training/look.ts';
import { headNumber } from '../../../views/head-grid.ts';
import { lens } from '../../../views/lens.ts';
import type { HeadName } from '../../../views/reading.ts';
import { tokenName } from '../../../views/token-name.ts';
import type { PageSay } from '../../../words/speak.ts';

export function unknownText(seen: Look): TemplateResult | typeof nothing {
  const unknown = unknownWords(seen);
  if (unknown.length === 0) return nothing;
  const list = unknown.map((word) => `“${word}”`).join(', ');
  return html`<p class="quiet">Not in the text that it learned, so all the same to it, &lt;unk&gt;: ${list}.</p>`;
}

/** "without head 0.1", "without heads 0.1 and 1.2" */
export function withoutText(out: readonly HeadName[]): string {
  return `without ${out.length > 1 ? 'heads' : 'head'} ${out.map(headNumber).join(' and ')}`;
}

export function layersText(
  { inspection, question }: Look,
  dark: boolean,
  say: PageSay,
): TemplateResult | typeof nothing {
  if (!inspection.lens) return nothing;
  const without = question.out.length > 0 ? ` (${withoutText(question.out)})` : '';
  const words = inspection.texts.map(tokenName);
  const names = inspection.lens.texts.map(tokenName);
  return html`<h3>
      what it would say next if it stopped there${without}; underlined is what does come
    </h3>
    ${lens({ words, ...inspection.lens, names, dark, say })}
    <p class="quiet">
      The first row is before any layer: what the model would say if it knew this one token and its place. Each layer
      below has looked once more at the tokens before.
    </p>`;
}
