// The row below the instrument: model, view, seed, and what is folded away behind the dots.
import { html, nothing, type TemplateResult } from 'lit';
import { fields, type State, views } from './state.ts';

export interface ControlsEvents {
  change(change: Partial<State>): void;
  toggleMore(): void;
  copyTag(): void;
  copyNumbers(): void;
  /** Absent where there is no address that would show the same. */
  copyLink?: (() => void) | undefined;
}

type NumberName = 'seed' | 'dimensions' | 'context';

/** A new model is a new start: what the old one sampled goes. */
const modelChange = (change: Partial<State>): Partial<State> => ({ ...change, sampled: [] });

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** A field for one of the model's numbers. */
export function numberField(
  name: NumberName,
  state: State,
  change: ControlsEvents['change'],
): TemplateResult {
  const read = (event: Event) => fields[name].read((event.target as HTMLInputElement).value);
  return html`<label
    >${name}
    <input
      class=${name === 'seed' ? '' : 'short'}
      name=${name}
      inputmode="numeric"
      autocomplete="off"
      .value=${String(state[name])}
      @change=${(event: Event) => change(modelChange({ [name]: read(event) }))}
  /></label>`;
}

/** The seed and the button that takes another one at random. */
export function seedField(state: State, change: ControlsEvents['change']): TemplateResult {
  return html`<span class="group"
    >${numberField('seed', state, change)}<button
      class="reseed"
      aria-label="Another seed"
      title="Another seed, at random"
      @click=${() => change(modelChange({ seed: randomSeed() }))}
    >
      ⟳
    </button></span
  >`;
}

const models = { all: 'attention as defined', none: 'the post, as published' };

/** The two ends of the five switches, and the mixture that is on if it is neither. */
export function modelChoice({ corrected }: State, change: ControlsEvents['change']): TemplateResult {
  const mixture = corrected in models ? {} : { [corrected]: `corrected: ${corrected.replaceAll(',', ', ')}` };
  return html`<label
    >model
    <select
      name="corrected"
      @change=${(event: Event) => change(modelChange({ corrected: (event.target as HTMLSelectElement).value }))}
    >
      ${Object.entries({ ...models, ...mixture }).map(
        ([value, name]) => html`<option value=${value} .selected=${value === corrected}>${name}</option>`,
      )}
    </select></label
  >`;
}

/** `notice` is what the last of these actions came to. */
export function controls(
  state: State,
  isMoreOpen: boolean,
  notice: string,
  events: ControlsEvents,
): TemplateResult {
  return html`<div class="controls">
    ${modelChoice(state, events.change)}
    <span class="group" role="group" aria-label="view">
      ${views.map(
        (view) => html`<button
          name="view"
          value=${view}
          aria-pressed=${state.view === view}
          @click=${() => events.change({ view })}
        >
          ${view}
        </button>`,
      )}
    </span>
    ${seedField(state, events.change)}
    ${events.copyLink ? html`<button class="share" @click=${events.copyLink}>Copy link</button>` : nothing}
    <span class="notice" role="status">${notice}</span>
    <button class="more" aria-label="More settings" aria-expanded=${isMoreOpen} @click=${events.toggleMore}>⋯</button>
    ${
      isMoreOpen
        ? html`<div class="more-controls">
            ${numberField('dimensions', state, events.change)} ${numberField('context', state, events.change)}
            <button @click=${events.copyTag}>Copy the tag for a post</button>
            <button @click=${events.copyNumbers}>Copy the numbers</button>
          </div>`
        : nothing
    }
  </div>`;
}
