// The cores of one module of transformers, one after another, and the models in them.
import type { Call, Cores, Make } from './cores.ts';
import type { EngineCrash } from './errors.ts';
import { startHost } from './hosts.ts';
import { loadPart } from './load-part.ts';
import { Model } from './model.ts';
import { Queue, type RequestOptions } from './queue.ts';

export class ModelCores implements Cores {
  readonly models = new Set<Model>();
  readonly call: Call;
  readonly #queue: Queue;
  /** How many models are on their way to be open. */
  #making = 0;
  /** Whether a request was refused for memory. */
  #isSpent = false;
  #isGivingBack = false;

  constructor(part: 'transformer' | 'families', workerUrl: string | undefined) {
    const queue = new Queue(
      async () => startHost(await loadPart(part), workerUrl),
      () => {
        this.#isSpent = true;
        this.closed();
      },
    );
    this.#queue = queue;
    this.call = (name, options, request) => queue.call(name, options, request);
  }

  get core(): number {
    return this.#queue.core;
  }

  async open(make: Make, request: RequestOptions | undefined): Promise<Model> {
    this.#making += 1;
    try {
      return await Model.make(this, make, request);
    } finally {
      this.#making -= 1;
      this.closed();
    }
  }

  /**
   * The core keeps all the memory that it ever had: a new one takes its place once no model is open, or once a request
   * was refused for memory. Models that are open come back in that one.
   */
  async closed(): Promise<void> {
    if (this.#making > 0 || this.#isGivingBack) return;
    if (this.models.size > 0 && !this.#isSpent) return;
    this.#isGivingBack = true;
    const outcomes = await Promise.allSettled(Array.from(this.models, (model) => model.keep()));
    this.#isGivingBack = false;
    this.#isSpent = false;
    if (this.#making === 0 && outcomes.every(({ status }) => status === 'fulfilled')) this.#queue.retire();
  }

  /** Ends the worker, all models with it, and rejects what is pending. */
  stop(reason: EngineCrash): void {
    this.models.clear();
    this.#queue.stop(reason);
  }
}
