// The row below the instrument: model, view, seed, and what is folded away behind the dots.
import { html, nothing, type TemplateResult } from 'lit';
import { headNumber } from '../views/head-grid.ts';
import type { HeadName } from '../views/reading.ts';
import type { Say } from '../words/say.ts';
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
  /** The controls that there are. */
  controls: ReadonlySet<Control>;
  isMoreOpen: boolean;
  /** What the reader's last action came to. */
  notice: string;
  say: Say;
}

export interface ControlsEvents {
  change(change: Partial<State>): void;
  toggleMore(): void;
  copyTag(): void;
  copyNumbers(): void;
  /** Absent where nothing writes such programs. */
  copyNumpy?: (() => void) | undefined;
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
  say: Say,
  change: ControlsEvents['change'],
): TemplateResult {
  const read = (event: Event) => fields[name].read((event.target as HTMLInputElement).value);
  return html`<label
    >${say(name)}
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
export function seedField(state: State, say: Say, change: ControlsEvents['change']): TemplateResult {
  return html`<span class="group"
    >${numberField('seed', state, say, change)}<button
      class="reseed"
      aria-label=${say('anotherSeed')}
      title=${say('anotherSeedAtRandom')}
      @click=${() => change(modelChange({ seed: randomSeed() }))}
    >
      ⟳
    </button></span
  >`;
}

/** The two ends of the post's five switches, the mixture that is on if it is neither, and the host's models. */
function modelChoice({ state, models, own, say }: ControlsData, { change }: ControlsEvents): TemplateResult {
  const { model, corrected } = state;
  const ends = { all: say('asDefined'), none: say('asPublished') };
  const names = corrected.replaceAll(',', ', ');
  const mixture = corrected in ends ? {} : { [corrected]: say('corrected', { names }) };
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
    >${say('model')}
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
  say: Say,
  pick: (number: number) => void,
): TemplateResult {
  return html`<label
    >${say(name)}
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

function headChoice(
  picked: HeadName,
  counts: HeadCounts,
  say: Say,
  change: ControlsEvents['change'],
): TemplateResult {
  const pick = (part: keyof HeadName) => (number: number) =>
    change({ head: { ...picked, [part]: number }, layer: undefined });
  return html`${numberChoice('layer', picked.layer, counts.layers, say, pick('layer'))}
    ${numberChoice('head', picked.head, counts.heads, say, pick('head'))}`;
}

/** Takes the picked head out, or puts it back, and with it all the others. */
function knockOutChoice(
  picked: HeadName,
  { knockOut }: State,
  say: Say,
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
      title=${say(isOut ? 'letItSpeak' : 'setToZero')}
      @click=${set(isOut ? others : [...knockOut, picked])}
    >
      ${say(isOut ? 'isKnockedOut' : 'knockOut', { head: name })}</button
    >${
      others.length > 0
        ? html`<button class="all-heads" @click=${set([])}>
            ${say('allHeads', { heads: names.join(', ') })}
          </button>`
        : nothing
    }</span
  >`;
}

function stepChoice(
  { step }: State,
  steps: readonly number[],
  say: Say,
  change: ControlsEvents['change'],
): TemplateResult {
  const last = steps.at(-1);
  const chosen = step ?? last;
  const pick = (step: number) => change(modelChange({ step: step === last ? undefined : step }));
  return html`<label
    >${say('trainedFor')}
    <select name="step" @change=${(event: Event) => pick(Number((event.target as HTMLSelectElement).value))}>
      ${steps.map(
        (step) => html`<option value=${step} .selected=${step === chosen}>
          ${step === 0 ? say('nothingYet') : say.count('steps', step)}
        </option>`,
      )}
    </select></label
  >`;
}

function saveChoice(say: Say, events: ControlsEvents): TemplateResult {
  return html`<span class="group" role="group" aria-label=${say('saveShown')}
    >${say('save')}
    ${formats.map(
      (format) => html`<button name="save" value=${format} @click=${() => events.save(format)}>
        ${format.toUpperCase()}
      </button>`,
    )}</span
  >`;
}

function moreControls(
  { state, source, controls, say }: ControlsData,
  events: ControlsEvents,
): TemplateResult {
  const hasTag = source?.travels === 'everywhere' && controls.has('tag');
  const hasSampling = source?.heads !== undefined && controls.has('sampling');
  return html`<div class="more-controls">
    ${controls.has('model') ? source?.numbers?.map((name) => numberField(name, state, say, events.change)) : nothing}
    ${hasSampling ? samplingNames.map((name) => numberField(name, state, say, events.change)) : nothing}
    ${hasTag ? html`<button class="copy-tag" @click=${events.copyTag}>${say('copyTag')}</button>` : nothing}
    ${
      controls.has('numbers')
        ? html`<button @click=${events.copyNumbers}>${say('copyNumbers')}</button>`
        : nothing
    }
    ${
      events.copyNumpy && controls.has('numbers')
        ? html`<button name="numpy" @click=${events.copyNumpy}>${say('copyNumpy')}</button>`
        : nothing
    }
    ${controls.has('save') ? saveChoice(say, events) : nothing}
  </div>`;
}

function viewChoice({ state, source, say }: ControlsData, { change }: ControlsEvents): TemplateResult {
  return html`<span class="group" role="group" aria-label=${say('view')}>
    ${viewsOf(source?.heads !== undefined).map(
      (view) => html`<button
        name="view"
        value=${view}
        aria-pressed=${state.view === view}
        @click=${() => change({ view })}
      >
        ${say(`view.${view}`)}
      </button>`,
    )}
  </span>`;
}

function linkButton(say: Say, copyLink: ControlsEvents['copyLink']): Drawn {
  if (!copyLink) return nothing;
  const name = say('copyLink');
  return html`<button class="share" aria-label=${name} title=${name} @click=${copyLink}>${say('link')}</button>`;
}

function more(data: ControlsData, events: ControlsEvents): TemplateResult {
  return html`<button
      class="more"
      aria-label=${data.say('moreSettings')}
      aria-expanded=${data.isMoreOpen}
      @click=${events.toggleMore}
    >
      ⋯
    </button>
    ${data.isMoreOpen ? moreControls(data, events) : nothing}`;
}

/** Where there are none, nothing but what the last action came to. */
export function controls(data: ControlsData, events: ControlsEvents): Drawn {
  const { state, source, notice, controls, say } = data;
  const said = html`<span class="notice" role="status">${notice}</span>`;
  if (controls.size === 0) return notice === '' ? nothing : said;
  const has = (name: Control, drawn: () => Drawn) => (controls.has(name) ? drawn() : nothing);
  const { heads, steps } = source ?? {};
  const picked = heads && pickedHead(state, heads);
  return html`<div class="controls" part="controls">
    ${has('model', () => modelChoice(data, events))}
    ${heads && picked ? has('head', () => headChoice(picked, heads, say, events.change)) : nothing}
    ${picked ? has('knock-out', () => knockOutChoice(picked, state, say, events.change)) : nothing}
    ${steps ? has('step', () => stepChoice(state, steps, say, events.change)) : nothing}
    ${state.show.length === 0 ? has('view', () => viewChoice(data, events)) : nothing}
    ${has('seed', () => seedField(state, say, events.change))}
    ${has('link', () => linkButton(say, events.copyLink))}
    ${said} ${inMore.some((name) => controls.has(name)) ? more(data, events) : nothing}
  </div>`;
}
