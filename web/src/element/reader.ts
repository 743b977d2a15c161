// Asks the model for what an instrument's state says, in place of what was asked before; keeps the last reading
// that could be shown, and why the latest could not.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { InputError } from '../engine/index.ts';
import type { Source } from './models.ts';
import { checkShown, mostWords, type Shown } from './shown.ts';
import { fieldNames, initialState, type State } from './state.ts';

interface Host extends ReactiveControllerHost {
  readonly state: State;
  sourceOf(model: string): Source | undefined;
}

interface ReaderEvents {
  shown(shown: Shown): void;
  refused(error: Error): void;
}

/** What only decides how a reading is shown. */
const viewFields: readonly (keyof State)[] = ['query', 'keyPosition', 'view'];

/** What stands in for positions and a view that cannot be shown. */
const viewless = { query: undefined, keyPosition: undefined, view: initialState.view };

/** What the sentence is called by those who read it: the post's program has several. */
const sentenceNames = ['sentence', 'sentence 1', 'prompt'];

/** What is wrong with the sentence, in words for whoever writes it. */
function plain({ message }: Error, { sentence, sampled }: State): string {
  return sentence.trim() === '' && sampled.length === 0 ? 'Write at least one word.' : message;
}

export class Reader implements ReactiveController {
  shown: Shown | undefined;
  problem: string | undefined;
  /** Whether it is the sentence that is to be mended. */
  isOfSentence = false;
  readonly #host: Host;
  readonly #events: ReaderEvents;
  #asked: { state: State; source: Source | undefined } | undefined;
  #request: AbortController | undefined;

  constructor(host: Host, events: ReaderEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  /** Whether what is shown is what was asked for. */
  get isUpToDate(): boolean {
    return this.shown !== undefined && this.problem === undefined && !this.#request;
  }

  hostUpdate(): void {
    const { state } = this.#host;
    const source = this.#host.sourceOf(state.model);
    const asked = this.#asked;
    const changed = fieldNames.filter((name) => state[name] !== asked?.state[name]);
    const isSameSource = asked !== undefined && source === asked.source;
    if (isSameSource && changed.length === 0) return;
    this.#asked = { state, source };
    const isSameReading = isSameSource && changed.every((name) => viewFields.includes(name));
    if (isSameReading && this.shown && !this.#request) this.#show(this.shown.reading, state, source);
    else this.#read(state, source);
  }

  refuse(error: Error): void {
    const { argument } = error as Partial<InputError>;
    this.isOfSentence = argument !== undefined && sentenceNames.includes(argument);
    this.problem = this.isOfSentence ? plain(error, this.#host.state) : error.message;
    this.#host.requestUpdate();
    this.#events.refused(error);
  }

  async #read(state: State, source: Source | undefined): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    const { signal } = request;
    this.#request = request;
    try {
      if (!source)
        throw new InputError('model', 'must be one that there is here, not {}', [{ quoted: state.model }]);
      const reading = await source.read(state, signal);
      if (signal.aborted) return;
      this.#show(reading, state, source);
    } catch (error) {
      if (!signal.aborted && !this.shown) await this.#readInitial(signal);
      if (signal.aborted) return;
      this.refuse(error as Error);
    }
    this.#request = undefined;
  }

  /** Beside a message there is always a picture: the last one, or what a tag without attributes shows. */
  async #readInitial(signal: AbortSignal): Promise<void> {
    const source = this.#host.sourceOf(initialState.model);
    const reading = await source?.read(initialState, signal).catch(() => undefined);
    if (reading) this.#show(reading, initialState, source);
  }

  #show(reading: Shown['reading'], state: State, source: Source | undefined): void {
    try {
      this.shown = checkShown(reading, state, source?.lengthOf !== undefined);
      this.problem = undefined;
      this.#host.requestUpdate();
      this.#events.shown(this.shown);
    } catch (error) {
      const isShort = reading.words.length <= mostWords;
      if (!this.shown && isShort) this.#show(reading, { ...state, ...viewless }, source);
      this.refuse(error as Error);
    }
  }
}
