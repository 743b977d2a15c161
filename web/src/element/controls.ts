// The row below the instrument: model, view, seed, and what is folded away behind the dots.
import { html, nothing, type TemplateResult } from 'lit';
import type { HeadName } from '../views/head-grid.ts';
import { fields, type State, viewsOf } from './state.ts';

export interface ControlsEvents {
  change(change: Partial<State>): void;
  toggleMore(): void;
  copyTag(): void;
  copyNumbers(): void;
  /** Absent where there is no address that would show the same. */
  copyLink?: (() => void) | undefined;
  /** Turns to the trained model or back. Absent where there is none and no way to one. */
  useTrained?: ((use: boolean) => void) | undefined;
  pickHead(change: Partial<HeadName>): void;
}

/** The head of the trained model that is shown, and how many there are. */
export interface HeadChoice extends HeadName {
  layers: number;
  heads: number;
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

const trained = 'trained';

/** The two ends of the five switches, the mixture that is on if it is neither, and the model that the reader trains. */
function modelChoice(
  { corrected }: State,
  choice: HeadChoice | undefined,
  { change, useTrained }: ControlsEvents,
): TemplateResult {
  const mixture = corrected in models ? {} : { [corrected]: `corrected: ${corrected.replaceAll(',', ', ')}` };
  const own = useTrained ? { [trained]: choice ? 'trained here' : 'train one here' } : {};
  const chosen = choice ? trained : corrected;
  const onChange = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    if (value !== trained) {
      if (choice) useTrained?.(false);
      return change(modelChange({ corrected: value }));
    }
    select.value = chosen; // until there is one to show
    useTrained?.(true);
  };
  return html`<label
    >model
    <select name="corrected" @change=${onChange}>
      ${Object.entries({ ...models, ...mixture, ...own }).map(
        ([value, name]) => html`<option value=${value} .selected=${value === chosen}>${name}</option>`,
      )}
    </select></label
  >`;
}

/** A choice among the first so many numbers. */
function numberChoice(
  name: keyof HeadName,
  value: number,
  end: number,
  pick: ControlsEvents['pickHead'],
): TemplateResult {
  return html`<label
    >${name}
    <select name=${name} @change=${(event: Event) => pick({ [name]: Number((event.target as HTMLSelectElement).value) })}>
      ${Array.from({ length: end }, (_, i) => html`<option value=${i} .selected=${i === value}>${i}</option>`)}
    </select></label
  >`;
}

/** `choice`: the trained model is shown; `notice` is what the last of these actions came to. */
export function controls(
  state: State,
  choice: HeadChoice | undefined,
  isMoreOpen: boolean,
  notice: string,
  events: ControlsEvents,
): TemplateResult {
  return html`<div class="controls">
    ${modelChoice(state, choice, events)}
    ${
      choice
        ? html`${numberChoice('layer', choice.layer, choice.layers, events.pickHead)}
            ${numberChoice('head', choice.head, choice.heads, events.pickHead)}`
        : nothing
    }
    <span class="group" role="group" aria-label="view">
      ${viewsOf(choice !== undefined).map(
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
    ${events.copyLink && !choice ? html`<button class="share" @click=${events.copyLink}>Copy link</button>` : nothing}
    <span class="notice" role="status">${notice}</span>
    <button class="more" aria-label="More settings" aria-expanded=${isMoreOpen} @click=${events.toggleMore}>⋯</button>
    ${
      isMoreOpen
        ? html`<div class="more-controls">
            ${
              choice
                ? nothing
                : html`${numberField('dimensions', state, events.change)}
                    ${numberField('context', state, events.change)}
                    <button @click=${events.copyTag}>Copy the tag for a post</button>`
            }
            <button @click=${events.copyNumbers}>Copy the numbers</button>
          </div>`
        : nothing
    }
  </div>`;
}
