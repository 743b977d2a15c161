// The field for a model's address: how much of it has come, and why it did not, beside it.
import { html, nothing, type TemplateResult } from 'lit';
import { comingText } from '../../../element/address-source.ts';
import type { Progress } from '../../../engine/index.ts';
import type { PageSay } from '../../../words/speak.ts';

export interface AddressData {
  /** Undefined: nothing is on its way. */
  progress: Progress | undefined;
  problem: Error | undefined;
  /** While a model is being trained, no other is opened. */
  isHeld: boolean;
  say: PageSay;
}

export interface AddressEvents {
  open(address: string): void;
  cancel(): void;
}

const textOf = (progress: Progress, say: PageSay) =>
  progress.loaded === 0 ? say('askingHost') : comingText(progress, say);

export function addressField(
  { progress, problem, isHeld, say }: AddressData,
  events: AddressEvents,
): TemplateResult {
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (progress) events.cancel();
    else events.open(String(new FormData(event.target as HTMLFormElement).get('address')));
  };
  return html`<form class="row address" novalidate @submit=${onSubmit}>
      <label
        >${say('orAddress')}
        <input name="address" type="url" dir="ltr" placeholder="https://" autocomplete="off" spellcheck="false"
          aria-describedby="address-problem" ?disabled=${isHeld} />
      </label>
      <button name="open-address" ?disabled=${isHeld}>${say(progress ? 'cancel' : 'open')}</button>
      ${
        progress?.total
          ? html`<progress max=${progress.total} .value=${progress.loaded} aria-label=${say('ofModel')}></progress>`
          : nothing
      }
      <span class="quiet coming" role="status">${progress ? textOf(progress, say) : nothing}</span>
    </form>
    <p class="error" id="address-problem" role="alert">${problem ? say.error(problem) : nothing}</p>`;
}
