// The row below the instrument: model, view, seed, and what is folded away behind the dots.
import { html, nothing, type TemplateResult } from 'lit';
import type { HeadName } from '../views/reading.ts';
import type { HeadCounts, Models, Source } from './models.ts';
import { checkHead, fields, initialState, type State, viewsOf } from './state.ts';

export interface ControlsData {
  state: State;
  /** Beside the post's. */
  models: Models;
  /** What the state is read with; undefined: it names no model that there is. */
  source: Source | undefined;
  isMoreOpen: boolean;
  /** What the reader's last action came to. */
  notice: string;
}

export interface ControlsEvents {
  change(change: Partial<State>): void;
  toggleMore(): void;
  copyTag(): void;
  copyNumbers(): void;
  /** Absent where there is no address that would show the same. */
  copyLink?: (() => void) | undefined;
}

type NumberName = 'seed' | 'dimensions' | 'context';

/** Other numbers make another model: what the old one sampled goes. */
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

const ends = { all: 'attention as defined', none: 'the post, as published' };

/** The two ends of the post's five switches, the mixture that is on if it is neither, and the host's models. */
function modelChoice({ state, models }: ControlsData, { change }: ControlsEvents): TemplateResult {
  const { model, corrected } = state;
  const mixture = corrected in ends ? {} : { [corrected]: `corrected: ${corrected.replaceAll(',', ', ')}` };
  const others = Object.fromEntries(Object.entries(models).map(([name, { label }]) => [name, label]));
  const chosen = model in models ? model : corrected;
  const onChange = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    const row = models[value];
    if (!row) return change(modelChange({ model: initialState.model, corrected: value }));
    if ('source' in row) return change({ model: value });
    select.value = chosen; // until there is one to show
    row.find();
  };
  return html`<label
    >model
    <select name="corrected" @change=${onChange}>
      ${Object.entries({ ...ends, ...mixture, ...others }).map(
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
  pick: (number: number) => void,
): TemplateResult {
  return html`<label
    >${name}
    <select name=${name} @change=${(event: Event) => pick(Number((event.target as HTMLSelectElement).value))}>
      ${Array.from({ length: end }, (_, i) => html`<option value=${i} .selected=${i === value}>${i}</option>`)}
    </select></label
  >`;
}

function headChoice(
  head: State['head'],
  counts: HeadCounts,
  change: ControlsEvents['change'],
): TemplateResult {
  const picked = typeof head === 'string' ? { layer: 0, head: 0 } : checkHead(head, counts);
  const pick = (part: keyof HeadName) => (number: number) => change({ head: { ...picked, [part]: number } });
  return html`${numberChoice('layer', picked.layer, counts.layers, pick('layer'))}
    ${numberChoice('head', picked.head, counts.heads, pick('head'))}`;
}

function moreControls({ state, source }: ControlsData, events: ControlsEvents): TemplateResult {
  const hasTag = source?.travels === 'everywhere';
  return html`<div class="more-controls">
    ${source?.numbers?.map((name) => numberField(name, state, events.change))}
    ${hasTag ? html`<button @click=${events.copyTag}>Copy the tag for a post</button>` : nothing}
    <button @click=${events.copyNumbers}>Copy the numbers</button>
  </div>`;
}

function linkButton(copyLink: ControlsEvents['copyLink']): TemplateResult | typeof nothing {
  if (!copyLink) return nothing;
  return html`<button class="share" aria-label="Copy link" title="Copy link" @click=${copyLink}>Link</button>`;
}

export function controls(data: ControlsData, events: ControlsEvents): TemplateResult {
  const { state, source, isMoreOpen, notice } = data;
  const { copyLink } = events;
  return html`<div class="controls">
    ${modelChoice(data, events)} ${source?.heads ? headChoice(state.head, source.heads, events.change) : nothing}
    <span class="group" role="group" aria-label="view">
      ${viewsOf(source?.heads !== undefined).map(
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
    ${source && source.travels !== 'nowhere' ? linkButton(copyLink) : nothing}
    <span class="notice" role="status">${notice}</span>
    <button class="more" aria-label="More settings" aria-expanded=${isMoreOpen} @click=${events.toggleMore}>⋯</button>
    ${isMoreOpen ? moreControls(data, events) : nothing}
  </div>`;
}
