// <pay-attention>: the instrument as a custom element. Attributes in, events out. Importing this file defines nothing;
// define.ts does.
import { html, LitElement, nothing, type PropertyValues, render, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { InputError, loadEngine, type Reading, row } from '../engine/index.ts';
import { bars, type CumulativeData, cumulativeBar, stretchText } from '../views/bars.ts';
import { drawScale, isDark, scaleOf } from '../views/colour.ts';
import { heatmap } from '../views/heatmap.ts';
import { count, decimal, share } from '../views/numbers.ts';
import { pair } from '../views/pair.ts';
import { foldedTable } from '../views/table.ts';
import { arcs, type TokensData, tokens } from '../views/tokens.ts';
import { controls } from './controls.ts';
import { embedTag } from './embed.ts';
import { candidatesOf, pairData, predictedBy, type Shown, summaryOf, tableOf, tokensData } from './shown.ts';
import {
  checkPosition,
  checkView,
  fieldNames,
  fields,
  initialState,
  readingOptions,
  type State,
} from './state.ts';
import { styles } from './styles.ts';

/** The most words that the pictures stay readable with. */
export const mostWords = 256;

const arcsHeight = 168;
const wide = 720; // from here on the next word stands beside the reading, as in the style sheet
const besideReading = 312;
const mostBars = 7;
const drawnFor = 650; // milliseconds that a draw is shown on the bar before its word moves to the line

export interface Sample {
  word: string;
  draw: number;
  probability: number;
}

const ownFields = [
  'shown',
  'problem',
  'preview',
  'drawing',
  'marked',
  'lastSample',
  'width',
  'isTableOpen',
  'notice',
];

const readAttribute = (name: keyof State) => (text: string | null) =>
  text === null ? fields[name].initial : fields[name].read(text);

/**
 * Attributes (and properties of the same names): sentence, corpus (further sentences for the vocabulary, one a line),
 * sampled, seed, dimensions, context, corrected ("all", the default, "none", or a list of switches), query and key
 * (positions from 0), view (line, matrix or pair); worker-url for a page whose Content-Security-Policy forbids blob
 * workers.
 * Events, all bubbling out of shadow roots: pay-attention-change (detail: State, when the reader has changed it),
 * pay-attention-result (detail: Shown), pay-attention-sample (detail: Sample), pay-attention-error (detail: Error).
 */
export class PayAttention extends LitElement {
  static override styles = styles;

  static override properties = {
    ...Object.fromEntries(
      fieldNames.map((name) => [name, { converter: { fromAttribute: readAttribute(name) } }]),
    ),
    workerUrl: { attribute: 'worker-url' },
    shareUrl: { attribute: false },
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
  declare private shown: Shown | undefined;
  declare private problem: Error | undefined;
  declare private preview: { query: number; key: number } | undefined;
  declare private drawing: boolean;
  declare private marked: number | undefined;
  declare private lastSample: Sample | undefined;
  declare private width: number;
  declare private isTableOpen: boolean;
  declare private notice: string;

  #request: AbortController | undefined;
  #dark = false;
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  // In the next frame: a height that changed at once would be an error event in the host's page.
  #resized = new ResizeObserver(([entry]) =>
    requestAnimationFrame(() => {
      this.width = Math.floor(entry?.contentRect.width ?? this.width);
    }),
  );
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => this.requestUpdate();

  constructor() {
    super();
    Object.assign(this, initialState, { drawing: false, width: 720, isTableOpen: false, notice: '' });
  }

  /** A copy of what the attributes and the reader have set. Setting it sets every field. */
  get state(): State {
    return Object.fromEntries(fieldNames.map((name) => [name, this[name]])) as unknown as State;
  }

  set state(state: State) {
    Object.assign(this, state);
  }

  /** The reading now shown, as the engine gave it. */
  get reading(): Reading | undefined {
    return this.shown?.reading;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#scheme.addEventListener('change', this.#repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#scheme.removeEventListener('change', this.#repaint);
    clearTimeout(this.#drawTimer);
    this.drawing = false;
  }

  // ---- state to reading ----

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#dark = isDark(this);
    if (fieldNames.some((name) => changed.has(name))) this.#read(changed);
  }

  async #read(changed: PropertyValues<this>): Promise<void> {
    const modelFields = Object.keys(readingOptions(this.state)) as (keyof State)[];
    const isSameReading = this.shown && !modelFields.some((name) => changed.has(name)) && !this.#request;
    if (isSameReading) return this.#show(this.shown?.reading as Reading);
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const engine = await loadEngine({ workerUrl: this.workerUrl });
      const reading = await engine.readSentence(readingOptions(this.state), { signal: request.signal });
      this.#request = undefined;
      this.#show(reading);
    } catch (error) {
      if (request.signal.aborted) return;
      this.#request = undefined;
      this.#refuse(error as Error);
    }
  }

  #show(reading: Reading): void {
    const { state } = this;
    try {
      const length = reading.words.length;
      if (length > mostWords) {
        throw new InputError(
          `sentence must have at most ${mostWords} words to stay readable here, not ${length}`,
        );
      }
      this.shown = {
        reading,
        state,
        query: checkPosition('query', state.query, length, length - 1),
        key: checkPosition('key', state.key, length, 0),
        view: checkView(state.view),
      };
      this.problem = undefined;
      this.#tell('result', this.shown);
    } catch (error) {
      this.#refuse(error as Error);
    }
  }

  #refuse(error: Error): void {
    this.problem = error;
    this.#tell('error', error);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`pay-attention-${name}`, { detail, bubbles: true, composed: true }));
  }

  // ---- what the reader does ----

  /** Changes some fields as the reader would: pay-attention-change follows. */
  change(change: Partial<State>): void {
    Object.assign(this, change);
    this.preview = undefined;
    this.notice = '';
    this.#tell('change', this.state);
  }

  #preview(cell: { query: number; key: number } | undefined): void {
    if (cell?.query !== this.preview?.query || cell?.key !== this.preview?.key) this.preview = cell;
  }

  // A new sentence is a new start: what was sampled after the old one goes, and the query stays where it can.
  #type(sentence: string): void {
    const length = sentence.trim().split(/\s+/).length;
    const within = (position: State['query']) =>
      typeof position === 'number' && position >= length ? undefined : position;
    this.lastSample = undefined;
    this.change({ sentence, sampled: [], query: within(this.query), key: within(this.key) });
  }

  /** Draws the next word and appends it. The draw is shown for a moment first, unless motion is unwelcome. */
  sample(): void {
    const isShownNow = this.shown && !this.problem && !this.#request;
    if (!isShownNow) return;
    if (this.drawing || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#append();
      return;
    }
    this.drawing = true;
    this.#drawTimer = setTimeout(() => this.#append(), drawnFor);
  }

  #append(): void {
    clearTimeout(this.#drawTimer);
    this.drawing = false;
    if (!this.shown) return;
    const { reading } = this.shown;
    const { word, probability, index } = predictedBy(this.shown);
    if (word === undefined) {
      const words = count(reading.vocabulary.length, 'word');
      this.#refuse(
        new InputError(
          `the draw falls on position ${index}, which the published lookup takes for an index of the vocabulary: it has ` +
            `${words}, and the post’s program stops here with a KeyError`,
        ),
      );
      return;
    }
    this.lastSample = { word, probability, draw: reading.draw };
    this.change({ sampled: [...this.sampled, word], query: reading.words.length });
    this.#tell('sample', this.lastSample);
  }

  /** Takes the last sampled word back. */
  undo(): void {
    if (this.sampled.length === 0) return;
    const sampled = this.sampled.slice(0, -1);
    const last = (this.shown?.reading.words.length ?? 1) - 1;
    this.lastSample = undefined;
    const within = (position: State['query']) => (position === last ? last - 1 : position);
    this.change({ sampled, query: within(this.query), key: within(this.key) });
  }

  async #copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.notice = `${what} copied.`;
    } catch {
      this.notice = `The browser does not allow copying here. ${what}: ${text}`;
    }
  }

  // ---- reading to picture ----

  /** What is shown, with the previewed cell in the place of the pinned one. */
  #previewed(shown: Shown): Shown {
    return { ...shown, ...this.preview };
  }

  #tokensData(shown: Shown): TokensData {
    return { ...tokensData(this.#previewed(shown), shown.query), dark: this.#dark };
  }

  #renderLine(shown: Shown): TemplateResult {
    const data = this.#tokensData(shown);
    const legend = ref((canvas) => canvas && drawScale(canvas as HTMLCanvasElement, data.dark));
    return html`<svg class="arcs" height=${arcsHeight} aria-hidden="true"></svg>
      ${tokens(data, {
        preview: (position) =>
          this.#preview(position === undefined ? undefined : { query: position, key: shown.key }),
        pin: (position) => this.change({ query: position }),
        undo: () => this.undo(),
      })}
      <p class="scale">
        <span>weight <span class="number">${share(data.scale.from)}</span></span
        ><canvas width="120" height="1" aria-hidden="true" ${legend}></canvas
        ><span class="number">${share(data.scale.to)}</span>
      </p>`;
  }

  #renderMatrix(shown: Shown): TemplateResult {
    const { reading, query, key } = this.#previewed(shown);
    const width = this.width >= wide ? this.width - besideReading : this.width;
    return heatmap(
      {
        words: reading.words,
        pattern: reading.pattern,
        scale: scaleOf(reading.pattern.data),
        query,
        key,
        width,
        dark: this.#dark,
      },
      {
        preview: (cell) => this.#preview(cell),
        pin: (pinnedQuery, pinnedKey) => this.change({ query: pinnedQuery, key: pinnedKey }),
      },
    );
  }

  #renderPair(shown: Shown): TemplateResult {
    return pair({ ...pairData(shown), dark: this.#dark, choose: (cell) => this.change(cell) });
  }

  #renderDraw(shown: Shown, data: CumulativeData): TemplateResult | string {
    if (this.drawing) return html`The draw is <span class="number">${decimal(shown.reading.draw, 4)}</span>.`;
    if (this.marked !== undefined && this.marked < data.candidates.length)
      return stretchText(data, this.marked);
    if (!this.lastSample) return 'Each word has a stretch as long as its chance; a draw picks a point.';
    const { word, draw, probability } = this.lastSample;
    return html`Drew <span class="number">${decimal(draw, 4)}</span>: “${word}”, which had
      <span class="number">${share(probability)}</span>.`;
  }

  #renderNext(shown: Shown): TemplateResult {
    const previewed = this.#previewed(shown);
    const { reading, query } = previewed;
    const data: CumulativeData = {
      candidates: candidatesOf(previewed),
      cumulative: row(reading.cumulative, query),
      chosen: reading.chosen[query] ?? 0,
      draw: this.drawing ? reading.draw : undefined,
    };
    return html`<div class="next">
      <h2>next word, given “${reading.words[query]}”</h2>
      ${bars(data.candidates, mostBars, this.drawing ? data.chosen : undefined)}
      ${cumulativeBar(data, this.marked, (marked) => {
        this.marked = marked;
      })}
      <p class="drawn" aria-live="polite">${this.#renderDraw(previewed, data)}</p>
      <div class="actions">
        <button class="sample primary" @click=${() => this.sample()}>Sample</button>
        <button class="undo" ?disabled=${this.sampled.length === 0} @click=${() => this.undo()}>Undo</button>
      </div>
    </div>`;
  }

  #renderShown(shown: Shown): TemplateResult {
    const views = {
      line: () => this.#renderLine(shown),
      matrix: () => this.#renderMatrix(shown),
      pair: () => this.#renderPair(shown),
    };
    return html`<div class=${this.problem ? 'stage stale' : 'stage'} data-view=${shown.view}>
        <div class="reading">${views[shown.view]()}</div>
        ${this.#renderNext(shown)}
      </div>
      <p class="summary" role="status">${summaryOf(this.#previewed(shown))}</p>
      ${foldedTable(
        this.isTableOpen,
        (open) => {
          this.isTableOpen = open;
        },
        () => tableOf(shown),
      )}`;
  }

  // All that #renderShown reads: while none of it has changed (the reader types, the core computes), the picture stays.
  #pictureOf(): unknown[] {
    const { shown, problem, preview, drawing, marked, lastSample, width, isTableOpen } = this;
    return [shown, problem, preview, drawing, marked, lastSample, width, isTableOpen, this.#dark];
  }

  protected override render(): TemplateResult {
    return html`<div class="field">
        <label for="sentence">Your sentence</label>
        <textarea
          id="sentence"
          name="sentence"
          rows="1"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="problem"
          .value=${this.sentence}
          @input=${(event: Event) => this.#type((event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </div>
      <p class="error" id="problem" role="alert">${this.problem?.message ?? nothing}</p>
      ${
        this.shown
          ? guard(this.#pictureOf(), () => this.#renderShown(this.shown as Shown))
          : html`<slot></slot>`
      }
      ${controls(this.state, {
        change: (change) => this.change(change),
        copyTag: () => this.#copy(embedTag(this.state), 'Tag'),
        copyNumbers: () => this.#copy(JSON.stringify(plain(this.reading)), 'Numbers'),
        copyLink: this.shareUrl && (() => this.#copy(this.shareUrl?.(this.state) ?? '', 'Link')),
      })}
      <p class="notice" role="status">${this.notice}</p>`;
  }

  // Arcs need to know where the words came to stand.
  protected override updated(): void {
    const svg = this.renderRoot.querySelector<SVGSVGElement>('.arcs');
    if (!this.shown || !svg) return;
    const left = svg.getBoundingClientRect().left;
    const boxes = [...this.renderRoot.querySelectorAll('.token')].map((token) => {
      const box = token.getBoundingClientRect();
      return { left: box.left - left, top: box.top, width: box.width };
    });
    const paths = arcs(boxes, this.#tokensData(this.shown), arcsHeight);
    svg.toggleAttribute('hidden', paths === undefined);
    render(paths, svg as unknown as HTMLElement);
  }
}

/** Typed arrays as lists, for JSON. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
