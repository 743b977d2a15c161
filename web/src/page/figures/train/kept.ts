// The models that were trained here before and are kept: to open again, or to delete.
import { html, nothing, type TemplateResult } from 'lit';
import type { KeptModel } from '../../../training/kept-models.ts';
import type { PageSay } from '../../../words/speak.ts';

export interface KeptEvents {
  open(model: KeptModel): void;
  forget(model: KeptModel): void;
}

/** British English writes what every reader of English reads in one way. */
const when = (at: number, { language }: PageSay) =>
  new Date(at).toLocaleString(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    numberingSystem: 'latn',
  });

export function kept(
  models: readonly KeptModel[],
  isHeld: boolean,
  say: PageSay,
  events: KeptEvents,
): TemplateResult | typeof nothing {
  if (models.length === 0) return nothing;
  return html`<details class="kept">
    <summary>${say('trainedBefore', { models: models.length })}</summary>
    <ul>
      ${models.map(
        (model) => html`<li>
          <span>${model.name}, <span class="quiet">${when(model.at, say)}</span></span>
          <button name="open" ?disabled=${isHeld}
            aria-label=${say('openKept', { model: model.name, when: when(model.at, say) })}
            @click=${() => events.open(model)}>${say('open')}</button>
          <button name="forget" aria-label=${say('deleteKept', { model: model.name, when: when(model.at, say) })}
            @click=${() => events.forget(model)}>${say('delete')}</button>
        </li>`,
      )}
    </ul>
  </details>`;
}
