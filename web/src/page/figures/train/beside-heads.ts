// What is said of the sentence above and below its heads: the words that the model does not know, and what each of its
// layers would go on with.
import { html, nothing, type TemplateResult } from 'lit';
import { type Look, unknownWords } from '../../../training/look.ts';
import { headNumber } from '../../../views/head-grid.ts';
import { lens } from '../../../views/lens.ts';
import type { HeadName } from '../../../views/reading.ts';
import { tokenName } from '../../../views/token-name.ts';
import type { PageSay } from '../../../words/speak.ts';

export function unknownText(seen: Look, say: PageSay): TemplateResult | typeof nothing {
  const unknown = unknownWords(seen);
  if (unknown.length === 0) return nothing;
  const words = unknown.map(say.quoted).join(', ');
  return html`<p class="quiet">${say('unknownWords', { unknown: '<unk>', words })}</p>`;
}

/** "without head 0.1", "without heads 0.1 and 1.2" */
export function withoutText(out: readonly HeadName[], say: PageSay): string {
  const heads = say.list(out.map(headNumber));
  return out.length > 1 ? say('withoutSome', { heads }) : say('withoutHead', { head: heads });
}

export function layersText(
  { inspection, question }: Look,
  dark: boolean,
  say: PageSay,
): TemplateResult | typeof nothing {
  if (!inspection.lens) return nothing;
  const { out } = question;
  const words = inspection.texts.map(tokenName);
  const names = inspection.lens.texts.map(tokenName);
  return html`<h3>
      ${out.length > 0 ? say('lensTitleWithout', { without: withoutText(out, say) }) : say('lensTitle')}
    </h3>
    ${lens({ words, ...inspection.lens, names, dark, say })}
    <p class="quiet">${say('lensNote')}</p>`;
}
