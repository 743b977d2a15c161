// What is in a model's files, before it is opened.
import { html, nothing, type TemplateResult } from 'lit';
import { comingText } from '../../../element/address-source.ts';
import type { Found } from '../../../training/found.ts';
import type { PageSay } from '../../../words/speak.ts';
import { sizeText } from './size-text.ts';

export interface FoundEvents {
  open(): void;
  leave(): void;
}

/** "GGUF · llama · 5 layers × 8 heads, 64 wide · 4 heads of keys and values" */
function architectureText({ summary }: Found, say: PageSay): string {
  const { format, architecture, layers, heads, keyValueHeads, dModel } = summary;
  const isSized = layers !== undefined && heads !== undefined && dModel !== undefined;
  const isShared = keyValueHeads !== undefined && keyValueHeads !== heads;
  return [
    format,
    architecture,
    isSized && sizeText({ layers, heads, dModel }, say),
    isShared && say.count('sharedHeads', keyValueHeads),
  ]
    .filter(Boolean)
    .join(' · ');
}

function takesText({ summary: { numbers, context, memory } }: Found, say: PageSay): string {
  return [
    say.count('numbersToLearn', numbers),
    context === undefined ? '' : say('sentencesUpTo', { context: say.count('tokens', context) }),
    say('memoryOnceOpen', { memory: say.decimal(memory / 1e6, 1) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function metadata({ summary }: Found, say: PageSay): TemplateResult | typeof nothing {
  if (summary.metadata.length === 0) return nothing;
  return html`<details>
    <summary>${say('fileSays')}</summary>
    <dl tabindex="0">${summary.metadata.map(({ key, value }) => html`<dt>${key}</dt><dd dir="auto">${value}</dd>`)}</dl>
  </details>`;
}

/** `isHeld`: while a model is being trained, no other is opened. */
export function foundModel(
  found: Found | undefined,
  isHeld: boolean,
  say: PageSay,
  { open, leave }: FoundEvents,
): TemplateResult | typeof nothing {
  if (!found) return nothing;
  const { progress, summary } = found;
  return html`<div class="found" role="group" aria-labelledby="found-name">
    <h3 id="found-name" dir="auto">${summary.name}</h3>
    <p>${architectureText(found, say)}<br />${takesText(found, say)}</p>
    ${metadata(found, say)}
    <div class="row">
      <button name="open-found" class="primary" ?disabled=${isHeld || progress !== undefined} @click=${open}
        >${say('open')}</button>
      <button name="leave-found" @click=${leave}>${say('cancel')}</button>
      ${
        progress?.total
          ? html`<progress max=${progress.total} .value=${progress.loaded} aria-label=${say('ofModel')}></progress>`
          : nothing
      }
      <span class="quiet coming" role="status">${progress?.total ? comingText(progress, say) : nothing}</span>
    </div>
  </div>`;
}
