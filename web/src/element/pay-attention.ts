// <pay-attention>: the instrument as a custom element. Attributes in, events out. Importing this file defines nothing;
// define.ts does.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { isPolicyRefused } from '../engine/trusted.ts';
import { isSameHead } from '../views/head-grid.ts';
import type { AttentionReading } from '../views/reading.ts';
import { layArcs } from '../views/tokens.ts';
import { controls } from './controls.ts';
import { copyText, numbersText } from './copy.ts';
import { Drawing } from './drawing.ts';
import { embedTag } from './embed.ts';
import { keepTyping } from './keep-typing.ts';
import { type Models, type Source, sourceIn } from './models.ts';
import {
  arcsHeight,
  type Cell,
  lineData,
  type PictureData,
  type PictureEvents,
  picture,
  type Sample,
  words,
} from './picture.ts';
import { postSource } from './post-source.ts';
import { Reader } from './reader.ts';
import { Rest } from './rest.ts';
import { lookupError, predictedBy, type Shown } from './shown.ts';
import {
  attributeOf,
  fieldNames,
  fields,
  initialState,
  otherAttributes,
  partOfState,
  type SampledToken,
  type State,
  takeField,
} from './state.ts';
import { adoptStyles, styles } from './styles.ts';
import { Surroundings } from './surroundings.ts';
import { Turns } from './turns.ts';

export type { AttentionReading, Models, Sample, Shown, Source, State };

export interface PayAttentionEvents {
  /** The reader has changed it. */
  'pay-attention-change': CustomEvent<State>;
  'pay-attention-result': CustomEvent<Shown>;
  'pay-attention-sample': CustomEvent<Sample>;
  'pay-attention-error': CustomEvent<Error>;
}

declare global {
  interface HTMLElementEventMap extends PayAttentionEvents {}
}

const ownFields = [
  'preview',
  'marked',
  'lastSample',
  'isTableOpen',
  'isMoreOpen',
  'isStretched',
  'isFirstOut',
  'notice',
];

const readAttribute = (name: keyof State) => (text: string | null) =>
  text === null ? fields[name].initial : fields[name].read(text);

/** Where no template may become markup: what the page's owner can do, and what the author has put into the tag. */
function refusedPolicy(): Element[] {
  const message = document.createElement('p');
  message.className = 'error';
  message.textContent =
    'Nothing can be drawn here: this page’s Content-Security-Policy asks for Trusted Types and has to allow their ' +
    'policy for it, as in “trusted-types pay-attention”.';
  return [message, document.createElement('slot')];
}

/**
 * Attributes, and properties of the same names: the fields of State, each in the words of state.ts; worker-url for
 * a page whose Content-Security-Policy forbids blob workers. Events, all bubbling out of shadow roots:
 * PayAttentionEvents. It writes nothing on itself: what renders its tag may compare that with what it rendered.
 */
export class PayAttention extends LitElement {
  static override styles = styles;

  static override properties = {
    // Named here, so that a state set before the tag is defined is taken over, and fields set beside it after it.
    state: { attribute: false, noAccessor: true },
    ...Object.fromEntries(
      fieldNames.map((name) => [
        name,
        { attribute: attributeOf(name), converter: { fromAttribute: readAttribute(name) } },
      ]),
    ),
    workerUrl: { attribute: 'worker-url' },
    shareUrl: { attribute: false },
    models: { attribute: false },
    ...Object.fromEntries(ownFields.map((name) => [name, { state: true }])),
  };

  declare model: State['model'];
  declare sentence: State['sentence'];
  declare corpus: State['corpus'];
  declare sampled: State['sampled'];
  declare seed: State['seed'];
  declare dimensions: State['dimensions'];
  declare context: State['context'];
  declare corrected: State['corrected'];
  declare head: State['head'];
  declare query: State['query'];
  declare keyPosition: State['keyPosition'];
  declare view: State['view'];
  declare workerUrl: string | undefined;
  /** Makes the address that "Copy link" copies; without it there is no such button. */
  declare shareUrl: ((state: State) => string) | undefined;
  /** To choose beside the post's, by name. What is shown is read anew when its source is another one. */
  declare models: Models;
  declare private preview: Cell | undefined;
  declare private marked: number | undefined;
  declare private lastSample: Sample | undefined;
  declare private isTableOpen: boolean;
  declare private isMoreOpen: boolean;
  declare private isStretched: boolean;
  declare private isFirstOut: boolean;
  declare private notice: string;

  readonly #surroundings = new Surroundings(this, 720);
  readonly #reader = new Reader(this, {
    shown: (shown) => this.#tell('pay-attention-result', shown),
    refused: (error) => this.#tell('pay-attention-error', error),
  });
  readonly #post = postSource(() => this.workerUrl);
  readonly #drawing = new Drawing(this);
  readonly #turns = new Turns();
  /** What was pinned before each sampled word, for the way back. */
  readonly #pins = new WeakMap<SampledToken, State['query']>();

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: LitElement's getter finds this class's properties through it
    return [...super.observedAttributes, ...Object.keys(otherAttributes)];
  }

  constructor() {
    super();
    new Rest(this);
    Object.assign(this, initialState, {
      models: {},
      isTableOpen: false,
      isMoreOpen: false,
      isStretched: false,
      isFirstOut: false,
      notice: '',
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    keepTyping(root);
    return root;
  }

  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (error) {
      if (!isPolicyRefused()) throw error;
      this.renderRoot.replaceChildren(...refusedPolicy());
      this.#tell('pay-attention-error', error as Error);
    }
  }

  override attributeChangedCallback(name: string, old: string | null, text: string | null): void {
    const attribute = otherAttributes[name] ?? name;
    if (attribute === name || !this.hasAttribute(attribute))
      super.attributeChangedCallback(attribute, old, text);
  }

  /** Moved to another document, which style sheets made for the first one cannot follow it to. */
  adoptedCallback(): void {
    if (this.shadowRoot) adoptStyles(this.shadowRoot);
  }

  /** A copy of what the attributes and the reader have set. Setting it sets the fields that are given. */
  get state(): State {
    return Object.fromEntries(fieldNames.map((name) => [name, this[name]])) as unknown as State;
  }

  set state(state: State) {
    Object.assign(this, partOfState(state));
  }

  /** The reading now shown. */
  get reading(): AttentionReading | undefined {
    return this.#reader.shown?.reading;
  }

  /** What reads with the model of this name; undefined: there is none. */
  sourceOf(name: string): Source | undefined {
    return name === initialState.model ? this.#post : sourceIn(this.models, name);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    for (const name of fieldNames) {
      if (changed.has(name)) Object.assign(this, { [name]: takeField(name, this[name]) });
    }
    if (!changed.has('models')) return;
    const before = sourceIn(changed.get('models') ?? {}, this.model);
    const source = this.sourceOf(this.model);
    if (before && !source) this.change({ model: initialState.model });
    else if (before && source && before.model !== source.model)
      this.change(this.#turns.replace(this.state, source));
  }

  #tell<Name extends keyof PayAttentionEvents>(name: Name, detail: PayAttentionEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  // ---- what the reader does ----

  /**
   * Changes some fields as the reader would: pay-attention-change follows. Another model is shown as it was left,
   * but for the other fields that are given. Positions stay within the sentence.
   */
  change(change: Partial<State>): void {
    const { state } = this;
    const { model = state.model } = change;
    const source = this.sourceOf(model);
    const isTurn = model !== state.model;
    const before = isTurn ? this.#turns.turn(state, this.sourceOf(state.model), model, source) : state;
    const next = { ...before, ...partOfState(change) };
    const takenBack = before.sampled[next.sampled.length];
    if (takenBack && !('query' in change)) next.query = this.#pins.get(takenBack);
    if (takenBack || isTurn) this.lastSample = undefined;
    // A pointer that has picked a head is still on its map.
    if (isTurn || Object.keys(change).some((name) => name !== 'head')) this.preview = undefined;
    this.#drawing.stop();
    this.notice = '';
    const length = source?.lengthOf?.(next) ?? Infinity;
    const within = (position: State['query']) => (Number(position) < length ? position : undefined);
    this.state = { ...next, query: within(next.query), keyPosition: within(next.keyPosition) };
    this.#tell('pay-attention-change', this.state);
  }

  /** Shows another model anew, with the sentence that it opens with. */
  open(model: string, change: Partial<State> = {}): void {
    this.#turns.forget(model);
    this.change({ ...change, model });
  }

  /** Draws the next word and appends it. The draw is shown for a moment first, unless motion is unwelcome. */
  async sample(): Promise<void> {
    const { shown, isUpToDate } = this.#reader;
    if (!shown || !isUpToDate) return;
    const { words, isCausal } = shown.reading;
    const { context = Infinity } = this.sourceOf(this.model) ?? {};
    if (words.length >= context) {
      this.notice = `This model looks at ${context} tokens at the most: there is no room for another.`;
      return;
    }
    // What comes after the last token is what a causal model goes on with.
    if (isCausal && shown.query < words.length - 1) {
      this.change({ query: undefined });
      await this.updateComplete;
    }
    this.#drawing.show(() => this.#append());
  }

  #append(): void {
    const { shown } = this.#reader;
    if (!shown) return;
    const { ids, isCausal, words, draw } = shown.reading;
    const { word, probability, index } = predictedBy(shown);
    if (word === undefined) {
      this.#reader.refuse(lookupError(shown, index));
      return;
    }
    const token = ids ? { text: word, id: index } : { text: word };
    this.#pins.set(token, this.query);
    this.change({ sampled: [...this.sampled, token], query: isCausal ? undefined : words.length });
    this.lastSample = { word, probability, draw };
    this.#tell('pay-attention-sample', this.lastSample);
  }

  /** Takes the last sampled word back. */
  undo(): void {
    if (this.sampled.length > 0) this.change({ sampled: this.sampled.slice(0, -1) });
  }

  /** Gives the focus to the pinned word. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.token[aria-pressed="true"]')?.focus(options);
  }

  async #copy(text: string, what: string): Promise<void> {
    this.notice = await copyText(text, what, text);
  }

  // ---- reading to picture ----

  // All that the picture is made from: while none of it has changed (the reader types, the core computes), it stays.
  #pictureData(shown: Shown): PictureData {
    const { preview, lastSample, marked, isTableOpen, isStretched, isFirstOut } = this;
    const { problem } = this.#reader;
    const { isOn: drawing } = this.#drawing;
    const { width, dark } = this.#surroundings;
    return {
      shown,
      preview,
      problem,
      drawing,
      lastSample,
      marked,
      isTableOpen,
      isStretched,
      isFirstOut,
      width,
      dark,
    };
  }

  #pictureEvents: PictureEvents = {
    preview: (cell) => {
      const { query, key, of } = this.preview ?? {};
      const isSame = cell?.query === query && cell?.key === key && isSameHead(cell?.of, of);
      if (!isSame) this.preview = cell;
    },
    change: (change) => this.change(change),
    mark: (candidate) => {
      this.marked = candidate;
    },
    toggleTable: (open) => {
      this.isTableOpen = open;
    },
    set: (how) => Object.assign(this, how),
    sample: () => this.sample(),
    undo: () => this.undo(),
  };

  #renderPicture(): TemplateResult | unknown {
    const { shown, problem } = this.#reader;
    if (!shown) return html`<slot></slot>${words(problem, '')}`;
    const data = this.#pictureData(shown);
    return guard(Object.values(data), () => picture(data, this.#pictureEvents));
  }

  #renderControls(): TemplateResult {
    const { state, models, isMoreOpen, notice, shareUrl } = this;
    const data = { state, models, source: this.sourceOf(state.model), isMoreOpen, notice };
    return controls(data, {
      change: (change) => this.change(change),
      toggleMore: () => {
        this.isMoreOpen = !this.isMoreOpen;
      },
      copyTag: () => this.#copy(embedTag(this.state), 'Tag'),
      copyNumbers: () => this.#copy(numbersText(this.reading), 'Numbers'),
      copyLink: shareUrl && (() => this.#copy(shareUrl(this.state), 'Link')),
    });
  }

  protected override render(): TemplateResult {
    const { problem = nothing, isOfSentence } = this.#reader;
    return html`<div class=${this.#surroundings.dark ? 'instrument dark' : 'instrument'}>
      <div class="field">
        <label for="sentence">Your sentence</label>
        <textarea
          id="sentence"
          name="sentence"
          rows="1"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="sentence-problem"
          .value=${this.sentence}
          @input=${({ target }: Event) =>
            this.change({ sentence: (target as HTMLTextAreaElement).value, sampled: [] })}
        ></textarea>
        <p class="error" id="sentence-problem" role="alert">${isOfSentence ? problem : nothing}</p>
      </div>
      ${this.#renderPicture()}
      <p class="error" role="alert">${isOfSentence ? nothing : problem}</p>
      ${this.#renderControls()}
    </div>`;
  }

  protected override updated(): void {
    // Arcs need to know where the words came to stand.
    const { shown } = this.#reader;
    if (shown) layArcs(this.renderRoot, lineData(this.#pictureData(shown)), arcsHeight);
  }
}
