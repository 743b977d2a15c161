// The row below the instrument: model, view, seed, and what is folded away behind the dots.
import { html, nothing, type TemplateResult } from 'lit';
import { headNumber } from '../views/head-grid.ts';
import type { HeadName } from '../views/reading.ts';
import type { HeadCounts, Models, Source } from './models.ts';
import type { Control } from './parts.ts';
import { type Format, formats } from './save.ts';
import { attributeOf, checkHead, fields, initialState, type State, viewsOf } from './state.ts';

export interface ControlsData {
  state: State;
  /** Beside the post's. */
  models: Models;
  /** What the state is read with; undefined: it names no model that there is. */
  source: Source | undefined;
  /** What the choice calls models that the element itself has, by their names. */
  own: Readonly<Record<string, string>>;
  /** The steps of its training that there are to choose among. */
  steps: readonly number[];
  /** The controls that there are. */
  controls: ReadonlySet<Control>;
  isMoreOpen: boolean;
  /** What the reader's last action came to. */
  notice: string;
}

export interface ControlsEvents {
  change(change: Partial<State>): void;
  toggleMore(): void;
  copyTag(): void;
  copyNumbers(): void;
  save(format: Format): void;
  /** Absent where there is no address that would show the same. */
  copyLink?: (() => void) | undefined;
}

type Drawn = TemplateResult | typeof nothing;

const samplingNames = ['temperature', 'topK', 'topP', 'minP'] as const;
/** Those behind the dots. */
const inMore: readonly Control[] = ['model', 'sampling', 'tag', 'numbers', 'save'];

type NumberName = 'seed' | 'dimensions' | 'context' | (typeof samplingNames)[number];

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
    >${attributeOf(name)}
    <input
      class=${name === 'seed' ? '' : 'short'}
      name=${attributeOf(name)}
      inputmode="decimal"
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
function modelChoice({ state, models, own }: ControlsData, { change }: ControlsEvents): TemplateResult {
  const { model, corrected } = state;
  const mixture = corrected in ends ? {} : { [corrected]: `corrected: ${corrected.replaceAll(',', ', ')}` };
  const others = Object.fromEntries(Object.entries(models).map(([name, { label }]) => [name, label]));
  const chosen = model in models || model in own ? model : corrected;
  const onChange = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    if (value in own) return change({ model: value });
    const row = models[value];
    if (!row) return change(modelChange({ model: initialState.model, corrected: value }));
    if ('source' in row) return change({ model: value });
    select.value = chosen; // until there is one to show
    row.find();
  };
  return html`<label
    >model
    <select name="corrected" @change=${onChange}>
      ${Object.entries({ ...ends, ...mixture, ...own, ...others }).map(
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

/** Of one that cannot be read, the first: what is wrong is said elsewhere. */
function pickedHead({ head, layer }: State, counts: HeadCounts): HeadName {
  const isNamed = typeof head !== 'string' || /^\d+$/.test(head);
  const isInLayer = Number.isInteger(layer) && Number(layer) >= 0;
  return isNamed ? checkHead({ head, layer: isInLayer ? layer : undefined }, counts) : { layer: 0, head: 0 };
}

function headChoice(picked: HeadName, counts: HeadCounts, change: ControlsEvents['change']): TemplateResult {
  const pick = (part: keyof HeadName) => (number: number) =>
    change({ head: { ...picked, [part]: number }, layer: undefined });
  return html`${numberChoice('layer', picked.layer, counts.layers, pick('layer'))}
    ${numberChoice('head', picked.head, counts.heads, pick('head'))}`;
}

/** Takes the picked head out, or puts it back, and with it all the others. */
function knockOutChoice(
  picked: HeadName,
  { knockOut }: State,
  change: ControlsEvents['change'],
): TemplateResult {
  const name = headNumber(picked);
  const names = knockOut.map((head) => (typeof head === 'string' ? head : headNumber(head)));
  const isOut = names.includes(name);
  const others = knockOut.filter((_, i) => names[i] !== name);
  const set = (knockOut: State['knockOut']) => () => change(modelChange({ knockOut }));
  return html`<span class="group"
    ><button
      class="knock-out"
      aria-pressed=${isOut}
      title=${isOut ? 'Let it speak again' : 'Set what this head writes to zero'}
      @click=${set(isOut ? others : [...knockOut, picked])}
    >
      ${isOut ? `${name} is knocked out` : `knock out ${name}`}</button
    >${
      others.length > 0
        ? html`<button class="all-heads" @click=${set([])}>all heads (now without ${names.join(', ')})</button>`
        : nothing
    }</span
  >`;
}

function stepChoice(
  { step }: State,
  steps: readonly number[],
  change: ControlsEvents['change'],
): TemplateResult {
  const last = steps.at(-1);
  const chosen = step ?? last;
  const pick = (step: number) => change(modelChange({ step: step === last ? undefined : step }));
  return html`<label
    >trained for
    <select name="step" @change=${(event: Event) => pick(Number((event.target as HTMLSelectElement).value))}>
      ${steps.map(
        (step) => html`<option value=${step} .selected=${step === chosen}>
          ${step === 0 ? 'nothing yet' : `${step} steps`}
        </option>`,
      )}
    </select></label
  >`;
}

function saveChoice(events: ControlsEvents): TemplateResult {
  return html`<span class="group" role="group" aria-label="Save what is shown"
    >save
    ${formats.map(
      (format) => html`<button name="save" value=${format} @click=${() => events.save(format)}>
        ${format.toUpperCase()}
      </button>`,
    )}</span
  >`;
}

function moreControls({ state, source, controls }: ControlsData, events: ControlsEvents): TemplateResult {
  const hasTag = source?.travels === 'everywhere' && controls.has('tag');
  const hasSampling = source?.heads !== undefined && controls.has('sampling');
  return html`<div class="more-controls">
    ${controls.has('model') ? source?.numbers?.map((name) => numberField(name, state, events.change)) : nothing}
    ${hasSampling ? samplingNames.map((name) => numberField(name, state, events.change)) : nothing}
    ${hasTag ? html`<button class="copy-tag" @click=${events.copyTag}>Copy the tag for a post</button>` : nothing}
    ${
      controls.has('numbers') ? html`<button @click=${events.copyNumbers}>Copy the numbers</button>` : nothing
    }
    ${controls.has('save') ? saveChoice(events) : nothing}
  </div>`;
}

function viewChoice({ state, source }: ControlsData, { change }: ControlsEvents): TemplateResult {
  return html`<span class="group" role="group" aria-label="view">
    ${viewsOf(source?.heads !== undefined).map(
      (view) => html`<button
        name="view"
        value=${view}
        aria-pressed=${state.view === view}
        @click=${() => change({ view })}
      >
        ${view}
      </button>`,
    )}
  </span>`;
}

function linkButton(copyLink: ControlsEvents['copyLink']): Drawn {
  if (!copyLink) return nothing;
  return html`<button class="share" aria-label="Copy link" title="Copy link" @click=${copyLink}>Link</button>`;
}

function more(data: ControlsData, events: ControlsEvents): TemplateResult {
  return html`<button
      class="more"
      aria-label="More settings"
      aria-expanded=${data.isMoreOpen}
      @click=${events.toggleMore}
    >
      ⋯
    </button>
    ${data.isMoreOpen ? moreControls(data, events) : nothing}`;
}

/** Where there are none, nothing but what the last action came to. */
export function controls(data: ControlsData, events: ControlsEvents): Drawn {
  const { state, source, steps, notice, controls } = data;
  const said = html`<span class="notice" role="status">${notice}</span>`;
  if (controls.size === 0) return notice === '' ? nothing : said;
  const has = (name: Control, drawn: () => Drawn) => (controls.has(name) ? drawn() : nothing);
  const { heads } = source ?? {};
  const picked = heads && pickedHead(state, heads);
  const travels = source !== undefined && source.travels !== 'nowhere';
  return html`<div class="controls" part="controls">
    ${has('model', () => modelChoice(data, events))}
    ${heads && picked ? has('head', () => headChoice(picked, heads, events.change)) : nothing}
    ${picked ? has('knock-out', () => knockOutChoice(picked, state, events.change)) : nothing}
    ${steps.length > 0 ? has('step', () => stepChoice(state, steps, events.change)) : nothing}
    ${state.show.length === 0 ? has('view', () => viewChoice(data, events)) : nothing}
    ${has('seed', () => seedField(state, events.change))}
    ${travels ? has('link', () => linkButton(events.copyLink)) : nothing}
    ${said} ${inMore.some((name) => controls.has(name)) ? more(data, events) : nothing}
  </div>`;
}
