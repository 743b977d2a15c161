// The models that are offered on this site.
import { html, nothing, type TemplateResult } from 'lit';
import type { SiteModel } from '../../../training/site-models.ts';
import type { PageSay } from '../../../words/speak.ts';

export function siteModelList(
  models: readonly SiteModel[],
  isHeld: boolean,
  say: PageSay,
  open: (address: string) => void,
): TemplateResult | typeof nothing {
  if (models.length === 0) return nothing;
  return html`<details class="kept site-models">
    <summary>${say('siteModels')}</summary>
    <ul>
      ${models.map(
        ({ name, address, about }, i) => html`<li>
          <span dir="auto"><span id=${`site-model-${i}`}>${name}</span> <span class="quiet">${about}</span></span>
          <button name="open-site-model" aria-describedby=${`site-model-${i}`} ?disabled=${isHeld}
            @click=${() => open(address)}>${say('open')}</button>
        </li>`,
      )}
    </ul>
  </details>`;
}
