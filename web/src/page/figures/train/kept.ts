// The models that were trained here before and are kept: to open again, or to delete.
import { html, nothing, type TemplateResult } from 'lit';
import type { KeptModel } from '../../../training/kept-models.ts';

export interface KeptEvents {
  open(model: KeptModel): void;
  forget(model: KeptModel): void;
}

const when = (at: number) =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function kept(
  models: readonly KeptModel[],
  isHeld: boolean,
  events: KeptEvents,
): TemplateResult | typeof nothing {
  if (models.length === 0) return nothing;
  return html`<details class="kept">
    <summary>Trained here before (${models.length})</summary>
    <ul>
      ${models.map(
        (model) => html`<li>
          <span>${model.name}, <span class="quiet">${when(model.at)}</span></span>
          <button name="open" ?disabled=${isHeld} aria-label="Open ${model.name}, ${when(model.at)}"
            @click=${() => events.open(model)}>Open</button>
          <button name="forget" aria-label="Delete ${model.name}, ${when(model.at)}"
            @click=${() => events.forget(model)}>Delete</button>
        </li>`,
      )}
    </ul>
  </details>`;
}
