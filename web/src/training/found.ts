// A model that was dropped or fetched: what it is, before it is opened, and how far that has come.
import {
  type Engine,
  type FilesToOpen,
  loadEngine,
  type ModelSummary,
  type Progress,
} from '../engine/index.ts';
import { loadPart } from '../engine/load-part.ts';
import { type Origin, Run } from './run.ts';

export class Found {
  /** Undefined: it is not being opened. */
  progress: Progress | undefined;
  readonly summary: ModelSummary;
  readonly #files: FilesToOpen;
  readonly #origin: Origin;
  readonly #changed: () => void;
  readonly #leaving = new AbortController();

  private constructor(summary: ModelSummary, files: FilesToOpen, origin: Origin, changed: () => void) {
    this.summary = summary;
    this.#files = files;
    this.#origin = origin;
    this.#changed = changed;
  }

  /** `changed` hears of progress. Rejects with InputError where it is damaged, or too large to be opened. */
  static async in(files: FilesToOpen, origin: Origin, changed: () => void): Promise<Found> {
    const { summaryOf } = await loadPart('files');
    const engine = await loadEngine();
    const summary = summaryOf(await engine.describeModel(files), files);
    return new Found(summary, files, origin, changed);
  }

  /** `prompt`: the sentence that it is asked. Rejects with InputError, or because it was left. */
  open(engine: Engine, prompt: string): Promise<Run> {
    const { signal } = this.#leaving;
    const onProgress = (progress: Progress) => {
      this.progress = progress;
      this.#changed();
    };
    onProgress({ loaded: 0, total: undefined });
    return Run.open(engine, this.#files, prompt, this.#origin, { signal, onProgress });
  }

  leave(): void {
    this.#leaving.abort();
  }
}
