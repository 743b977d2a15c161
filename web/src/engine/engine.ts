// The engine: typed requests to the core. One per page, however many elements there are. The post's model and the
// transformers are modules of their own, each with its queue: the one answers while the other trains.

import { EngineCrash } from './errors.ts';
import { startHost } from './hosts.ts';
import { loadTransformer } from './load-transformer.ts';
import { type Call, Model } from './model.ts';
import { openModel } from './open-model.ts';
import type {
  PostOptions,
  PostReading,
  PostReadingOptions,
  PostRun,
  SoftmaxOptions,
  SoftmaxSteps,
} from './post.ts';
import { postModule } from './post-module.ts';
import { Queue, type RequestOptions } from './queue.ts';
import type { CreateModelOptions, FilesToOpen } from './transformer.ts';

export interface EngineOptions {
  /**
   * The address of the package's worker.js, for a page whose Content-Security-Policy forbids blob workers; beside it
   * stands transformer-worker.js. Without it (or where it cannot be loaded) the core runs in a blob worker, else on the
   * page's own thread. Only the first call of
   * loadEngine on a page reads it.
   */
  workerUrl?: string;
}

export class Engine {
  readonly #post: Queue;
  readonly #transformer: Queue;

  constructor({ workerUrl }: EngineOptions = {}) {
    const here = globalThis.document?.baseURI ?? globalThis.location?.href; // a page, or a worker
    const transformerUrl = workerUrl && new URL('transformer-worker.js', new URL(workerUrl, here)).href;
    this.#post = new Queue(() => startHost(postModule, workerUrl));
    this.#transformer = new Queue(async () => startHost(await loadTransformer(), transformerUrl));
    this.#post.start().catch(() => {}); // the first request then rejects
  }

  /** The post's program over its sentences. Rejects with InputError. */
  runPost(options: PostOptions = {}, request?: RequestOptions): Promise<PostRun> {
    return this.#post.call('runPost', options, request);
  }

  /** What the post's program prints. Rejects with InputError. */
  printPost(options: PostOptions = {}, request?: RequestOptions): Promise<string> {
    return this.#post.call('printPost', options, request);
  }

  /** One sentence with every word as the current word. Rejects with InputError. */
  readSentence(options: PostReadingOptions, request?: RequestOptions): Promise<PostReading> {
    return this.#post.call('readSentence', options, request);
  }

  /** The steps of softmax(scores / temperature). Rejects with InputError. */
  softmax(options: SoftmaxOptions, request?: RequestOptions): Promise<SoftmaxSteps> {
    return this.#post.call('softmax', options, request);
  }

  /** A transformer that has learned nothing yet, its vocabulary taken from a text. Rejects with InputError. */
  async createModel(options: CreateModelOptions, request?: RequestOptions): Promise<Model> {
    return new Model(this.#call, await this.#call('createModel', options, request));
  }

  /** A transformer from a checkpoint in Hugging Face's GPT-2 layout. Rejects with InputError. */
  async openModel(files: FilesToOpen, request?: RequestOptions): Promise<Model> {
    return new Model(this.#call, await openModel(this.#call, files, request));
  }

  /** Ends the workers, all models with them, and rejects what is pending. A later request starts a new worker. */
  dispose(): void {
    const reason = new EngineCrash('the engine was disposed of');
    this.#post.stop(reason);
    this.#transformer.stop(reason);
  }

  readonly #call: Call = (name, options, request) => this.#transformer.call(name, options, request);
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
