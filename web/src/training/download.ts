// A model on its way from an address: how far it is, and why it was refused.
import type { FilesToOpen, Progress } from '../engine/index.ts';
import { fetchModel } from '../engine/model-address.ts';

export class Download {
  /** Undefined: nothing is on its way. */
  progress: Progress | undefined;
  problem: string | undefined;
  readonly #changed: () => void;
  #stop: AbortController | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  #show(progress: Progress | undefined, problem?: string): void {
    this.progress = progress;
    this.problem = problem;
    this.#changed();
  }

  /** In place of what was on its way before. `take` rejects where it cannot take what has come. */
  async start(address: string, take: (files: FilesToOpen) => Promise<void>): Promise<void> {
    this.#stop?.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#show({ loaded: 0, total: undefined });
    try {
      await take(await fetchModel(address, { signal, onProgress: (progress) => this.#show(progress) }));
      if (!signal.aborted) this.#show(undefined);
    } catch (error) {
      if (!signal.aborted) this.#show(undefined, (error as Error).message.replace(/^model /, ''));
    }
  }

  cancel(): void {
    this.#stop?.abort();
    this.#show(undefined);
  }
}
