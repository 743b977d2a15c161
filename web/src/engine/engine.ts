// The engine: typed requests to the core, one after another, each of which can be cancelled. One per page, however many
// elements there are.
import type { Answer, FunctionName } from './core.ts';
import { type Host, startHost } from './hosts.ts';
import { type Call, Model } from './model.ts';
import type {
  BlogOptions,
  BlogRun,
  CoreFunctions,
  Reading,
  ReadingOptions,
  SoftmaxOptions,
  SoftmaxSteps,
} from './results.ts';
import type { CreateModelOptions, ModelFiles } from './transformer.ts';

/** The input was refused; the message names the argument, quotes the value and says what was expected. */
export class InputError extends Error {
  override name = 'InputError';
}

/** The core stopped in the middle of something. The next request starts a new one. */
export class EngineCrash extends Error {
  override name = 'EngineCrash';
}

export interface RequestOptions {
  /** Aborting rejects the request with the signal's reason and leaves the others alone. */
  signal?: AbortSignal | undefined;
}

export interface EngineOptions {
  /**
   * The address of the package's worker.js, for a page whose Content-Security-Policy forbids blob workers. Without it
   * (or where it cannot be loaded) the core runs in a blob worker, else on the page's own thread. Read by the first call
   * of a page.
   */
  workerUrl?: string;
}

interface Job {
  name: FunctionName;
  options: unknown;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

export class Engine {
  readonly #workerUrl: string | undefined;
  #host: Promise<Host> | undefined;
  #waiting: Job[] = [];
  #running: Job | undefined;

  constructor({ workerUrl }: EngineOptions = {}) {
    this.#workerUrl = workerUrl;
    this.#start().catch(() => {}); // the first request says it
  }

  /** The post's program over its sentences. Rejects with InputError. */
  runBlog(options: BlogOptions = {}, request?: RequestOptions): Promise<BlogRun> {
    return this.#request('runBlog', options, request);
  }

  /** What the post's program prints. Rejects with InputError. */
  printBlog(options: BlogOptions = {}, request?: RequestOptions): Promise<string> {
    return this.#request('printBlog', options, request);
  }

  /** One sentence with every word as the current word. Rejects with InputError. */
  readSentence(options: ReadingOptions, request?: RequestOptions): Promise<Reading> {
    return this.#request('readSentence', options, request);
  }

  /** The steps of softmax(scores / temperature). Rejects with InputError. */
  softmax(options: SoftmaxOptions, request?: RequestOptions): Promise<SoftmaxSteps> {
    return this.#request('softmax', options, request);
  }

  /** A transformer that has learned nothing yet, its vocabulary taken from a text. Rejects with InputError. */
  async createModel(options: CreateModelOptions, request?: RequestOptions): Promise<Model> {
    return new Model(this.#call, await this.#call('createModel', options, request));
  }

  /** A transformer from a checkpoint in Hugging Face's GPT-2 layout. Rejects with InputError, which says what is wrong. */
  async openModel(files: ModelFiles, request?: RequestOptions): Promise<Model> {
    return new Model(this.#call, await this.#call('openModel', files, request));
  }

  /** Ends the worker, all models with it, and rejects what is pending. A later request starts a new one. */
  dispose(): void {
    this.#stop(new EngineCrash('the engine was disposed of'));
  }

  readonly #call: Call = (name, options, request) => this.#request(name, options, request);

  #request<Name extends FunctionName>(
    name: Name,
    options: Parameters<CoreFunctions[Name]>[0],
    { signal }: RequestOptions = {},
  ): Promise<ReturnType<CoreFunctions[Name]>> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    let abort = () => {};
    const outcome = new Promise<ReturnType<CoreFunctions[Name]>>((resolve, reject) => {
      const job: Job = { name, options, resolve: resolve as Job['resolve'], reject };
      abort = () => {
        this.#waiting = this.#waiting.filter((waiting) => waiting !== job);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort);
      this.#waiting.push(job);
      this.#runNext();
    });
    return outcome.finally(() => signal?.removeEventListener('abort', abort));
  }

  async #runNext(): Promise<void> {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#running = job;
    const answer = await this.#answer(job);
    if (this.#running !== job) return; // stopped meanwhile, and rejected then
    if (answer.kind === 'crash')
      return this.#stop(new EngineCrash(`the attention core stopped: ${answer.message}`));
    if (answer.kind === 'value') job.resolve(answer.value);
    else job.reject(new InputError(answer.message));
    this.#running = undefined;
    this.#runNext();
  }

  #start(): Promise<Host> {
    this.#host ??= startHost(this.#workerUrl);
    return this.#host;
  }

  async #answer(job: Job): Promise<Answer> {
    try {
      return await (await this.#start()).call(job.name, job.options);
    } catch (error) {
      return { kind: 'crash', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #stop(reason: EngineCrash): void {
    const pending = [this.#running, ...this.#waiting];
    this.#running = undefined;
    this.#waiting = [];
    this.#host?.then(
      (host) => host.dispose(),
      () => {},
    );
    this.#host = undefined;
    for (const job of pending) job?.reject(reason);
  }
}

let shared: Engine | undefined;

/**
 * The page's engine, ready to answer. Every call of a page gets the same one; only the first one's options count.
 * Rejects if WebAssembly itself is missing.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  shared ??= new Engine(options);
  return shared;
}
