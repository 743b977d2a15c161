// The model that is trained or opened in its chapter, or comes with a link, as a model of the instrument: how it gets
// there, and how it travels on.
import type { Source } from '../element/models.ts';
import type { PayAttention } from '../element/pay-attention.ts';
import type { State } from '../element/state.ts';
import type { Recipe } from '../training/recipe.ts';
import type { Run } from '../training/run.ts';
import type { Linked, Session } from '../training/session.ts';
import { sizes } from '../training/settings.ts';
import { named, type Travel, waysOf } from '../training/travel.ts';
import type { LinkNotice } from './figures/link-notice.ts';
import type { TrainFigure } from './figures/train/train.ts';
import { loadLinks } from './load-links.ts';
import { pageState, trainedName } from './page-state.ts';

type Given = ReadonlyMap<string, string>;

/** Until there is a model: its sentence is shown without numbers. */
const coming = (model: unknown, heads?: Source['heads']): Source =>
  ({
    model,
    heads,
    isComing: true,
    travels: 'in links',
    read: (_, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  }) as Source;

/** Whether something of an address is about the model. */
export const isOfModel = (name: string) => name.startsWith('train-');
const isIn = (given: Given) => ['text', 'preset', 'weights'].some((name) => given.has(`train-${name}`));

export class Trained {
  readonly #instrument: PayAttention;
  readonly #figure: TrainFigure;
  readonly #notices: readonly LinkNotice[];
  readonly #changed: (source: Source | undefined) => void;
  readonly #refuse: (error: Error) => void;
  /** The chapter's, once there is a model in it. */
  #session: Session | undefined;
  #source: Source | undefined;
  /** What the address says of a model, and what is made of that. */
  #given: Given = new Map();
  #linked: Linked | undefined;
  #waiting: Source | undefined;
  /** The chapter's model when that came. */
  #before: unknown;
  /** The last link to what the chapter shows, and what that was. */
  #last: { run: Run | undefined; shown: string; travel: Promise<Travel> } | undefined;

  /** `changed` hears of the model there is now; `refuse` of what is wrong with a link. */
  constructor(
    instrument: PayAttention,
    figure: TrainFigure,
    notices: Iterable<LinkNotice>,
    changed: (source: Source | undefined) => void,
    refuse: (error: Error) => void,
  ) {
    this.#instrument = instrument;
    this.#figure = figure;
    this.#notices = [...notices];
    this.#changed = changed;
    this.#refuse = refuse;
    const { body } = document;
    body.addEventListener('train-source', ({ detail }) => this.#takeSource(detail ?? undefined));
    body.addEventListener('train-change', ({ detail }) => this.#follow(detail));
    body.addEventListener('link-train', () => this.#trainAgain());
    body.addEventListener('link-cancel', () => figure.cancel());
  }

  /** Whether the model of the link has come to be. */
  get #isThere(): boolean {
    return this.#linked !== undefined && this.#source?.model === this.#linked.origin;
  }

  /** Another model than the link's, once the reader has made one, takes its place. */
  #takeSource(source: Source | undefined): void {
    this.#source = source;
    const isOther =
      source !== undefined && source.model !== this.#linked?.origin && source.model !== this.#before;
    if (this.#linked && isOther) this.#forget();
    this.#tell();
  }

  #forget(): void {
    this.#linked = undefined;
    this.#waiting = undefined;
    this.#show({
      recipe: undefined,
      outcome: undefined,
      isWhole: false,
      run: undefined,
      waitsFor: undefined,
    });
  }

  #trainAgain(): void {
    const { recipe } = this.#linked?.origin ?? {};
    if (this.#linked && recipe) this.#figure.trainLinked(recipe, this.#linked);
  }

  #tell(): void {
    const source = this.#waiting && !this.#isThere ? this.#waiting : this.#source;
    this.#changed(source);
  }

  #show(
    shown: Partial<Pick<LinkNotice, 'recipe' | 'outcome' | 'isWhole' | 'run' | 'waitsFor' | 'problem'>>,
  ): void {
    for (const notice of this.#notices) Object.assign(notice, shown);
  }

  #follow(session: Session): void {
    this.#session = session;
    const { run } = session;
    const { waitsFor = undefined, problem = undefined } = this.#linked ? session : {};
    this.#show({ run: this.#isThere ? run : undefined, waitsFor, problem });
    for (const notice of this.#notices) notice.requestUpdate(); // a run changes within
  }

  // ---- from a link ----

  /** What an address says of a model. */
  async take(others: Given): Promise<void> {
    const given = new Map([...others].filter(([name]) => isOfModel(name)));
    if (JSON.stringify([...given]) === JSON.stringify([...this.#given])) return;
    this.#given = given;
    this.#forget();
    if (isIn(given)) await this.#takeModel(given);
    else this.#tell();
  }

  async #takeModel(given: Given): Promise<void> {
    const origin: { recipe?: Recipe } = {};
    const waiting = coming(origin);
    this.#waiting = waiting;
    this.#before = this.#source?.model;
    this.#tell();
    try {
      const { readLinked, wholeName } = await loadLinks();
      await customElements.whenDefined('train-figure');
      if (this.#waiting !== waiting) return; // another address has come meanwhile
      const linked = readLinked(given, origin, this.#refuse);
      this.#linked = linked;
      await (given.has(wholeName) ? this.#openWhole(given, linked) : this.#offer(given, linked, origin));
    } catch (error) {
      if (this.#waiting?.model === origin) this.#giveUp(error as Error);
    }
  }

  #giveUp(error: Error): void {
    this.#forget();
    const { state } = this.#instrument;
    if (state.model === trainedName && !this.#source)
      this.#instrument.state = { ...state, model: pageState.model };
    this.#tell();
    this.#refuse(error);
  }

  async #openWhole(given: Given, linked: Linked): Promise<void> {
    const { unpackModel, wholeName } = await loadLinks();
    const files = await unpackModel(given.get(wholeName) ?? '');
    if (this.#linked !== linked) return;
    await this.#figure.openLinked(files, linked);
    if (!this.#isThere) throw this.#session?.problem ?? new Error('the model could not be opened');
    this.#show({ isWhole: true });
  }

  async #offer(given: Given, linked: Linked, origin: { recipe?: Recipe }): Promise<void> {
    const { readOutcome, readRecipe } = await loadLinks();
    const recipe = await readRecipe(given, this.#refuse);
    if (this.#linked !== linked || !recipe) return;
    origin.recipe = recipe;
    this.#waiting = coming(origin, sizes[recipe.choices.size]);
    this.#figure.offer(recipe, linked);
    this.#show({ recipe, outcome: readOutcome(given) });
    this.#tell();
  }

  // ---- to a link ----

  /** How what the chapter shows travels. Rejects with InputError. */
  #travel(session: Session): Promise<Travel> {
    const { run, question } = session;
    const [way] = run ? waysOf(run) : [];
    const shown = JSON.stringify([run?.phase, run?.phase === 'finished' && run.step, question, way]);
    const isSame = this.#last?.run === run && this.#last?.shown === shown;
    if (!this.#last || !isSame)
      this.#last = { run, shown, travel: loadLinks().then(({ travelBy }) => travelBy(way, session)) };
    return this.#last.travel;
  }

  /** What a link has of the model: of one that has not come to be, what the address has. */
  async travel(): Promise<Travel> {
    const session = this.#session;
    if (!this.#source || !session || (this.#waiting && !this.#isThere))
      return named(undefined, [...this.#given]);
    return this.#travel(session);
  }

  /** What the instrument shows of the chapter's model. */
  stateFor({ address }: Travel): State {
    const { state } = this.#instrument;
    if (state.model === trainedName) return { ...state, model: address ?? trainedName };
    const { sentence = '', open, out } = this.#session?.question ?? { out: [] };
    const own = { sentence, sampled: [], query: undefined, keyPosition: undefined, layer: undefined };
    return {
      ...state,
      ...own,
      head: open ?? { layer: 0, head: 0 },
      knockOut: out,
      model: address ?? trainedName,
    };
  }
}
