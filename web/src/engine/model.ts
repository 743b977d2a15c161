// One transformer, as a page or a program holds it: typed requests about it, and long work cut into short calls. Where
// the core that has it stops, it comes back in the next one: made as it was, with the weights of its last snapshot.
import { type Cores, type Make, only } from './cores.ts';
import { EngineCrash, InputError } from './errors.ts';
import { persistently, type RequestOptions } from './queue.ts';
import type {
  BestWeights,
  GenerateOptions,
  Heads,
  HeadsOptions,
  Inspection,
  InspectOptions,
  Judgements,
  JudgeOptions,
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
  /**
   * What all of them read together, without special tokens, such as those that the tokenizer puts before a prompt; up
   * to a text at which it was to stop.
   */
  readonly text: string;
}

export interface WritingOptions extends GenerateOptions {
  /** Ends where one of these comes in what is written: the text is cut before it. Default: none. */
  stop?: string | readonly string[];
}

/** What a page keeps of a model. */
interface Kept {
  readonly weights?: Float32Array | undefined;
  /** Of the training that was on. */
  readonly training?: Uint8Array | undefined;
  /** How many training calls there had been. */
  readonly trained: number;
}

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

type Name = keyof TransformerFunctions;
/** What a function takes beside the model's number. */
type Options<Called extends Name> = Omit<Parameters<TransformerFunctions[Called]>[0], 'model'>;

export class Model {
  readonly #cores: Cores;
  readonly #make: Make;
  /** The core that it is in, and its number there. */
  #core: number;
  #number: number;
  #kept: Kept;
  #comingBack: Promise<void> | undefined;
  /** The text that it learns, and how that began; undefined where it does not. */
  #training: TrainingOptions | undefined;
  #trained = 0;
  #vocabulary: Promise<string[]> | undefined;
  /** How many steps trainAWhile asks for next, by the time that the last ones took. */
  #stepCount = 1;

  private constructor(
    cores: Cores,
    make: Make,
    /** Its sizes and its tokenizer. */
    readonly info: ModelInfo,
    core: number,
    weights?: Float32Array,
  ) {
    this.#cores = cores;
    this.#make = make;
    this.#core = core;
    this.#number = info.model;
    this.#kept = { weights, trained: 0 };
    cores.models.add(this);
  }

  /** Rejects with InputError, or with the signal's reason. */
  static make(cores: Cores, make: Make, request?: RequestOptions): Promise<Model> {
    return persistently(async () => {
      const { core } = cores;
      return new Model(cores, make, await make(only(cores), request), core);
    });
  }

  // ---- where it is ----

  /** Asks about this model where it is now; brings it back first where that core has stopped. `sent`: it is there. */
  async #once<Called extends Name>(
    name: Called,
    options: Options<Called>,
    request?: RequestOptions,
    sent?: () => void,
  ): Promise<ReturnType<TransformerFunctions[Called]>> {
    const cores = this.#cores;
    if (!cores.models.has(this)) throw new InputError('model', '{} is not open', [this.#number]);
    while (this.#core !== cores.core) {
      this.#comingBack ??= this.#comeBack().finally(() => {
        this.#comingBack = undefined;
      });
      await this.#comingBack;
    }
    const all = { ...options, model: this.#number } as unknown as Parameters<TransformerFunctions[Called]>[0];
    sent?.();
    return cores.call(name, all, request);
  }

  /** The same, for what can be asked twice. */
  #ask<Called extends Name>(
    name: Called,
    options: Options<Called>,
    request?: RequestOptions,
  ): Promise<ReturnType<TransformerFunctions[Called]>> {
    return persistently(() => this.#once(name, options, request));
  }

  async #comeBack(): Promise<void> {
    const cores = this.#cores;
    const { core } = cores;
    const call = only(cores);
    const { weights, training, trained } = this.#kept;
    const { model } = await this.#make(call);
    if (weights) await call('setParameters', { model, parameters: weights });
    if (this.#training && training)
      await call('resumeTraining', { model, text: this.#training.text, state: training });
    else if (this.#training) await call('startTraining', { ...this.#training, model });
    this.#core = core;
    this.#number = model;
    this.#stepCount = 1; // a core is slow until it is warm
    if (this.#trained === trained) return;
    this.#trained = trained;
    throw new EngineCrash('the attention core stopped: the model is again as it was at its last snapshot', {
      isFinal: true,
    });
  }

  /** Keeps what it has learned since the last snapshot, for the case that its core ends. */
  async keep(): Promise<void> {
    if (this.#trained !== this.#kept.trained) await this.snapshot();
  }

  // ---- tokens and readings ----

  /** The tokens of a text. */
  async tokenize(text: string, request?: RequestOptions): Promise<Token[]> {
    return toTokens(await this.#ask('encode', { text }, request));
  }

  /**
   * The text of tokens. `skipSpecial`: without those that the tokenizer's file calls special, and those that it puts
   * around every prompt: they are marks for the model.
   */
  decode(
    ids: ArrayLike<number>,
    { skipSpecial = false, ...request }: RequestOptions & { skipSpecial?: boolean } = {},
  ): Promise<string> {
    return this.#ask('decode', { ids: Array.from(ids), skipSpecial }, request);
  }

  /** [V] what each token reads, by id. */
  vocabulary(): Promise<string[]> {
    this.#vocabulary ??= this.#ask('vocabulary', {}).catch((error) => {
      this.#vocabulary = undefined; // to be asked for again
      throw error;
    });
    return this.#vocabulary;
  }

  /** One pass over a prompt, and whatever of it is asked for. Rejects with InputError. */
  inspect(options: InspectOptions, request?: RequestOptions): Promise<Inspection> {
    return this.#ask('inspect', options, request);
  }

  /** Whether it gives known answers, and where its heads look. Rejects with InputError. */
  judge(options: JudgeOptions, request?: RequestOptions): Promise<Judgements> {
    return this.#ask('judge', options, request);
  }

  /** What each head does on a prompt, and to the answer to a question of it. Rejects with InputError. */
  heads(options: HeadsOptions, request?: RequestOptions): Promise<Heads> {
    return this.#ask('heads', options, request);
  }

  /** The whole story of one draw of the token after a prompt. Rejects with InputError. */
  nextToken(options: NextTokenOptions, request?: RequestOptions): Promise<NextToken> {
    return this.#ask('nextToken', options, request);
  }

  /**
   * Draws token after token, to an end token, `maxTokens` or a text to stop at. `onTokens` hears of them as they come;
   * aborting rejects with the signal's reason. One generation of a model at a time: a second one ends the first.
   */
  generate(
    options: WritingOptions,
    { signal, onTokens }: RequestOptions & { onTokens?(tokens: readonly GeneratedToken[]): void } = {},
  ): Promise<Generation> {
    // Where the core stops on the way, it is written once more: the same seed draws the same tokens.
    let heard = 0;
    return persistently(() =>
      this.#generate(options, { signal }, (taken, before) => {
        const news = taken.slice(Math.max(0, heard - before));
        heard = Math.max(heard, before + taken.length);
        if (news.length > 0) onTokens?.(news);
      }),
    );
  }

  /** `onTokens` hears of tokens, and how many were generated before them. */
  async #generate(
    { stop = [], ...options }: WritingOptions,
    request: RequestOptions,
    onTokens: (tokens: readonly GeneratedToken[], before: number) => void,
  ): Promise<Generation> {
    const stops = toStops(stop);
    const prompt = toTokens(await this.#once('startGeneration', options, request));
    const call = only(this.#cores, this.#core);
    const model = this.#number;
    const ids = prompt.map(({ id }) => id);
    const generated: GeneratedToken[] = [];
    const read = () => this.decode(ids, { skipSpecial: true });
    const isCut = stops.length > 0;
    const [written, asText] = isCut ? [await this.decode(ids), await read()] : ['', ''];
    for (let count = 1; ; await pause()) {
      const start = performance.now();
      const next = await call('generateTokens', { model, count }, request);
      const tokens = toTokens(next).map((token, i) => ({
        ...token,
        probability: next.probabilities[i] as number,
        draw: next.draws[i] as number,
      }));
      if (tokens.length === 0) break;
      const end = isCut ? await this.#stopAmong(ids, tokens, written.length, stops) : undefined;
      const taken = tokens.slice(0, end);
      ids.push(...taken.map(({ id }) => id));
      generated.push(...taken);
      onTokens(taken, generated.length - taken.length);
      if (end !== undefined) break;
      count = nextCount(tokens.length, performance.now() - start);
    }
    const text = await read();
    return { prompt, generated, text: text.slice(0, stopIn(text, asText.length, stops)) };
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
  async startTraining(options: TrainingOptions): Promise<TrainingInfo> {
    this.#stepCount = 1;
    const info = await this.#ask('startTraining', options);
    this.#training = options;
    this.#kept = { ...this.#kept, training: undefined };
    return info;
  }

  /**
   * Trains some steps, fewer where the end is nearer. Pausing is not to call it. Rejects with EngineCrash where the
   * core stops, and what was learned since the last snapshot is lost: the next call goes on from there.
   */
  async trainSteps(steps: number, request?: RequestOptions): Promise<TrainingReport> {
    try {
      return await this.#once('trainSteps', { steps }, request, () => {
        this.#trained += 1;
      });
    } catch (error) {
      if (error instanceof EngineCrash) this.#trained = this.#kept.trained; // its caller knows
      throw error;
    }
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
    return this.#ask('heldOutLoss', {}, request);
  }

  /** Goes back to the weights with the least held-out loss: of a training that was started with `evaluateEvery`. */
  async takeBest(request?: RequestOptions): Promise<BestWeights> {
    const best = await this.#ask('takeBestWeights', {}, request);
    this.#trained += 1; // the last snapshot is of others
    return best;
  }

  /** What resumeTraining needs besides the weights as they are now to go on to the same bits. */
  saveTraining(): Promise<Uint8Array> {
    return this.#ask('saveTraining', {});
  }

  /** Goes on from saveTraining’s state, with the weights of then and the same text. Rejects with InputError. */
  async resumeTraining(text: string, state: Uint8Array): Promise<TrainingInfo> {
    const info = await this.#ask('resumeTraining', { text, state });
    this.#training = { text };
    this.#kept = { ...this.#kept, training: state };
    return info;
  }

  // ---- weights ----

  /** All weights as they are now. They are kept here too: do not change them. */
  async snapshot(request?: RequestOptions): Promise<Float32Array> {
    const trained = this.#trained;
    const asked = [
      this.#ask('parameters', {}, request),
      this.#training && this.#ask('saveTraining', {}, request),
    ] as const; // one after the other, no step between them
    const [weights, training] = await Promise.all(asked);
    this.#kept = { weights, training, trained };
    return weights;
  }

  /** Sets all weights to those of a snapshot, which is kept here too: do not change it. */
  async restore(snapshot: Float32Array, request?: RequestOptions): Promise<void> {
    await this.#ask('setParameters', { parameters: snapshot }, request);
    this.#kept = { ...this.#kept, weights: snapshot, trained: this.#trained };
  }

  /** A model of its own with the same tokenizer, and the weights of the snapshot or as they are now. */
  async copy(snapshot?: Float32Array): Promise<Model> {
    const parameters = snapshot ?? (await this.#ask('parameters', {}));
    const model = await this.#ask('copyModel', { parameters });
    return new Model(this.#cores, this.#make, model, this.#core, parameters);
  }

  /** The files of a checkpoint; dtype "F32" (the default), "F16" or "BF16". */
  save({ dtype = 'F32' }: { dtype?: string } = {}): Promise<ModelFiles> {
    return this.#ask('saveModel', { dtype });
  }

  /** Frees its memory. Later requests about it are refused. */
  async dispose(): Promise<void> {
    const cores = this.#cores;
    if (!cores.models.delete(this)) throw new InputError('model', '{} is not open', [this.#number]);
    try {
      if (this.#core === cores.core) await cores.call('closeModel', { model: this.#number });
    } finally {
      cores.closed();
    }
  }
}
