// A model that is being trained or has been: its losses, its snapshots, and the way back to any of them.
import {
  type CreateModelOptions,
  type Engine,
  EngineCrash,
  type FilesToOpen,
  InputError,
  type Model,
  type OpenOptions,
  type TrainingInfo,
} from '../engine/index.ts';
import type { Recipe } from './recipe.ts';
import type { Settings } from './settings.ts';

/** Where a model is from: one object for each model that there ever was, by which it is known. */
export interface Origin {
  /** Of what was trained here. */
  readonly recipe?: Recipe;
  /** Of one that was kept, how much of that had been done. */
  readonly step?: number;
  /** Of what was fetched. */
  readonly address?: string;
}

export interface Snapshot {
  step: number;
  weights: Float32Array;
  /** NaN where nothing is held out. */
  heldOut: number;
  /** What the model went on to say by then. */
  sample: string;
}

export type Phase = 'training' | 'paused' | 'finished';

/** One after another, without a step between them: then the run waits for its reader. */
const mostCrashes = 3;
const mostSnapshots = 40;
const leastSnapshots = 8;
const snapshotRoom = 64e6; // bytes
/** How much more than the least loss is no chance. */
const byHeart = 1.05;
/** In tokens: about a line. */
const sampleLength = { words: 10, bpe: 20, bytes: 50 };

/** Steps between snapshots, so that there are enough of them and they fit. */
function stepsBetween(steps: number, parameters: number): number {
  const fitting = Math.floor(snapshotRoom / (4 * parameters));
  return Math.max(1, Math.ceil(steps / Math.min(mostSnapshots, Math.max(leastSnapshots, fitting))));
}

/** A new model; one that would look at more tokens than the text has looks at fewer. */
async function createFitting(
  engine: Engine,
  options: CreateModelOptions & { context: number },
): Promise<Model> {
  const model = await engine.createModel(options);
  const { text } = options;
  if (text.length > 100 * options.context) return model;
  const { length } = await model.tokenize(text);
  if (length > options.context) return model;
  await model.dispose();
  if (length === 1 && options.tokenizer === 'words') {
    throw new InputError(
      'text',
      'is a single word where words end at spaces: pieces of words (BPE) or bytes take it apart',
    );
  }
  return engine.createModel({ ...options, context: Math.max(1, length - 1) });
}

export class Run {
  readonly model: Model;
  readonly origin: Origin;
  /** A second model in the core, once it is needed: it takes the weights of the snapshot that is looked at. */
  #viewer: Promise<Model> | undefined;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  /** What samples go on from. */
  readonly prompt: string;
  readonly losses: number[] = [];
  readonly snapshots: Snapshot[] = [];
  /** What guessing would cost; undefined of a model that was not trained here. */
  guessing: Pick<TrainingInfo, 'uniformLoss' | 'unigramLoss'> | undefined;
  steps = 0;
  /** Where it ends, if that is before all steps are done. */
  #end = 0;
  phase: Phase = 'finished';
  /** Steps in a second lately; 0: none yet. */
  rate = 0;
  #between = 1;
  #viewing: Promise<unknown> = Promise.resolve();
  #training: Promise<void> = Promise.resolve();

  private constructor(model: Model, origin: Origin, prompt: string, changed: () => void) {
    this.model = model;
    this.origin = origin;
    this.prompt = prompt;
    this.#changed = changed;
  }

  /**
   * A new model, which begins to learn. `changed` hears of each step forward, `failed` of what ends it. It ends after
   * `until` steps, if that is before all are done.
   */
  static async start(
    engine: Engine,
    { text, prompt, architecture, size, tokenizer, init, seed, ...training }: Settings,
    changed: () => void,
    failed: (error: Error) => void,
    { origin = {}, until }: { origin?: Origin | undefined; until?: number | undefined } = {},
  ): Promise<Run> {
    const model = await createFitting(engine, { text, architecture, tokenizer, init, seed, ...size });
    try {
      const info = await model.startTraining({ ...training, text, seed });
      const run = new Run(model, origin, prompt, changed);
      run.guessing = info;
      run.steps = info.steps;
      run.#end = Math.max(1, Math.min(info.steps, until ?? info.steps));
      run.#between = stepsBetween(info.steps, model.info.parameters);
      await run.#takeSnapshot();
      run.resume(failed);
      return run;
    } catch (error) {
      model.dispose().catch(() => {});
      throw error;
    }
  }

  /** A model from its files: a run of no steps. */
  static async open(
    engine: Engine,
    files: FilesToOpen,
    prompt: string,
    origin: Origin = {},
    options?: OpenOptions,
  ): Promise<Run> {
    return new Run(await engine.openModel(files, options), origin, prompt, () => {});
  }

  get step(): number {
    return this.losses.length;
  }

  /** The snapshot whose loss is the least on what is held out; undefined where nothing is. */
  get best(): number | undefined {
    const losses = this.snapshots.map(({ heldOut }) => heldOut);
    const best = losses.indexOf(Math.min(...losses));
    return best < 0 ? undefined : best;
  }

  /** Whether it has learned by heart since then: what is held out has become a surprise again. */
  get isByHeart(): boolean {
    const [best, last] = [this.snapshots[this.best ?? -1], this.snapshots.at(-1)];
    return best !== undefined && last !== undefined && last.heldOut > byHeart * best.heldOut;
  }

  /** Of a snapshot; undefined: of the model as it is now. */
  stepAt(snapshot: number | undefined): number {
    return snapshot === undefined ? this.step : (this.snapshots[snapshot]?.step ?? 0);
  }

  /** `failed` hears of what ends it, and of a core that stopped, where the run goes on from its last snapshot. */
  resume(failed: (error: Error) => void): void {
    if (this.step >= this.#end) return;
    this.phase = 'training';
    this.#training = this.#training
      .then(() => this.#train(failed))
      .catch((error) => {
        this.phase = 'paused';
        if (!this.#stop.signal.aborted) failed(error);
      });
  }

  pause(): void {
    if (this.phase === 'training') this.phase = 'paused';
    this.#changed();
  }

  /** Ends the run where it is; what it has learned stays. */
  async finish(): Promise<void> {
    this.phase = 'paused';
    await this.#training;
    if (this.snapshots.at(-1)?.step !== this.step) await this.#takeSnapshot();
    this.phase = 'finished';
    this.#changed();
  }

  /** The end of it, and of the memory that it takes. */
  async dispose(): Promise<void> {
    this.#stop.abort();
    this.phase = 'finished';
    await this.#training;
    await this.#viewing.catch(() => {});
    const viewer = await this.#viewer?.catch(() => undefined);
    await Promise.allSettled([this.model.dispose(), viewer?.dispose()]);
  }

  /** Does something with the model as it is now, or as it was at a snapshot; aborting spares what has not begun. */
  at<Result>(
    snapshot: number | undefined,
    signal: AbortSignal,
    work: (model: Model) => Promise<Result>,
  ): Promise<Result> {
    return this.#at(snapshot, signal, work).catch((error) => {
      // The core's prompt is the reader's sentence.
      const isOfPrompt = error instanceof InputError && error.argument === 'prompt';
      throw isOfPrompt ? error.about('the sentence') : error;
    });
  }

  #at<Result>(
    snapshot: number | undefined,
    signal: AbortSignal,
    work: (model: Model) => Promise<Result>,
  ): Promise<Result> {
    const weights = snapshot === undefined ? undefined : this.snapshots[snapshot]?.weights;
    if (!weights) return work(this.model);
    const view = async () => {
      this.#viewer ??= this.model.copy();
      const viewer = await this.#viewer;
      await viewer.restore(weights, { signal });
      return work(viewer);
    };
    const result = this.#viewing.catch(() => {}).then(view);
    this.#viewing = result;
    return result;
  }

  /** The core stopped, and the model is as it was at its last snapshot. Returns what the reader is to know. */
  goBack(error: EngineCrash): EngineCrash {
    return this.#goBackTo(Math.min(this.step, this.snapshots.at(-1)?.step ?? 0), error);
  }

  #goBackTo(step: number, { message }: EngineCrash): EngineCrash {
    const reached = this.step;
    this.losses.length = step;
    return new EngineCrash(
      step < reached
        ? `At step ${reached} ${message}. The run goes on from step ${step}, its last snapshot`
        : `${message}. The run goes on in another one, and nothing is lost`,
    );
  }

  /** Where the core has stopped meanwhile, `failed` hears of it. */
  async #trainAWhile(stopped: EngineCrash | undefined, failed: (error: Error) => void): Promise<void> {
    const { signal } = this.#stop;
    const next = (this.snapshots.at(-1)?.step ?? 0) + this.#between;
    const most = Math.max(1, Math.min(next, this.#end) - this.step);
    const { step, losses } = await this.model.trainAWhile({ signal, most });
    const before = step - losses.length;
    if (stopped || before < this.step)
      failed(this.#goBackTo(before, stopped ?? new EngineCrash('the attention core stopped')));
    this.losses.push(...losses);
    if (step >= this.#end || step >= next) await this.#takeSnapshot();
  }

  async #train(failed: (error: Error) => void): Promise<void> {
    let [since, before] = [performance.now(), this.step];
    let stopped: EngineCrash | undefined;
    let crashes = 0;
    while (this.phase === 'training' && this.step < this.#end) {
      try {
        await this.#trainAWhile(stopped, failed);
        [stopped, crashes] = [undefined, 0];
      } catch (error) {
        crashes += 1;
        if (!(error instanceof EngineCrash) || this.#stop.signal.aborted || crashes > mostCrashes)
          throw error;
        stopped ??= error;
        continue;
      }
      const seconds = (performance.now() - since) / 1000;
      if (seconds > 0.5) {
        this.rate = (this.step - before) / seconds;
        [since, before] = [performance.now(), this.step];
      }
      if (this.step >= this.#end) this.phase = 'finished';
      this.#changed();
    }
  }

  async #takeSnapshot(): Promise<void> {
    const { signal } = this.#stop;
    const { step, model } = this;
    const weights = await model.snapshot({ signal });
    const heldOut = await model.heldOutLoss({ signal });
    const sample = await this.#sample(signal);
    this.snapshots.push({ step, weights, heldOut, sample });
  }

  /** What it goes on to say; nothing where it knows none of the prompt. */
  async #sample(signal: AbortSignal): Promise<string> {
    const { model } = this;
    const maxTokens = sampleLength[model.info.tokenizer];
    const options = { prompt: this.prompt, maxTokens, temperature: 0.8, seed: 1 };
    try {
      const { generated } = await model.generate(options, { signal });
      return await model.decode(
        generated.map(({ id }) => id),
        { signal, skipSpecial: true },
      );
    } catch (error) {
      if (error instanceof InputError) return '';
      throw error;
    }
  }
}
