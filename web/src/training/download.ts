// A model on its way from an address: how far it is, and why it was refused.
import { type FilesToOpen, InputError, type Progress } from '../engine/index.ts';
import { loadPart } from '../engine/load-part.ts';

/** Beside its field nobody needs to be told that it is a model. */
const withoutName = (error: Error) =>
  error instanceof InputError && error.argument === 'model' ? error.about('') : error;

export class Download {
  /** Undefined: nothing is on its way. */
  progress: Progress | undefined;
  problem: Error | undefined;
  readonly #changed: () => void;
  #stop: AbortController | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  #show(progress: Progress | undefined, problem?: Error): void {
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
      const { fetchModel } = await loadPart('files');
      await take(await fetchModel(address, { signal, onProgress: (progress) => this.#show(progress) }));
      if (!signal.aborted) this.#show(undefined);
    } catch (error) {
      if (!signal.aborted) this.#show(undefined, withoutName(error as Error));
    }
  }

  cancel(): void {
    this.#stop?.abort();
    this.#show(undefined);
  }
}
