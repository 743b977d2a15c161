// The engine: typed requests to the core. One per page, however many elements there are. The post's model and the
// transformers are modules of their own, each with its queue: the one answers while the other trains. So is the story
// world.

import { type Claims, type ClaimsOptions, measureClaims } from './claims.ts';
import { EngineCrash, InputError } from './errors.ts';
import { startHost } from './hosts.ts';
import { loadPart } from './load-part.ts';
import type { Model } from './model.ts';
import { ModelCores } from './model-cores.ts';
import type { ModelToOpen, OpenOptions } from './model-to-open.ts';
import { areWhole, isGpt2, type OpeningOptions, openModel } from './open-model.ts';
import type {
  PostOptions,
  PostReading,
  PostReadingOptions,
  PostRun,
  SoftmaxOptions,
  SoftmaxSteps,
} from './post.ts';
import { persistently, Queue, type RequestOptions } from './queue.ts';
import type { Story, StoryAnswer, TellOptions } from './stories.ts';
import type { CreateModelOptions, ModelDescription, WholeFiles } from './transformer.ts';
import { unpack } from './unpack.ts';

export interface EngineOptions {
  /**
   * The address of the package's worker.js, for a page whose Content-Security-Policy forbids blob workers; beside it
   * stand transformer-worker.js, families-worker.js and stories-worker.js. Without it (or where it cannot be loaded)
   * the core runs in a blob worker, else on the page's own thread. Only the first call of loadEngine on a page reads
   * it.
   */
  workerUrl?: string;
}

/** The address of another worker's script, which has this name; throws InputError. */
function besideWorker(workerUrl: string | undefined, name: string): string | undefined {
  if (!workerUrl) return undefined;
  const here = globalThis.document?.baseURI ?? globalThis.location?.href; // a page, or a worker
  if (URL.canParse(workerUrl, here)) return new URL(name, new URL(workerUrl, here)).href;
  throw new InputError('workerUrl', 'must be the address of worker.js, not {}', [{ quoted: workerUrl }]);
}

export class Engine {
  readonly #post: Queue;
  readonly #stories: Queue;
  /** GPT-2's module, and that of every family. */
  readonly #gpt2: ModelCores;
  readonly #families: ModelCores;

  constructor({ workerUrl }: EngineOptions = {}) {
    const beside = (name: string) => besideWorker(workerUrl, `${name}-worker.js`);
    this.#post = new Queue(async () => startHost(await loadPart('post'), workerUrl));
    const storiesUrl = beside('stories');
    this.#stories = new Queue(async () => startHost(await loadPart('stories'), storiesUrl));
    this.#gpt2 = new ModelCores('transformer', beside('transformer'));
    this.#families = new ModelCores('families', beside('families'));
  }

  /** The post's program over its sentences. Rejects with InputError. */
  runPost(options: PostOptions = {}, request?: RequestOptions): Promise<PostRun> {
    return persistently(() => this.#post.call('runPost', options, request));
  }

  /** What the post's program prints. Rejects with InputError. */
  printPost(options: PostOptions = {}, request?: RequestOptions): Promise<string> {
    return persistently(() => this.#post.call('printPost', options, request));
  }

  /** One sentence with every word as the current word. Rejects with InputError. */
  readSentence(options: PostReadingOptions, request?: RequestOptions): Promise<PostReading> {
    return persistently(() => this.#post.call('readSentence', options, request));
  }

  /** The steps of softmax(scores / temperature). Rejects with InputError. */
  softmax(options: SoftmaxOptions, request?: RequestOptions): Promise<SoftmaxSteps> {
    return persistently(() => this.#post.call('softmax', options, request));
  }

  /** A transformer that has learned nothing yet, its vocabulary taken from a text. Rejects with InputError. */
  createModel(options: CreateModelOptions, request?: RequestOptions): Promise<Model> {
    const { architecture, ...others } = options;
    const isGpt2 = architecture === undefined || architecture === 'gpt2';
    const cores = isGpt2 ? this.#gpt2 : this.#families;
    return cores.open((call, request) => call('createModel', isGpt2 ? others : options, request), request);
  }

  /**
   * A transformer from a checkpoint in Hugging Face's GPT-2 layout: its files, the one file that has them all, or the
   * address of either. Rejects with InputError. The files are read again where the core has stopped: do not change
   * them.
   */
  async openModel(given: ModelToOpen, { signal, ...options }: OpenOptions = {}): Promise<Model> {
    if (areWhole(given)) return this.#openWhole(given, isGpt2(given), { signal, ...options });
    const { filesOf, complete, isAddress } = await loadPart('files');
    const files = await filesOf(given, { signal, ...options });
    const opening = isAddress(given) ? { signal } : { signal, ...options }; // that has come already
    if (areWhole(files)) return this.#openWhole(files, isGpt2(files), opening);
    const whole = () => complete(this.#families.call, files, { signal });
    return this.#openWhole(await persistently(whole), false, opening);
  }

  /**
   * What is in a model's files, which are not opened: whatever openModel takes. Rejects with InputError. Of a model at
   * an address all of it is fetched.
   */
  async describeModel(
    given: ModelToOpen,
    { signal, ...download }: OpenOptions = {},
  ): Promise<ModelDescription> {
    const { filesOf, describeModel } = await loadPart('files');
    const files = await filesOf(given, { signal, ...download });
    return persistently(() => describeModel(this.#families.call, files, { signal }));
  }

  #openWhole(files: WholeFiles, isGpt2: boolean, { signal, onProgress }: OpeningOptions): Promise<Model> {
    const cores = isGpt2 ? this.#gpt2 : this.#families;
    return cores.open((call, request) => openModel(call, files, { ...request, onProgress }), { signal });
  }

  /** Short stories with known answers. Rejects with InputError. */
  tellStories(options: TellOptions = {}, request?: RequestOptions): Promise<Story[]> {
    return persistently(() => this.#stories.call('tellStories', options, request));
  }

  /**
   * What words decide, as far as they are the story world's language: in lower case, "." and "?" words of their own.
   * The last answer may stand after them: what must come next. Nothing where the language does not decide.
   */
  understand(words: readonly string[], request?: RequestOptions): Promise<StoryAnswer[]> {
    return persistently(() => this.#stories.call('understand', { words }, request));
  }

  /** All words of the story world that are of this one's kind: people, things, places, ...; none for other words. */
  wordsLike(word: string, request?: RequestOptions): Promise<string[]> {
    return persistently(() => this.#stories.call('wordsLike', { word }, request));
  }

  /**
   * The post's three claims about attention, measured: how a model that knows the story world's words answers. Seconds
   * to minutes. Rejects with InputError.
   */
  measureClaims(model: Model, options: ClaimsOptions = {}): Promise<Claims> {
    return measureClaims((name, given, request) => this.#stories.call(name, given, request), model, options);
  }

  /** The steps of its training at which the model that ships can be had: the first is untrained, the last trained. */
  async storySteps(): Promise<readonly number[]> {
    return (await loadPart('story')).steps;
  }

  /** The model that ships, which has learned the story world; after so many steps. Rejects with InputError. */
  async openStory({ step }: { step?: number } = {}, request?: RequestOptions): Promise<Model> {
    const { config, tokenizer, weights, steps } = await loadPart('story');
    const last = steps.at(-1);
    if (step !== undefined && !steps.includes(step))
      throw new InputError('step', 'must be one of {}, not {}', [steps.join(', '), String(step)]);
    const isLast = step === undefined || step === last;
    const packed = isLast ? weights : ((await loadPart('snapshots'))[step] as string);
    return this.openModel({ config, tokenizer, weights: await unpack(packed) }, request);
  }

  /** Ends the workers, all models with them, and rejects what is pending. A later request starts a new worker. */
  dispose(): void {
    const reason = new EngineCrash('the engine was disposed of', { isFinal: true });
    this.#post.stop(reason);
    this.#stories.stop(reason);
    this.#gpt2.stop(reason);
    this.#families.stop(reason);
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
