// Asks the model for what an instrument's state says, in place of what was asked before; keeps the last reading
// that could be shown, and why the latest could not.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { InputError } from '../engine/index.ts';
import type { Say } from '../words/say.ts';
import type { Source } from './models.ts';
import { asksFor } from './parts.ts';
import { checkShown, mostWords, type Shown } from './shown.ts';
import { fieldNames, initialState, initialView, isOfView, type State } from './state.ts';

interface Host extends ReactiveControllerHost {
  readonly state: State;
  /** Whether it is time to ask. */
  readonly isNear: boolean;
  sourceOf(model: string): Source | undefined;
}

interface ReaderEvents {
  shown(shown: Shown): void;
  refused(error: Error): void;
}

/** Whether a reading of one has all that the other shows. */
function isEnough(had: State, wanted: State): boolean {
  const [has, needs] = [asksFor(had), asksFor(wanted)];
  return (has.lens || !needs.lens) && (has.losses || !needs.losses);
}

/** What the sentence is called by those who read it: the post's program has several. */
const sentenceNames = ['sentence', 'sentence 1', 'prompt'];

/** There is nothing that could be read. */
const isEmpty = ({ sentence, sampled }: State) => sentence.trim() === '' && sampled.length === 0;

export class Reader implements ReactiveController {
  shown: Shown | undefined;
  /** Why what was asked for last cannot be shown. */
  #refused: Error | undefined;
  readonly #host: Host;
  readonly #events: ReaderEvents;
  #asked: { state: State; source: Source | undefined } | undefined;
  #request: AbortController | undefined;
  /** The reading of what was asked, which may not be shown: its state's view may be refused. */
  #latest: { reading: Shown['reading']; state: State } | undefined;

  constructor(host: Host, events: ReaderEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  /** Whether what is shown is what was asked for. */
  get isUpToDate(): boolean {
    return this.shown !== undefined && this.#refused === undefined && !this.#request;
  }

  /** Whether it is the sentence that is to be mended. */
  get isOfSentence(): boolean {
    const { argument } = (this.#refused ?? {}) as Partial<InputError>;
    return argument !== undefined && sentenceNames.includes(argument);
  }

  /** What is wrong, in words for whoever writes the sentence; undefined: nothing. */
  problemIn(say: Say): string | undefined {
    if (this.isOfSentence && isEmpty(this.#host.state)) return say('writeOneWord');
    return this.#refused && say.error(this.#refused);
  }

  /** Forgets what was read, and what was asked. */
  stop(): void {
    this.#request?.abort();
    this.#request = undefined;
    this.#asked = undefined;
    this.#latest = undefined;
    this.shown = undefined;
    this.#refused = undefined;
  }

  hostUpdate(): void {
    if (!this.#host.isNear) return;
    const { state } = this.#host;
    const source = this.#host.sourceOf(state.model);
    const asked = this.#asked;
    const changed = fieldNames.filter((name) => state[name] !== asked?.state[name]);
    const isSameSource = asked !== undefined && source === asked.source;
    if (isSameSource && changed.length === 0) return;
    this.#asked = { state, source };
    if (source?.isComing) this.shown = undefined;
    const isSameReading = isSameSource && changed.every(isOfView);
    const latest = this.#latest;
    if (isSameReading && latest && isEnough(latest.state, state) && !this.#request)
      this.#show(latest.reading, state, source);
    else this.#read(state, source);
  }

  refuse(error: Error): void {
    this.#refused = error;
    this.#host.requestUpdate();
    this.#events.refused(error);
  }

  async #read(state: State, source: Source | undefined): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    const { signal } = request;
    this.#request = request;
    this.#latest = undefined;
    try {
      if (!source)
        throw new InputError('model', 'must be one that there is here, not {}', [{ quoted: state.model }]);
      const reading = await source.read(state, signal);
      if (signal.aborted) return;
      this.#latest = { reading, state };
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
      this.#refused = undefined;
      this.#host.requestUpdate();
      this.#events.shown(this.shown);
    } catch (error) {
      const isShort = reading.words.length <= mostWords;
      if (!this.shown && isShort) this.#show(reading, { ...state, ...initialView }, source);
      this.refuse(error as Error);
    }
  }
}
