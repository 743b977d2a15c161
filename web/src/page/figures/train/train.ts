// Chapter 7: a transformer that learns the reader's text, and every one of its heads while it does.
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { arcsHeight } from '../../../element/picture.ts';
import { previewWithin } from '../../../element/shown.ts';
import { toNumberOrText } from '../../../engine/input.ts';
import type { Look } from '../../../training/look.ts';
import type { Run } from '../../../training/run.ts';
import { Session } from '../../../training/session.ts';
import { learningRateOf, openingOf, sizes, sizeText } from '../../../training/settings.ts';
import { worldSentence, worldText } from '../../../training/world.ts';
import { isDark } from '../../../views/colour.ts';
import { type HeadCell, type HeadName, headGrid, isSameHead } from '../../../views/head-grid.ts';
import { lens } from '../../../views/lens.ts';
import { count } from '../../../views/numbers.ts';
import { tokenName } from '../../../views/token-name.ts';
import { layArcs } from '../../../views/tokens.ts';
import { downloads } from './downloads.ts';
import { type Choices, form } from './form.ts';
import { type Cell, openHeadData, pinnedIn } from './head-data.ts';
import { history, lossTable, samples, wide } from './history.ts';
import { type OpenHeadData, openHead, openHeadLine } from './open-head.ts';

const seed = 1;
const ownFields = ['choices', 'cell', 'preview', 'isTableOpen', 'isDropping', 'width'];

/** Another size learns in another number of steps. */
const stepsFor = ({ size }: Partial<Choices>) => (size ? { steps: String(sizes[size].steps) } : {});

/** Which of the sentence's words the model does not know, and what that means. */
function unknownWords({ question, inspection }: Look): TemplateResult | typeof nothing {
  const words = question.sentence.trim().split(/\s+/);
  const unknown = new Set(words.filter((_, i) => inspection.texts[i] === '<unk>'));
  if (unknown.size === 0 || words.length !== inspection.texts.length) return nothing;
  const list = [...unknown].map((word) => `“${word}”`).join(', ');
  return html`<p class="quiet">Not in the text that it learned, so all the same to it, &lt;unk&gt;: ${list}.</p>`;
}

/**
 * Events, both bubbling: train-source (detail: a Source, or undefined) tells of the model that the instrument can show,
 * train-show (detail: HeadName) asks for it to be shown.
 */
export class TrainFigure extends LitElement {
  static override properties: PropertyDeclarations = Object.fromEntries(
    ownFields.map((name) => [name, { state: true }]),
  );

  declare private choices: Choices;
  /** The pinned pair; what is undefined follows the sentence: its last token, and where that looks most. */
  declare private cell: Cell;
  declare private preview: HeadCell | undefined;
  declare private isTableOpen: boolean;
  declare private isDropping: boolean;
  declare private width: number;

  #scrollsToHead = false;
  #scrollsToRun = false;
  /** Whether the sentence is the reader's own. */
  #isTyped = false;
  #frame = 0;
  readonly #session = new Session(worldSentence, {
    changed: () => this.requestUpdate(),
    source: (detail) => this.#tell('source', detail),
  });
  #resized = new ResizeObserver(([entry]) =>
    requestAnimationFrame(() => {
      this.width = Math.floor(entry?.contentRect.width ?? this.width);
    }),
  );
  #sight = new IntersectionObserver(
    ([entry]) => {
      this.#session.isInSight = entry?.isIntersecting ?? false;
    },
    { rootMargin: '200px' },
  );
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => this.requestUpdate();

  constructor() {
    super();
    Object.assign(this, {
      choices: { text: worldText(), size: 'medium', tokenizer: 'words', steps: String(sizes.medium.steps) },
      cell: {},
      isTableOpen: false,
      isDropping: false,
      width: 860,
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    this.#sight.observe(this);
    this.#scheme.addEventListener('change', this.#repaint);
    addEventListener('dragover', this.#dragOver);
    addEventListener('dragleave', this.#dragLeave);
    addEventListener('drop', this.#drop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#sight.disconnect();
    this.#scheme.removeEventListener('change', this.#repaint);
    removeEventListener('dragover', this.#dragOver);
    removeEventListener('dragleave', this.#dragLeave);
    removeEventListener('drop', this.#drop);
    removeEventListener('beforeunload', this.#beforeLeaving);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`train-${name}`, { detail, bubbles: true }));
  }

  // ---- what the reader does ----

  #isHere = ({ target }: Event) => (this.closest('section') ?? this).contains(target as Node | null);

  /** Files are for this chapter: dropped elsewhere, they would take the place of the page. */
  #dragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.isDropping = this.#isHere(event);
    event.dataTransfer.dropEffect = this.isDropping ? 'copy' : 'none';
  };

  #dragLeave = (event: DragEvent) => {
    if (!event.relatedTarget) this.isDropping = false;
  };

  #drop = (event: DragEvent) => {
    this.isDropping = false;
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    if (this.#isHere(event)) this.#useFiles(event.dataTransfer.files);
  };

  #beforeLeaving = (event: Event) => event.preventDefault();

  async #useFiles(files: Iterable<File>): Promise<void> {
    const text = await this.#session.useFiles(files);
    if (text !== undefined) this.#choose({ text });
  }

  #choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
  }

  async #train(): Promise<void> {
    const { text, size: name, tokenizer, steps } = this.choices;
    const { steps: _, ...size } = sizes[name];
    const opening = text === worldText() ? worldSentence : openingOf(text);
    const prompt = this.#isTyped ? this.#session.question.sentence : opening;
    const learningRate = learningRateOf(size);
    await this.#session.train({
      text,
      prompt,
      size,
      tokenizer,
      steps: toNumberOrText(steps),
      learningRate,
      seed,
    });
    this.#scrollsToRun = this.#session.problem === undefined;
    this.requestUpdate();
  }

  #ask(sentence: string): void {
    this.#isTyped = sentence.trim() !== '';
    this.#session.ask({ sentence });
  }

  #open(open: HeadName): void {
    const session = this.#session;
    const isAgain = isSameHead(session.question.open, open);
    session.ask({ open, isKnockedOut: isAgain && session.question.isKnockedOut });
    this.#scrollsToHead = !isAgain;
  }

  #close(): void {
    const { open } = this.#session.question;
    this.#session.ask({ open: undefined, isKnockedOut: false, other: undefined });
    this.preview = undefined;
    if (open)
      this.querySelector<HTMLElement>(`[data-layer="${open.layer}"][data-head="${open.head}"]`)?.focus();
  }

  // ---- what is shown ----

  #headData(run: Run, seen: Look): OpenHeadData | undefined {
    const { cell, width } = this;
    const preview = previewWithin(this.preview, seen.inspection.ids.length);
    const { vocabulary } = this.#session;
    return openHeadData(run, seen, { cell, preview, vocabulary, width, dark: isDark(this) });
  }

  #renderHeads(run: Run, seen: Look): TemplateResult {
    const { open, isKnockedOut } = seen.question;
    const knockedOut = isKnockedOut ? open : undefined;
    const words = seen.inspection.texts.map(tokenName);
    const dark = isDark(this);
    const spoken = open ?? { layer: 0, head: 0 };
    const data = this.#headData(run, seen);
    const session = this.#session;
    return html`${headGrid(
      {
        words,
        patterns: seen.patterns,
        open,
        knockedOut,
        cell: previewWithin(this.preview, words.length) ?? {
          ...spoken,
          ...pinnedIn(seen, spoken, this.cell),
        },
        width: this.width,
        dark,
      },
      {
        preview: (cell) => {
          this.preview = cell;
        },
        open: (head) => this.#open(head),
      },
    )}
    ${
      seen.inspection.lens
        ? html`<h3>
              what it would say next if it stopped there${knockedOut ? ` (without head ${open?.layer}.${open?.head})` : ''};
              underlined is what does come
            </h3>
            ${lens({ words, ...seen.inspection.lens, names: seen.inspection.lens.texts.map(tokenName), dark })}`
        : nothing
    }
    ${
      data
        ? openHead(data, {
            preview: (cell) => {
              this.preview = cell && { ...data.open, ...cell };
            },
            pin: (cell) => {
              this.cell = { ...this.cell, ...cell };
            },
            knockOut: (isKnockedOut) => session.ask({ isKnockedOut }),
            compare: (other) => session.ask({ other }),
            close: () => this.#close(),
          })
        : nothing
    }`;
  }

  #renderModel(run: Run): TemplateResult {
    const { question, questionProblem, seen } = this.#session;
    const { config, parameters } = run.model.info;
    const { sentence, at } = question;
    const shownStep = at === undefined ? undefined : `step ${run.snapshots[at]?.step}`;
    const isTrainedHere = run.steps > 0;
    const past = { run, at, isTableOpen: this.isTableOpen, width: this.width };
    const pastEvents = {
      move: (at: number | undefined) => this.#session.ask({ at }),
      toggleTable: (open: boolean) => {
        this.isTableOpen = open;
      },
    };
    return html`${isTrainedHere ? history(past, pastEvents) : html`<p>A model from your files: ${sizeText(config)}.</p>`}
      <div class="sentence">
        <label for="train-sentence">Your sentence</label>
        <textarea
          id="train-sentence"
          name="sentence"
          rows="1"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="train-sentence-problem"
          .value=${sentence}
          @input=${(event: Event) => this.#ask((event.target as HTMLTextAreaElement).value)}
        ></textarea>
        <p class="error" id="train-sentence-problem" role="alert">${questionProblem ?? nothing}</p>
      </div>
      ${seen ? html`${unknownWords(seen)}${this.#renderHeads(run, seen)}` : nothing}
      ${isTrainedHere && this.width < wide ? samples(past) : nothing}
      <p class="quiet learns">
        ${count(parameters, 'number')} to learn, ${count(config.vocabSize, 'token')} to choose from, sentences of up to
        ${count(config.context, 'token')}.
      </p>
      ${isTrainedHere ? lossTable(past, pastEvents) : nothing}
      <div class="row">
        ${downloads(shownStep, () => run.at(question.at, new AbortController().signal, (model) => model.save()))}
        <button name="show" @click=${() => this.#tell('show', question.open ?? { layer: 0, head: 0 })}>
          Show ${shownStep ?? 'it'} in the instrument above
        </button>
      </div>`;
  }

  protected override render(): TemplateResult {
    const session = this.#session;
    const { run, waitsFor, problem } = session;
    this.toggleAttribute('data-dropping', this.isDropping);
    return html`${form(
      { ...this.choices, phase: run?.phase, waitsFor, problem },
      {
        choose: (change) => this.#choose({ ...stepsFor(change), ...change }),
        useFiles: (files) => this.#useFiles(files),
        train: () => this.#train(),
        pause: () => session.pause(),
        resume: () => session.resume(),
        stop: () => session.stop(),
        cancel: () => {
          session.cancel();
          this.querySelector<HTMLElement>('button.primary')?.focus();
        },
      },
    )}
    ${run ? this.#renderModel(run) : nothing}`;
  }

  /** Where the line's words stand can only be asked once all is laid out: in the frame, not in the task that changed it. */
  protected override updated(): void {
    // Only while there is something to lose: the listener alone keeps a page from being brought back as it was.
    if (this.#session.isRunning) addEventListener('beforeunload', this.#beforeLeaving);
    else removeEventListener('beforeunload', this.#beforeLeaving);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#layOut());
  }

  /** The run from its buttons on, so that the heads are seen while they change. */
  #showRun(): void {
    const heads = this.querySelector('.heads')?.getBoundingClientRect();
    const buttons = this.querySelector('.row .group');
    if (heads && heads.bottom > innerHeight) buttons?.scrollIntoView({ block: 'start' });
  }

  #layOut(): void {
    const { run, seen } = this.#session;
    if (this.#scrollsToRun && run && seen) {
      this.#scrollsToRun = false;
      this.#showRun();
    }
    const data = run && seen && this.#headData(run, seen);
    if (!data) return;
    layArcs(this, openHeadLine(data), arcsHeight);
    // Into view, and no further: the other heads are above it.
    if (this.#scrollsToHead) this.querySelector('.open-head .reading')?.scrollIntoView({ block: 'nearest' });
    this.#scrollsToHead = false;
  }
}
