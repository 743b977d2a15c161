// The first figure: a story of the model's world that ends in a gap, the word that the gap depends on, and what happens
// when the model may not look there. What the build has printed stands there until the model answers.
import { LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import { storyWords } from '../../../element/first-story.ts';
import { type Engine, loadEngine } from '../../../engine/index.ts';
import type { PageSay } from '../../../words/speak.ts';
import { InAddress } from '../../in-address.ts';
import { whenInSight } from '../../in-sight.ts';
import { pageEnglish } from '../../speech.ts';
import { storyModel } from '../../story-model.ts';
import { bestHead, look, type Shown, type Story, storyOf, swapped, type Words } from './ask.ts';
import { type LookBackData, lookBack } from './view.ts';

/** What another story is: short enough to be seen whole. */
const mostLines = 4;
const toChoose = 12;
/** Of an address: more than any of its stories has. */
const mostWords = 80;

const isShort = (words: Words) => words.filter((word) => word === '.').length < mostLines;

export class LookBackFigure extends LitElement {
  static override properties: PropertyDeclarations = { data: { state: true }, say: { attribute: false } };

  /** Undefined until the model has answered. */
  declare private data: LookBackData | undefined;
  /** In whose language it is labelled. */
  declare say: PageSay;

  #isStopped = false;
  #story: Story | undefined;
  #step: number | undefined;
  #asking: AbortController | undefined;
  /** What the address has of it, until the model is asked. */
  #words: Words = storyWords;
  readonly #address = new InAddress(this, 'first', (given) => {
    const step = given('step');
    this.#words = given('words')?.split(' ') ?? storyWords;
    this.#isStopped = given('stopped') === 'yes';
    this.#step = step === undefined ? undefined : Number(step);
    if (this.data) this.#open();
  });

  constructor() {
    super();
    this.say = pageEnglish;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    whenInSight(this, () => this.#open());
  }

  #open(): void {
    this.#show(async (engine) => (await this.#linked(engine)) ?? storyOf(engine, storyWords));
  }

  /** The story of the address. What is wrong there is said, and left out. */
  async #linked(engine: Engine): Promise<Story | undefined> {
    const steps = await engine.storySteps();
    if (this.#step !== undefined && !steps.includes(this.#step)) {
      this.#address.refuse('step', 'must be one of {}, not {}', [steps.join(', '), String(this.#step)]);
      this.#step = undefined;
    }
    const words = this.#words;
    const story = words.length <= mostWords ? await storyOf(engine, words) : undefined;
    if (!story)
      this.#address.refuse('words', 'must be a story that decides its next word, not {}', [
        { quoted: words.join(' ') },
      ]);
    return story;
  }

  #writeAddress({ words, step }: Shown, last: number): void {
    const isFirst = words.join(' ') === storyWords.join(' ');
    this.#address.write({
      words: isFirst ? '' : words.join(' '),
      stopped: this.#isStopped ? 'yes' : '',
      step: step === last ? '' : String(step),
    });
  }

  /** Asks for what is chosen by now, in place of what was asked before; `find` says of which story, if of another. */
  async #show(find: (engine: Engine) => Promise<Story | undefined> = async () => this.#story): Promise<void> {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const engine = await loadEngine();
      const [story, steps] = await Promise.all([find(engine), engine.storySteps()]);
      signal.throwIfAborted();
      if (!story) return;
      this.#story = story;
      const last = steps.at(-1) ?? 0;
      this.#step ??= last;
      const step = this.#step;
      // The same head however far it is trained: the one that does it in the end.
      const head = await bestHead(await storyModel(), story, signal);
      const model = await storyModel(step === last ? undefined : step);
      const looked = await look(model, story, head, this.#isStopped, signal);
      signal.throwIfAborted();
      const shown: Shown = { ...story, step, head, ...looked };
      this.data = { shown, steps, step, problem: undefined };
      this.#writeAddress(shown, last);
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error as Error);
    }
  }

  /** What was shown last stays, and be it what the build has printed. */
  #fail(problem: Error): void {
    if (this.data) this.data = { ...this.data, problem };
    else {
      const { say } = this;
      const text = say('standsStill', { reason: say.error(problem) });
      this.querySelector('.error')?.replaceChildren(text);
    }
  }

  // ---- what the reader does ----

  #swap(position: number, word: string): void {
    const story = this.#story;
    if (story) this.#show((engine) => storyOf(engine, swapped(story, position, word)));
  }

  async #another(): Promise<void> {
    const before = this.#story?.words.join();
    this.#isStopped = false;
    this.#show(async (engine) => {
      const [first] = crypto.getRandomValues(new Uint32Array(1));
      const stories = await engine.tellStories({ set: 'held-out', count: toChoose, seed: first as number });
      const asked = stories.flatMap(({ words, answers }) =>
        answers.map(({ position }) => words.slice(0, position)),
      );
      return storyOf(engine, asked.filter(isShort).find((words) => words.join() !== before) ?? storyWords);
    });
  }

  /** Shows what the page opened with. */
  reset(): void {
    this.#isStopped = false;
    this.#step = undefined;
    this.#show(async (engine) => storyOf(engine, storyWords));
  }

  #toggle(): void {
    this.#isStopped = !this.#isStopped;
    this.#show();
  }

  #move(step: number): void {
    if (this.data) this.data = { ...this.data, step };
    this.#step = step;
    this.#show();
  }

  readonly #events = {
    swap: (position: number, word: string) => this.#swap(position, word),
    toggle: () => this.#toggle(),
    move: (step: number) => this.#move(step),
    another: () => this.#another(),
  };

  protected override shouldUpdate(): boolean {
    return this.data !== undefined;
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.replaceChildren(); // what the build has printed: the same, but for life
  }

  protected override render(): TemplateResult {
    return lookBack(this.data as LookBackData, this.say, this.#events);
  }
}
