// What a page and a worker say to each other: types only, for both sides.
import type { Refusal } from './errors.ts';
import type { PostFunctions } from './post.ts';
import type { StoriesFunctions } from './stories.ts';
import type { TransformerFunctions } from './transformer.ts';

/** Every function of the modules, by name. */
export type Functions = PostFunctions & StoriesFunctions & TransformerFunctions;
export type FunctionName = keyof Functions;

export type ToWorker =
  /**
   * The first: is there a worker of ours? It keeps the lock of this name as long as it lives; where there are no locks,
   * a port hears from it every `beatEvery` milliseconds.
   */
  | { kind: 'hello'; lock: string; beats: MessagePort; beatEvery: number }
  /** Gzipped, in base64, or compiled by an earlier worker. */
  | { kind: 'start'; wasm: string | WebAssembly.Module }
  | { kind: 'call'; name: FunctionName; options: unknown };

export type Answer =
  | { kind: 'value'; value: unknown }
  /** The core refused its input; it can be called again. */
  | ({ kind: 'refusal' } & Refusal)
  /** The core is in no known state; this instance must not be called again. */
  | { kind: 'crash'; message: string };

/** What tells of a worker's death, as no event does: a lock that comes free, a port that falls silent, or nothing. */
export type SignOfLife = 'lock' | 'beats' | 'none';

export type FromWorker =
  | { kind: 'hello'; sign: SignOfLife }
  | { kind: 'ready'; module?: WebAssembly.Module }
  | Answer;

/** What there is of a worker's global scope. */
export interface Scope {
  onmessage?: (event: { data: ToWorker }) => void;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
}

/** A module as a script carries it. */
export interface CarriedModule {
  /** Makes of a worker's global scope, or of anything like it, what answers this engine. Needs nothing but `scope`. */
  work(scope: Scope): void;
  /** The wasm, gzipped, in base64. */
  gzippedBase64: string;
}

/** The model that ships, as a script carries it: its files, and the steps of its training at which it can be had. */
export interface CarriedStory {
  config: string;
  tokenizer: string;
  /** Gzipped, in base64. */
  weights: string;
  /** In order; the last is that of the weights. */
  steps: readonly number[];
}

/** What is to be known of it before it is there. */
export type AboutStory = Pick<CarriedStory, 'steps'> & Readonly<Record<'layers' | 'heads', number>>;

/** Its weights after earlier steps, gzipped, in base64. */
export type CarriedSnapshots = Readonly<Record<number, string>>;
