// <pay-attention>: the instrument as a custom element. Attributes in, events out. Importing this file defines nothing;
// define.ts does.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { scriptForPosts } from '../engine/load-part.ts';
import { isPolicyRefused } from '../engine/trusted.ts';
import { type Look, lookOf } from '../views/figure/look.ts';
import { isSameHead } from '../views/head-grid.ts';
import type { AttentionReading } from '../views/reading.ts';
import { layArcs } from '../views/tokens.ts';
import type { Say } from '../words/say.ts';
import { comingText } from './address-source.ts';
import { controls } from './controls.ts';
import { copyText, numbersText } from './copy.ts';
import { Drawing } from './drawing.ts';
import { embedTag, type Picture } from './embed.ts';
import { pictureOf } from './figure-of.ts';
import { keepTyping } from './keep-typing.ts';
import { type Models, type Source, sourceIn } from './models.ts';
import { OwnSources } from './own-sources.ts';
import { type Control, controlNames, type Part } from './parts.ts';
import {
  arcsHeight,
  type Cell,
  lineData,
  type PictureData,
  type PictureEvents,
  picture,
  type Sample,
} from './picture.ts';
import { placeholder } from './placeholder.ts';
import { Presence } from './presence.ts';
import { Reader } from './reader.ts';
import { Rest } from './rest.ts';
import { type Format, figureWidth, save } from './save.ts';
import { lookupError, predictedBy, type Shown } from './shown.ts';
import { Speech } from './speech.ts';
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

/** An address; or one of which there is something to be said, once it is copied. */
export type ShareLink = string | { readonly url: string; readonly note: Promise<string> };

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

const ownFields = ['preview', 'marked', 'lastSample', 'isTableOpen', 'isMoreOpen', 'notice', 'progress'];

/** What it consists of where its model cannot read anything. */
const unreadable: Pick<Shown, 'parts' | 'controls'> = {
  parts: ['sentence'],
  controls: new Set(controlNames),
};

const readAttribute = (name: keyof State) => (text: string | null) =>
  text === null ? fields[name].initial : fields[name].read(text);

/** Where no template may become markup: what the page's owner can do, and what the author has put into the tag. */
function refusedPolicy(say: Say): Element[] {
  const message = document.createElement('p');
  message.className = 'error';
  message.textContent = say('nothingDrawn');
  return [message, document.createElement('slot')];
}

export interface PayAttention extends State {}

/**
 * Attributes, and properties of the same names: the fields of State, each in the words of state.ts; worker-url for
 * a page whose Content-Security-Policy forbids blob workers. Events, all bubbling out of shadow roots:
 * PayAttentionEvents. What is changed later is written to the attributes; nothing is before: what renders its tag may
 * compare that with what it rendered.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: Lit makes an accessor for each field of State
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
    loading: {},
    shareUrl: { attribute: false },
    numpyOf: { attribute: false },
    models: { attribute: false },
    ...Object.fromEntries(ownFields.map((name) => [name, { state: true }])),
  };

  declare workerUrl: string | undefined;
  /** "eager": it begins at once, wherever on the page it stands. */
  declare loading: string | undefined;
  /**
   * Makes the address that "Copy link" copies; without it there is no such button. Throws or rejects where no link can
   * hold what is shown: the message is what the reader is told.
   */
  declare shareUrl: ((state: State) => ShareLink | Promise<ShareLink>) | undefined;
  /** Writes what is shown as a program in NumPy; without it there is no "Copy as NumPy". */
  declare numpyOf: ((shown: Shown) => string) | undefined;
  /** To choose beside the post's, by name. What is shown is read anew when its source is another one. */
  declare models: Models;
  declare private preview: Cell | undefined;
  declare private marked: number | undefined;
  declare private lastSample: Sample | undefined;
  declare private isTableOpen: boolean;
  declare private isMoreOpen: boolean;
  declare private notice: string;
  /** How far a model has come that is on its way. */
  declare private progress: string;

  readonly #speech = new Speech(this);
  readonly #surroundings = new Surroundings(this, 720);
  readonly #reader = new Reader(this, {
    shown: (shown) => {
      this.progress = '';
      this.#tell('pay-attention-result', shown);
    },
    refused: (error) => {
      this.progress = '';
      this.#tell('pay-attention-error', error);
    },
  });
  readonly #presence = new Presence(this, () => {
    this.#reader.stop();
    this.#own.giveBack();
  });
  #isDrawn = false;
  /** What is drawn until there is a reading. */
  #placeholder: Shown | undefined;
  /** Whether its attributes are being written, and not read. */
  #isReflecting = false;
  readonly #own = new OwnSources(
    () => this.workerUrl,
    (progress) => {
      const { say } = this.#speech;
      this.progress = say('loadingModel', { progress: comingText(progress, say) });
    },
  );
  readonly #drawing = new Drawing(this);
  readonly #turns = new Turns();
  /** What each sampled word has changed, as it was before, for the way back. */
  readonly #before = new WeakMap<SampledToken, Pick<State, 'sampled' | 'sampledAfter' | 'query'>>();

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
      notice: '',
      progress: '',
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
      this.renderRoot.replaceChildren(...refusedPolicy(this.#speech.say));
      this.#tell('pay-attention-error', error as Error);
    }
  }

  override attributeChangedCallback(name: string, old: string | null, text: string | null): void {
    if (this.#isReflecting) return;
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
    const given = name === initialState.model ? undefined : sourceIn(this.models, name);
    return given ?? this.#own.get(name);
  }

  /** Whether it is near what is seen of the page, or was. */
  get isNear(): boolean {
    return this.#presence.isNear;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    for (const name of fieldNames) {
      if (changed.has(name)) Object.assign(this, { [name]: takeField(name, this[name]) });
    }
    if (changed.has('model') || changed.has('models')) this.#open();
    if (!changed.has('models')) return;
    const before = sourceIn(changed.get('models') ?? {}, this.model);
    const source = this.sourceOf(this.model);
    if (before && !source) this.change({ model: initialState.model });
    else if (before && source && before.model !== source.model)
      this.change(this.#turns.replace(this.state, source));
  }

  /** What is left to the model is as that opens. */
  #open(): void {
    const { openingHead, opening } = this.sourceOf(this.model) ?? {};
    if (openingHead && this.head === initialState.head && this.layer === undefined) this.head = openingHead;
    if (opening && this.sentence === initialState.sentence) this.sentence = opening();
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
    if (takenBack && !('query' in change)) next.query = this.#before.get(takenBack)?.query;
    if (next.sampled.length === 0) next.sampledAfter = undefined;
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

  /** Draws the next word of the query, and appends it there. The draw is shown first, unless motion is unwelcome. */
  sample(): void {
    const { shown, isUpToDate } = this.#reader;
    if (!shown || !isUpToDate) return;
    const { context = Infinity } = this.sourceOf(this.model) ?? {};
    if (shown.query + 1 >= context) {
      this.notice = this.#speech.say.count('noRoom', context);
      return;
    }
    this.#drawing.show(() => this.#append());
  }

  #append(): void {
    const { shown } = this.#reader;
    if (!shown) return;
    const { ids, words, draw } = shown.reading;
    const { word, probability, index } = predictedBy(shown);
    if (word === undefined) {
      this.#reader.refuse(lookupError(shown, index));
      return;
    }
    const token = ids ? { text: word, id: index } : { text: word };
    const { sampled, sampledAfter, query } = this;
    this.#before.set(token, { sampled, sampledAfter, query });
    const kept = shown.query + 1 - (words.length - sampled.length); // below 0: the sentence is left earlier
    this.change({
      sampled: [...sampled.slice(0, Math.max(kept, 0)), token],
      sampledAfter: kept < 0 ? shown.query : sampledAfter,
      query: undefined,
    });
    this.lastSample = { word, probability, draw };
    this.#tell('pay-attention-sample', this.lastSample);
  }

  /** Takes the last sampled word back, and brings back what stood in its place. */
  undo(): void {
    const last = this.sampled.at(-1);
    if (last) this.change(this.#before.get(last) ?? { sampled: this.sampled.slice(0, -1) });
  }

  /** Gives the focus to the pinned word. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.token[aria-pressed="true"]')?.focus(options);
  }

  async #copy(text: string, copied: string): Promise<void> {
    this.notice = await copyText(text, copied, text, this.#speech.say);
  }

  async #copyLink(shareUrl: NonNullable<typeof this.shareUrl>): Promise<void> {
    const { say } = this.#speech;
    try {
      if (this.sourceOf(this.model)?.travels === 'nowhere') {
        this.notice = say('noLink');
        return;
      }
      const link = await shareUrl(this.state);
      const { url, note } = typeof link === 'string' ? { url: link, note: '' } : link;
      const copied = await copyText(url, say('linkCopied'), url, say);
      this.notice = say.together(copied, await note);
    } catch (error) {
      this.notice = say.error(error as Error);
    }
  }

  async #save(format: Format): Promise<void> {
    const { shown } = this.#reader;
    if (shown) this.notice = await save(shown, format, this.#look);
  }

  get #look(): Look {
    return lookOf(this.#surroundings.dark ? 'dark' : 'light', this.#speech.say);
  }

  /** What is shown as a file that needs nothing else, and in words. */
  get picture(): Picture | undefined {
    const { shown } = this.#reader;
    return shown && pictureOf(shown, this.#look, figureWidth);
  }

  // ---- reading to picture ----

  // All that the picture is made from: while none of it has changed (the reader types, the core computes), it stays.
  #pictureData(shown: Shown): PictureData {
    const { preview, lastSample, marked, isTableOpen } = this;
    const { say } = this.#speech;
    const problem = this.#reader.problemIn(say);
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
      width,
      dark,
      say,
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
    sample: () => this.sample(),
    undo: () => this.undo(),
  };

  /** What stands in the tag, to be shown until there is more. Where this runs, there are scripts. */
  get #hasFallback(): boolean {
    return Array.from(this.childNodes).some((node) =>
      node instanceof Element ? !node.matches('noscript') : node.textContent?.trim(),
    );
  }

  #renderPictures(parts: readonly Part[]): unknown {
    const { shown } = this.#reader;
    if (parts.length === 0) return nothing;
    if (!shown) return this.#isComing ? this.#renderPending(parts) : nothing;
    const data = this.#pictureData(shown);
    return guard([...Object.values(data), ...parts], () => picture(parts, data, this.#pictureEvents));
  }

  /** Whether room is kept for what will be drawn: what stands in the tag, if anything, is there until then. */
  get #isComing(): boolean {
    const isRefused = this.#reader.problemIn(this.#speech.say) !== undefined && this.#hasFallback;
    return this.isNear && this.#placeholder !== undefined && !isRefused;
  }

  #renderPending(parts: readonly Part[]): unknown {
    if (!this.#placeholder) return nothing;
    const data = { ...this.#pictureData(this.#placeholder), problem: undefined };
    const covered = this.#hasFallback ? ' covered' : '';
    return html`<div class="pending${covered}" inert aria-hidden="true">
      ${picture(parts, data, this.#pictureEvents)}
    </div>`;
  }

  /** What stands in the tag, over the room that is kept for what will be there; where nothing will, in its place. */
  #renderFallback(): unknown {
    if (this.#reader.shown || !this.#hasFallback) return nothing;
    return html`<div class=${this.#isComing ? 'cover' : ''}><slot></slot></div>`;
  }

  #renderControls(has: ReadonlySet<Control>): unknown {
    const { state, models, isMoreOpen, shareUrl, numpyOf } = this;
    const { shown } = this.#reader;
    const notice = this.progress || this.notice;
    const source = this.sourceOf(state.model);
    const { say } = this.#speech;
    const own = this.#own.labels(say);
    const data = { state, models, own, source, controls: has, isMoreOpen, notice, say };
    return controls(data, {
      change: (change) => this.change(change),
      toggleMore: () => {
        this.isMoreOpen = !this.isMoreOpen;
      },
      copyTag: () => this.#copy(embedTag(this.state, scriptForPosts, this.picture), say('tagCopied')),
      copyNumbers: () => this.#copy(numbersText(this.reading), say('numbersCopied')),
      copyNumpy: numpyOf && shown && (() => this.#copy(numpyOf(shown), say('numpyCopied'))),
      save: (format) => this.#save(format),
      copyLink: shareUrl && (() => this.#copyLink(shareUrl)),
    });
  }

  #renderSentence(): TemplateResult {
    const { isOfSentence } = this.#reader;
    const { say } = this.#speech;
    const problem = this.#reader.problemIn(say) ?? nothing;
    return html`<div class="field" part="sentence">
      <label for="sentence">${say('yourSentence')}</label>
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
    </div>`;
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const { isOfSentence, shown } = this.#reader;
    const { direction, language } = this.#speech.say;
    const problem = this.#reader.problemIn(this.#speech.say) ?? nothing;
    this.#placeholder = shown ? undefined : placeholder(state, this.sourceOf(state.model));
    const { parts, controls } = shown ?? this.#placeholder ?? unreadable;
    const place = parts.indexOf('sentence');
    const [above, below] = [parts.slice(0, Math.max(place, 0)), parts.slice(place + 1)];
    const isSaid = isOfSentence && place >= 0; // beside the field
    return html`<span class="watch" @transitionrun=${this.#surroundings.repaint}
        @transitionend=${this.#surroundings.repaint}></span>
      <div class=${this.#surroundings.dark ? 'instrument dark' : 'instrument'} lang=${language} dir=${direction}>
        ${this.#renderPictures(above)} ${place < 0 ? nothing : this.#renderSentence()}
        <div class="room">${this.#renderFallback()} ${this.#renderPictures(below)}</div>
        <p class="error" role="alert">${isSaid ? nothing : problem}</p>
        ${this.#renderControls(controls)}
      </div>`;
  }

  protected override firstUpdated(): void {
    const watch = this.renderRoot.querySelector('.watch');
    if (watch) this.#surroundings.measure(watch);
  }

  #reflect(changed: PropertyValues<this>): void {
    this.#isReflecting = true;
    for (const name of fieldNames.filter((name) => changed.has(name))) {
      const [text, initial] = [this[name], fields[name].initial].map(fields[name].write as never) as string[];
      const attribute = attributeOf(name);
      if (text === (this.getAttribute(attribute) ?? initial)) continue;
      if (text === initial) this.removeAttribute(attribute);
      else this.setAttribute(attribute, text as string);
    }
    this.#isReflecting = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#isDrawn) this.#reflect(changed);
    this.#isDrawn = true;
    // Arcs need to know where the words came to stand.
    const shown = this.#reader.shown ?? this.#placeholder;
    if (shown) layArcs(this.renderRoot, lineData(this.#pictureData(shown)), arcsHeight);
  }
}
