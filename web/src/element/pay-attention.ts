// <pay-attention>: the instrument as a custom element. Attributes in, events out. Importing this file defines nothing;
// define.ts does.
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { InputError, type PostReading, row } from '../engine/index.ts';
import { type HeadName, isSameHead } from '../views/head-grid.ts';
import { count } from '../views/numbers.ts';
import { layArcs } from '../views/tokens.ts';
import { controls, type HeadChoice } from './controls.ts';
import { copyText } from './copy.ts';
import { embedTag } from './embed.ts';
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
import { predictedBy, type Shown } from './shown.ts';
import { headWithin, readWith, type Source } from './source.ts';
import {
  checkPosition,
  checkView,
  countWords,
  fieldNames,
  fields,
  initialState,
  readingOptions,
  type State,
} from './state.ts';
import { styles } from './styles.ts';
import { Surroundings } from './surroundings.ts';

export type { Sample, Shown, Source, State };

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

/** The most words that the pictures stay readable with. */
export const mostWords = 256;

const drawnFor = 650; // milliseconds that a draw is shown on the bar before its word moves to the line

const ownFields = [
  'shown',
  'problem',
  'preview',
  'drawing',
  'marked',
  'lastSample',
  'isTableOpen',
  'isMoreOpen',
  'notice',
  'usesTrained',
  'picked',
];

/** What decides, beside the state, what is read. */
const headFields = ['usesTrained', 'picked'] as const;

const readAttribute = (name: keyof State) => (text: string | null) =>
  text === null ? fields[name].initial : fields[name].read(text);

/**
 * Attributes (and properties of the same names): sentence, corpus (further sentences for the vocabulary, one a line),
 * sampled, seed, dimensions, context, corrected ("all", the default, "none", or a list of switches), query and key
 * (positions from 0), view (line, matrix or pair; heads too, while a trained model is shown); worker-url for a page whose Content-Security-Policy forbids blob
 * workers.
 * Events, all bubbling out of shadow roots: PayAttentionEvents.
 */
export class PayAttention extends LitElement {
  static override styles = styles;

  static override properties = {
    ...Object.fromEntries(
      fieldNames.map((name) => [name, { converter: { fromAttribute: readAttribute(name) } }]),
    ),
    workerUrl: { attribute: 'worker-url' },
    shareUrl: { attribute: false },
    trained: { attribute: false },
    trainHere: { attribute: false },
    ...Object.fromEntries(ownFields.map((name) => [name, { state: true }])),
  };

  declare sentence: State['sentence'];
  declare corpus: State['corpus'];
  declare sampled: State['sampled'];
  declare seed: State['seed'];
  declare dimensions: State['dimensions'];
  declare context: State['context'];
  declare corrected: State['corrected'];
  declare query: State['query'];
  declare key: State['key'];
  declare view: State['view'];
  declare workerUrl: string | undefined;
  /** Makes the address that "Copy link" copies; without it there is no such button. */
  declare shareUrl: ((state: State) => string) | undefined;
  /** A trained model to choose beside the post's. Each new one is read anew. */
  declare trained: Source | undefined;
  /** Leads to where one is trained; called when the reader wants one and there is none. */
  declare trainHere: (() => void) | undefined;
  /** Whether what is shown is the trained model's; `useTrained` changes it. */
  declare readonly usesTrained: boolean;
  /** The trained model's head that is shown. */
  declare picked: HeadName;
  declare private shown: Shown | undefined;
  declare private problem: string | undefined;
  declare private preview: Cell | undefined;
  declare private drawing: boolean;
  declare private marked: number | undefined;
  declare private lastSample: Sample | undefined;
  declare private isTableOpen: boolean;
  declare private isMoreOpen: boolean;
  declare private notice: string;

  #request: AbortController | undefined;
  /** What was shown before, the post's model (of no source) or a trained one, and how. */
  #left: { model: unknown; state: State } | undefined;
  /** The sentence that the trained model came with. */
  #opening: string | undefined;
  /** What was pinned before each sampled word, for the way back. */
  #pins: State['query'][] = [];
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #surroundings = new Surroundings(this, 720);

  constructor() {
    super();
    Object.assign(this, initialState, {
      drawing: false,
      isTableOpen: false,
      isMoreOpen: false,
      notice: '',
      usesTrained: false,
      picked: { layer: 0, head: 0 },
    });
  }

  /** A copy of what the attributes and the reader have set. Setting it sets every field. */
  get state(): State {
    return Object.fromEntries(fieldNames.map((name) => [name, this[name]])) as unknown as State;
  }

  set state(state: State) {
    Object.assign(this, state);
  }

  get #source(): Source | undefined {
    return this.usesTrained ? this.trained : undefined;
  }

  /** The reading now shown, as the engine gave it. */
  get reading(): PostReading | undefined {
    return this.shown?.reading;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopDrawing();
  }

  // ---- state to reading ----

  protected override willUpdate(changed: PropertyValues<this>): void {
    const wasTrained = changed.has('trained') && this.usesTrained;
    if (wasTrained && !this.trained) this.useTrained(false);
    else if (wasTrained && this.trained?.model !== changed.get('trained')?.model) this.#beginAgain();
    if ([...fieldNames, ...headFields].some((name) => changed.has(name)) || wasTrained) this.#read(changed);
  }

  async #read(changed: PropertyValues<this>): Promise<void> {
    const options = Object.keys(readingOptions(this.state)) as (keyof State)[];
    const modelFields = [...options, ...headFields, 'trained' as const];
    const isSameReading = this.shown && !modelFields.some((name) => changed.has(name)) && !this.#request;
    if (isSameReading) return this.#show(this.shown as Shown, this.state);
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    const how = { signal: request.signal, workerUrl: this.workerUrl };
    const read = (state: State) => readWith(state, this.#source, this.picked, how);
    try {
      this.#show(await read(this.state), this.state);
    } catch (error) {
      if (request.signal.aborted) return;
      // Beside the message there is always a picture: the last one, or what a tag without attributes shows.
      if (!this.shown)
        await read(initialState).then(
          (what) => this.#show(what, initialState),
          () => {},
        );
      this.#refuse(error as Error);
    }
    this.#request = undefined;
  }

  #show({ reading, head }: Pick<Shown, 'reading' | 'head'>, state: State): void {
    const length = reading.words.length;
    // How many tokens a text has is known only now.
    const fitting = (position: State['query']) => (head && Number(position) >= length ? undefined : position);
    try {
      if (length > mostWords) {
        throw new InputError(
          `sentence must have at most ${mostWords} words to stay readable here, not ${length}`,
        );
      }
      const query = checkPosition('query', fitting(state.query), length, length - 1);
      // A head's story is where it looks most.
      const weights = row(reading.pattern, query);
      const key = head ? weights.indexOf(Math.max(...weights)) : 0;
      this.shown = {
        reading,
        state: head ? { ...state, corrected: initialState.corrected } : state,
        query,
        key: checkPosition('key', fitting(state.key), length, key),
        view: checkView(state.view, head !== undefined),
        head,
      };
      this.problem = undefined;
      this.#tell('pay-attention-result', this.shown);
    } catch (error) {
      if (!this.shown && length <= mostWords) this.#show({ reading, head }, { ...state, ...positionless });
      this.#refuse(error as Error);
    }
  }

  #refuse(error: Error): void {
    this.problem = error.message;
    this.#tell('pay-attention-error', error);
  }

  #tell<Name extends keyof PayAttentionEvents>(name: Name, detail: PayAttentionEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  // ---- what the reader does ----

  /** Changes some fields as the reader would: pay-attention-change follows. Positions stay within the sentence. */
  change(change: Partial<State>): void {
    this.#stopDrawing();
    this.preview = undefined;
    this.notice = '';
    const next = { ...this.state, ...change };
    const taken = this.sampled.length - next.sampled.length;
    if (taken > 0) {
      if (!('query' in change)) next.query = this.#pins[next.sampled.length];
      this.lastSample = undefined;
    }
    this.#pins.length = next.sampled.length;
    const length = this.usesTrained ? Infinity : countWords(next.sentence) + next.sampled.length;
    const within = (position: State['query']) => (Number(position) < length ? position : undefined);
    this.state = { ...next, query: within(next.query), key: within(next.key) };
    this.#tell('pay-attention-change', this.state);
  }

  /** Draws the next word and appends it. The draw is shown for a moment first, unless motion is unwelcome. */
  async sample(): Promise<void> {
    const { shown } = this;
    const isShownNow = shown && this.problem === undefined && !this.#request;
    if (!isShownNow) return;
    const { context = Number.POSITIVE_INFINITY } = this.#source ?? {};
    if (shown.reading.words.length >= context) {
      this.notice = `This model looks at ${context} tokens at the most: there is no room for another.`;
      return;
    }
    // What comes after the last token is what a transformer goes on with.
    if (shown.head && shown.query < shown.reading.words.length - 1) {
      this.change({ query: undefined });
      await this.updateComplete;
    }
    if (this.drawing || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#append();
      return;
    }
    this.drawing = true;
    this.#drawTimer = setTimeout(() => this.#append(), drawnFor);
  }

  /** Another model has other tokens, and other words: only a sentence that the reader has typed stays. */
  #beginAgain(): void {
    const isTyped = this.sentence !== this.#opening;
    this.change({ ...this.#open(), ...(isTyped && { sentence: this.sentence }) });
  }

  #stopDrawing(): void {
    clearTimeout(this.#drawTimer);
    this.drawing = false;
  }

  #append(): void {
    this.#stopDrawing();
    if (!this.shown) return;
    const { reading, head } = this.shown;
    const { word, probability, index } = predictedBy(this.shown);
    if (word === undefined) {
      const size = count(reading.vocabulary.length, 'word');
      this.#refuse(
        new InputError(
          `the draw falls on position ${index}, which the published lookup takes for an index of the vocabulary; that has ` +
            `${size}, and the post’s program stops here with a KeyError`,
        ),
      );
      return;
    }
    const sample = { word, probability, draw: reading.draw };
    const pinned = this.query;
    const appended = head ? String(index) : word;
    this.change({ sampled: [...this.sampled, appended], query: head ? undefined : reading.words.length });
    this.#pins[this.sampled.length - 1] = pinned;
    this.lastSample = sample;
    this.#tell('pay-attention-sample', sample);
  }

  /**
   * Shows the trained model, or the post's again, each as it was left; a trained one `anew` with the sentence that it comes
   * with. Leads to one if there is none.
   */
  useTrained(use: boolean, anew = false): void {
    if (use && !this.trained) this.trainHere?.();
    if (use === this.usesTrained || (use && !this.trained)) return;
    const leaving = { model: this.#source?.model, state: this.state };
    Object.assign(this, { usesTrained: use });
    const isAsLeft = !anew && this.#left?.model === this.#source?.model;
    const before = isAsLeft ? this.#left?.state : undefined;
    this.#left = leaving;
    const view = use || this.view !== 'heads' ? this.view : initialState.view;
    this.change(use && !before ? this.#open() : { ...before, view });
  }

  /** What a trained model begins with. */
  #open(): Partial<State> {
    this.#opening = this.trained?.sentence ?? '';
    return { sentence: this.#opening, sampled: [], query: undefined, key: undefined };
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
    const { preview, problem, drawing, lastSample, marked, isTableOpen } = this;
    const { width, dark } = this.#surroundings;
    return { shown, preview, problem, drawing, lastSample, marked, isTableOpen, width, dark };
  }

  #pictureEvents: PictureEvents = {
    preview: (cell) => {
      const { query, key, of } = this.preview ?? {};
      const isSame = cell?.query === query && cell?.key === key && isSameHead(cell?.of, of);
      if (!isSame) this.preview = cell;
    },
    change: (change) => this.change(change),
    pickHead: (head) => {
      this.picked = head;
    },
    mark: (candidate) => {
      this.marked = candidate;
    },
    toggleTable: (open) => {
      this.isTableOpen = open;
    },
    sample: () => this.sample(),
    undo: () => this.undo(),
  };

  #renderPicture(): TemplateResult | unknown {
    if (!this.shown) return html`<slot></slot>${words(this.problem, '')}`;
    const data = this.#pictureData(this.shown);
    return guard(Object.values(data), () => picture(data, this.#pictureEvents));
  }

  #choice(): HeadChoice | undefined {
    const source = this.#source;
    return source && { layers: source.layers, heads: source.heads, ...headWithin(source, this.picked) };
  }

  protected override render(): TemplateResult {
    return html`<div class="field">
        <label for="sentence">Your sentence</label>
        <textarea
          id="sentence"
          name="sentence"
          rows="1"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="problem"
          .value=${this.sentence}
          @input=${(event: Event) => this.change({ sentence: (event.target as HTMLTextAreaElement).value, sampled: [] })}
        ></textarea>
      </div>
      ${this.#renderPicture()}
      ${controls(this.state, this.#choice(), this.isMoreOpen, this.notice, {
        change: (change) => this.change(change),
        toggleMore: () => {
          this.isMoreOpen = !this.isMoreOpen;
        },
        copyTag: () => this.#copy(embedTag(this.state), 'Tag'),
        copyNumbers: () => this.#copy(JSON.stringify(plain(this.reading)), 'Numbers'),
        useTrained: this.trained || this.trainHere ? (use) => this.useTrained(use) : undefined,
        pickHead: (change) => {
          this.picked = { ...this.picked, ...change };
        },
        copyLink: this.shareUrl && (() => this.#copy(this.shareUrl?.(this.state) ?? '', 'Link')),
      })}`;
  }

  protected override updated(): void {
    this.style.colorScheme = this.#surroundings.dark ? 'dark' : 'light';
    // Arcs need to know where the words came to stand.
    if (this.shown) layArcs(this.renderRoot, lineData(this.#pictureData(this.shown)), arcsHeight);
  }
}

/** What stands in for positions and a view that cannot be shown. */
const positionless: Partial<State> = { query: undefined, key: undefined, view: initialState.view };

/** Typed arrays as lists, for JSON. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
