// One transformer, as a page or a program holds it: typed requests about it, and long work cut into short calls.
import { InputError } from './errors.ts';
import type { RequestOptions } from './queue.ts';
import type {
  GenerateOptions,
  Inspection,
  InspectOptions,
  ModelFiles,
  ModelInfo,
  NextToken,
  NextTokenOptions,
  Tokens,
  TrainingInfo,
  TrainingOptions,
  TrainingReport,
  TransformerFunctions,
} from './transformer.ts';

export interface Token {
  readonly id: number;
  /** What it reads; U+FFFD stands for bytes that are only part of a character. */
  readonly text: string;
}

export interface GeneratedToken extends Token {
  readonly probability: number;
  /** On [0, 1) */
  readonly draw: number;
}

export interface Generation {
  readonly prompt: readonly Token[];
  readonly generated: readonly GeneratedToken[];
  /** What all of them read together, up to a text at which it was to stop. */
  readonly text: string;
}

export interface WritingOptions extends GenerateOptions {
  /** Ends where one of these comes in what is written: the text is cut before it. Default: none. */
  stop?: string | readonly string[];
}

/** How a model asks the core. */
export type Call = <Name extends keyof TransformerFunctions>(
  name: Name,
  options: Parameters<TransformerFunctions[Name]>[0],
  request?: RequestOptions,
) => Promise<ReturnType<TransformerFunctions[Name]>>;

export const toTokens = ({ ids, texts }: Tokens): Token[] =>
  texts.map((text, i) => ({ id: ids[i] as number, text: text.replace(/\p{Surrogate}/gu, '\ufffd') }));

/** Long calls keep the core from answering others, and a page without a worker from moving. */
const callTime = 25; // milliseconds

function toStops(stop: string | readonly string[]): readonly string[] {
  const stops = typeof stop === 'string' ? [stop] : stop;
  const wrong = Array.isArray(stops) ? stops.find((text) => typeof text !== 'string' || text === '') : stop;
  if (wrong !== undefined)
    throw new InputError('stop', 'must be a text with something in it, or a list of such, not {}', [
      { quoted: String(wrong) },
    ]);
  return stops;
}

/** Where in the text, from `from` on, the first of the stops begins. */
export function stopIn(text: string, from: number, stops: readonly string[]): number | undefined {
  const places = stops.map((stop) => text.indexOf(stop, from)).filter((place) => place >= 0);
  return places.length > 0 ? Math.min(...places) : undefined;
}

/** How many of something to ask for next, so that the call takes about `callTime`. */
function nextCount(count: number, milliseconds: number): number {
  const wanted = Math.floor((count * callTime) / Math.max(milliseconds, 0.1));
  return Math.min(Math.max(1, wanted), 4 * count);
}

/**
 * Lets whatever else waits run: events, timers, signals. By a message, because browsers slow timers down in tabs out of
 * sight.
 */
function pause(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class Model {
  readonly #call: Call;
  readonly #model: number;
  #vocabulary: Promise<string[]> | undefined;
  /** How many steps trainAWhile asks for next, by the time that the last ones took. */
  #stepCount = 1;

  constructor(
    call: Call,
    /** Its sizes and its tokenizer. */
    readonly info: ModelInfo,
  ) {
    this.#call = call;
    this.#model = info.model;
  }

  /** The tokens of a text. */
  async tokenize(text: string, request?: RequestOptions): Promise<Token[]> {
    return toTokens(await this.#call('encode', { model: this.#model, text }, request));
  }

  /** The text of tokens. */
  decode(ids: ArrayLike<number>, request?: RequestOptions): Promise<string> {
    return this.#call('decode', { model: this.#model, ids: Array.from(ids) }, request);
  }

  /** [V] what each token reads, by id. */
  vocabulary(): Promise<string[]> {
    this.#vocabulary ??= this.#call('vocabulary', { model: this.#model });
    return this.#vocabulary;
  }

  /** One pass over a prompt, and whatever of it is asked for. Rejects with InputError. */
  inspect(options: InspectOptions, request?: RequestOptions): Promise<Inspection> {
    return this.#call('inspect', { ...options, model: this.#model }, request);
  }

  /** The whole story of one draw of the token after a prompt. Rejects with InputError. */
  nextToken(options: NextTokenOptions, request?: RequestOptions): Promise<NextToken> {
    return this.#call('nextToken', { ...options, model: this.#model }, request);
  }

  /**
   * Draws token after token, to an end token, `maxTokens` or a text to stop at. `onTokens` hears of them as they come;
   * aborting rejects with the signal's reason. One generation of a model at a time: a second one ends the first.
   */
  async generate(
    { stop = [], ...options }: WritingOptions,
    { signal, onTokens }: RequestOptions & { onTokens?(tokens: readonly GeneratedToken[]): void } = {},
  ): Promise<Generation> {
    const model = this.#model;
    const stops = toStops(stop);
    const prompt = toTokens(await this.#call('startGeneration', { ...options, model }, { signal }));
    const ids = prompt.map(({ id }) => id);
    const generated: GeneratedToken[] = [];
    const written = stops.length > 0 ? await this.decode(ids) : '';
    for (let count = 1; ; await pause()) {
      const start = performance.now();
      const next = await this.#call('generateTokens', { model, count }, { signal });
      const tokens = toTokens(next).map((token, i) => ({
        ...token,
        probability: next.probabilities[i] as number,
        draw: next.draws[i] as number,
      }));
      if (tokens.length === 0) break;
      const end = stops.length > 0 ? await this.#stopAmong(ids, tokens, written.length, stops) : undefined;
      const taken = tokens.slice(0, end);
      ids.push(...taken.map(({ id }) => id));
      generated.push(...taken);
      onTokens?.(taken);
      if (end !== undefined) break;
      count = nextCount(tokens.length, performance.now() - start);
    }
    const text = await this.decode(ids);
    return { prompt, generated, text: text.slice(0, stopIn(text, written.length, stops)) };
  }

  /** With how many of the tokens, after `ids`, the text first has a stop; undefined where it has none. */
  async #stopAmong(
    ids: readonly number[],
    tokens: readonly Token[],
    from: number,
    stops: readonly string[],
  ): Promise<number | undefined> {
    const isReached = async (count: number) => {
      const all = [...ids, ...tokens.slice(0, count).map(({ id }) => id)];
      return stopIn(await this.decode(all), from, stops) !== undefined;
    };
    if (!(await isReached(tokens.length))) return undefined;
    let count = 1;
    while (!(await isReached(count))) count += 1;
    return count;
  }

  // ---- training ----

  /** Prepares training on a text; whatever training the model had before is over. Rejects with InputError. */
  startTraining(options: TrainingOptions): Promise<TrainingInfo> {
    this.#stepCount = 1;
    return this.#call('startTraining', { ...options, model: this.#model });
  }

  /** Trains some steps, fewer where the end is nearer. Pausing is not to call it. */
  trainSteps(steps: number, request?: RequestOptions): Promise<TrainingReport> {
    return this.#call('trainSteps', { model: this.#model, steps }, request);
  }

  /** Lets whatever else waits run, then trains as many steps as take about 25 ms here, `most` at the most. */
  async trainAWhile({
    most = Number.POSITIVE_INFINITY,
    ...request
  }: RequestOptions & { most?: number } = {}): Promise<TrainingReport> {
    await pause();
    const start = performance.now();
    const steps = Math.min(this.#stepCount, most);
    const report = await this.trainSteps(steps, request);
    const wanted = nextCount(report.losses.length || 1, performance.now() - start);
    this.#stepCount = steps < this.#stepCount ? Math.max(wanted, this.#stepCount) : wanted;
    return report;
  }

  /** Mean cross-entropy over the text held out, in nats; NaN where there is none. */
  heldOutLoss(request?: RequestOptions): Promise<number> {
    return this.#call('heldOutLoss', { model: this.#model }, request);
  }

  /** What resumeTraining needs besides the weights as they are now to go on to the same bits. */
  saveTraining(): Promise<Uint8Array> {
    return this.#call('saveTraining', { model: this.#model });
  }

  /** Goes on from saveTraining’s state, with the weights of then and the same text. Rejects with InputError. */
  resumeTraining(text: string, state: Uint8Array): Promise<TrainingInfo> {
    return this.#call('resumeTraining', { model: this.#model, text, state });
  }

  // ---- weights ----

  /** All weights as they are now. */
  snapshot(request?: RequestOptions): Promise<Float32Array> {
    return this.#call('parameters', { model: this.#model }, request);
  }

  /** Sets all weights to those of a snapshot. */
  async restore(snapshot: Float32Array, request?: RequestOptions): Promise<void> {
    await this.#call('setParameters', { model: this.#model, parameters: snapshot }, request);
  }

  /** A model of its own with the same tokenizer, and the weights of the snapshot or as they are now. */
  async copy(snapshot?: Float32Array): Promise<Model> {
    const options = { model: this.#model, ...(snapshot ? { parameters: snapshot } : {}) };
    return new Model(this.#call, await this.#call('copyModel', options));
  }

  /** The files of a checkpoint; dtype "F32" (the default) or "F16". */
  save({ dtype = 'F32' }: { dtype?: string } = {}): Promise<ModelFiles> {
    return this.#call('saveModel', { model: this.#model, dtype });
  }

  /** Frees its memory. Later requests about it are refused. */
  async dispose(): Promise<void> {
    await this.#call('closeModel', { model: this.#model });
  }
}
