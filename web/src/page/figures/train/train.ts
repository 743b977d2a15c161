// Chapter 9: a transformer that learns the reader's text, and every one of its heads while it does.
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { copyText } from '../../../element/copy.ts';
import type { Source } from '../../../element/models.ts';
import { arcsHeight } from '../../../element/picture.ts';
import { Surroundings } from '../../../element/surroundings.ts';
import { loadEngine, type ModelFiles } from '../../../engine/index.ts';
import { forgetModel, type KeptModel, keepModel, keptModels } from '../../../training/kept-models.ts';
import { type Choices, type PresetName, presets, usual } from '../../../training/presets.ts';
import type { Recipe } from '../../../training/recipe.ts';
import type { Run } from '../../../training/run.ts';
import { type Linked, Session } from '../../../training/session.ts';
import { openingOf } from '../../../training/settings.ts';
import { type SiteModel, siteModels } from '../../../training/site-models.ts';
import type { Travel, Way } from '../../../training/travel.ts';
import { worldSentence, worldText } from '../../../training/world.ts';
import { lookOf } from '../../../views/figure/look.ts';
import { type HeadCell, isSameHead } from '../../../views/head-grid.ts';
import type { HeadName } from '../../../views/reading.ts';
import { layArcs } from '../../../views/tokens.ts';
import type { PageSay } from '../../../words/speak.ts';
import { travelText } from '../../link-words.ts';
import { loadLinks } from '../../load-links.ts';
import { pageEnglish } from '../../speech.ts';
import { FileDrop } from './file-drop.ts';
import { form } from './form.ts';
import { saveOpenHead } from './forming.ts';
import type { Cell } from './head-data.ts';
import { openHeadOf } from './heads.ts';
import { kept } from './kept.ts';
import { type LearnedData, type LearnedEvents, learned } from './learned.ts';
import { openHeadLine } from './open-head.ts';
import { sizeText } from './size-text.ts';

const ownFields = [
  'choices',
  'preset',
  'cell',
  'preview',
  'isTableOpen',
  'isHeadTableOpen',
  'isMoreOpen',
  'kept',
  'siteModels',
  'notice',
  'linkSaid',
];

/** Another size learns in another number of steps, and at another rate. */
function withSize({ size }: Partial<Choices>): Partial<Choices> {
  if (!size) return {};
  const { steps, rate } = usual(size);
  return { steps, rate };
}

/** They bubble. */
interface TrainEvents {
  /** The model that the instrument can show, or none. */
  'train-source': CustomEvent<Source | undefined>;
  /** One of its heads is to be shown there. */
  'train-show': CustomEvent<HeadName>;
  /** Anything about it is another. */
  'train-change': CustomEvent<Session>;
}

declare global {
  interface HTMLElementEventMap extends TrainEvents {}
}

export class TrainFigure extends LitElement {
  static override properties: PropertyDeclarations = {
    ...Object.fromEntries(ownFields.map((name) => [name, { state: true }])),
    say: { attribute: false },
  };

  /** In whose language it is labelled. */
  declare say: PageSay;

  declare private choices: Choices;
  /** The text that is there, unless it is the reader's own. */
  declare private preset: PresetName | undefined;
  declare private isHeadTableOpen: boolean;
  declare private isMoreOpen: boolean;
  declare private kept: readonly KeptModel[];
  declare private siteModels: readonly SiteModel[];
  /** The pinned pair; what is undefined follows the sentence: its last token, and where that looks most. */
  declare private cell: Cell;
  declare private preview: HeadCell | undefined;
  /** What saving a picture came to. */
  declare private notice: string;
  declare private isTableOpen: boolean;
  /** What "Copy link" came to. */
  declare private linkSaid: string;
  /** Makes the address of a page that has this model. */
  declare linkTo: ((travel: Travel) => string) | undefined;
  #offered: { recipe: Recipe; linked: Linked } | undefined;

  #hasAsked = false;
  #scrollsToHead = false;
  #scrollsToRun = false;
  /** Whether the sentence is the reader's own. */
  #isTyped = false;
  #frame = 0;
  readonly #session = new Session(worldSentence, {
    changed: () => {
      this.requestUpdate();
      this.#tell('train-change', this.#session);
    },
    ended: () => this.#keep(),
    source: (detail) => this.#tell('train-source', detail),
  });
  readonly #room = new Surroundings(this, 860);
  readonly #drop = new FileDrop(this, (files) => this.#useFiles(files));
  #sight = new IntersectionObserver(
    ([entry]) => {
      this.#session.isInSight = entry?.isIntersecting ?? false;
      if (entry?.isIntersecting) this.#askSite();
    },
    { rootMargin: '200px' },
  );

  constructor() {
    super();
    Object.assign(this, {
      choices: { ...usual('medium'), text: worldText(), tokenizer: 'words' },
      preset: 'children',
      cell: {},
      isTableOpen: false,
      isHeadTableOpen: false,
      isMoreOpen: false,
      kept: [],
      siteModels: [],
      notice: '',
      linkSaid: '',
      say: pageEnglish,
    });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight.observe(this);
    this.#list();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
    removeEventListener('beforeunload', this.#beforeLeaving);
  }

  #tell<Name extends keyof TrainEvents>(name: Name, detail: TrainEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  // ---- what the reader does ----

  #beforeLeaving = (event: Event) => event.preventDefault();

  async #useFiles(files: Iterable<File>): Promise<void> {
    const text = await this.#session.useFiles(files);
    if (text !== undefined) this.#choose({ text });
  }

  #choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    if ('text' in change) this.preset = undefined;
    this.#offered = undefined;
  }

  async #usePreset(name: PresetName): Promise<void> {
    const choices = await presets[name].choices(loadEngine);
    this.choices = choices;
    this.preset = name;
    this.#offered = undefined;
  }

  /** Once, and only of a site: the page in one file has nothing beside it. */
  async #askSite(): Promise<void> {
    if (this.#hasAsked || !document.querySelector('link[rel="manifest"]')) return;
    this.#hasAsked = true;
    this.siteModels = await siteModels(document.baseURI);
  }

  async #list(): Promise<void> {
    this.kept = await keptModels();
  }

  /** What was learned is there again after a reload. */
  async #keep(): Promise<void> {
    const { run, question } = this.#session;
    if (!run || run.step === 0) return;
    const { say } = this;
    const { preset = this.preset, choices = this.choices } = run.origin.recipe ?? {};
    const text = preset ? say(`preset.${preset}`) : say.quoted(`${openingOf(choices.text)} …`);
    const files = await run.at(question.at, new AbortController().signal, (model) => model.save());
    const size = sizeText(run.model.info.config, say);
    const step = run.stepAt(question.at);
    const name = say('keptName', { text, size, step });
    const origin = { ...run.origin, step };
    await keepModel({ at: Date.now(), name, files, sentence: question.sentence, origin });
    await this.#list();
  }

  async #train(): Promise<void> {
    const { preset, choices } = this;
    this.linkSaid = '';
    const opening = preset ? presets[preset].sentence : openingOf(choices.text);
    const prompt = this.#isTyped ? this.#session.question.sentence : opening;
    const offered = this.#offered;
    if (offered) await this.trainLinked(offered.recipe, offered.linked);
    else await this.#session.train({ preset, choices, prompt });
    this.#scrollsToRun = this.#session.problem === undefined;
    this.requestUpdate();
  }

  // ---- what a link has ----

  /** What the form begins with: pressing Train trains this one, unless the reader changes something. */
  offer(recipe: Recipe, linked: Linked): void {
    this.choices = { ...recipe.choices };
    this.preset = recipe.preset;
    this.#offered = { recipe, linked };
  }

  trainLinked(recipe: Recipe, linked: Linked): Promise<void> {
    return this.#session.train(recipe, linked);
  }

  openLinked(files: ModelFiles, linked: Linked): Promise<void> {
    return this.#session.openLinked(files, linked);
  }

  cancel(): void {
    this.#session.cancel();
  }

  /** Copies a link to the model as it is shown. */
  async #copyLink(way: Way | undefined): Promise<void> {
    this.linkSaid = '';
    try {
      const { travelBy } = await loadLinks();
      const travel = await travelBy(way, this.#session);
      const url = this.linkTo?.(travel) ?? '';
      const { say } = this;
      const copied = await copyText(url, say('linkCopied'), url, say);
      this.linkSaid = say.together(copied, await travelText(travel, this.#session.question.sentence, say));
    } catch (error) {
      this.linkSaid = this.say.error(error as Error);
    }
  }

  #ask(sentence: string): void {
    this.#isTyped = sentence.trim() !== '';
    this.linkSaid = '';
    this.#session.ask({ sentence });
  }

  #open(open: HeadName): void {
    const session = this.#session;
    const isAgain = isSameHead(session.question.open, open);
    this.notice = '';
    session.ask({ open });
    this.#scrollsToHead = !isAgain;
  }

  async #saveForming(): Promise<void> {
    const { cell, say } = this;
    this.notice = say('drawing');
    const look = lookOf(this.#room.dark ? 'dark' : 'light', say);
    this.notice = await saveOpenHead(this.#session, cell, say('trainedHere'), look);
  }

  #close(): void {
    const { open } = this.#session.question;
    this.#session.ask({ open: undefined, other: undefined });
    this.preview = undefined;
    if (open)
      this.querySelector<HTMLElement>(`[data-layer="${open.layer}"][data-head="${open.head}"]`)?.focus();
  }

  // ---- what is shown ----

  #data(run: Run): LearnedData {
    const { cell, preview, notice, linkSaid, isTableOpen, isHeadTableOpen, say } = this;
    const { width, dark } = this.#room;
    const state = { cell, preview, notice, linkSaid, isTableOpen, isHeadTableOpen };
    return { session: this.#session, run, ...state, width, dark, say };
  }

  readonly #events: LearnedEvents = {
    type: (sentence) => this.#ask(sentence),
    ask: (change) => this.#session.ask(change),
    move: (at) => this.#session.ask({ at }),
    preview: (cell) => {
      this.preview = cell;
    },
    pin: (cell) => {
      this.cell = { ...this.cell, ...cell };
    },
    open: (head) => this.#open(head),
    close: () => this.#close(),
    toggleTable: (open) => {
      this.isTableOpen = open;
    },
    toggleHeadTable: (open) => {
      this.isHeadTableOpen = open;
      const session = this.#session;
      if (session.question.isScored !== open) session.ask({ isScored: open });
    },
    knockOut: (head, isOut) => {
      const others = this.#session.question.out.filter((other) => !isSameHead(other, head));
      this.#session.ask({ out: isOut ? [...others, head] : others });
    },
    saveForming: () => this.#saveForming(),
    show: (head) => this.#tell('train-show', head),
    copyLink: (way) => this.#copyLink(way),
  };

  protected override render(): TemplateResult {
    const session = this.#session;
    const { run, waitsFor, problem } = session;
    this.toggleAttribute('data-dropping', this.#drop.isOver);
    return html`${form(
      {
        ...this.choices,
        preset: this.preset,
        isMoreOpen: this.isMoreOpen,
        phase: run?.phase,
        waitsFor,
        problem,
        address: session.download,
        found: session.found,
        siteModels: this.siteModels,
        say: this.say,
      },
      {
        choose: (change) => this.#choose({ ...withSize(change), ...change }),
        usePreset: (name) => this.#usePreset(name),
        toggleMore: (isOpen) => {
          this.isMoreOpen = isOpen;
        },
        useFiles: (files) => this.#useFiles(files),
        openAddress: (address) => session.openAddress(address),
        cancelAddress: () => session.download.cancel(),
        openFound: () => session.openFound(),
        leaveFound: () => session.leaveFound(),
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
    ${kept(this.kept, session.isRunning, this.say, {
      open: (model) => session.openModel(model),
      forget: async ({ at }) => {
        await forgetModel(at);
        await this.#list();
      },
    })}
    ${run ? learned(this.#data(run), this.#events) : nothing}`;
  }

  /**
   * Where the line's words stand can only be asked once all is laid out: in the frame, not in the task that changed
   * it.
   */
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
    const { vocabulary } = this.#session;
    const data = run && seen && openHeadOf({ ...this.#data(run), seen, vocabulary });
    if (!data) return;
    layArcs(this, openHeadLine(data), arcsHeight);
    // Into view, and no further: the other heads are above it.
    if (this.#scrollsToHead) this.querySelector('.open-head .reading')?.scrollIntoView({ block: 'nearest' });
    this.#scrollsToHead = false;
  }
}
