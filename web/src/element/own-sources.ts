// The sources that an element has itself, whatever its page gives it: the post's model, the one that ships, and those
// at addresses. Each is made when it is first named.
import type { Progress } from '../engine/index.ts';
import type { Say } from '../words/say.ts';
import { addressSource, isAddress, labelOf } from './address-source.ts';
import { storyName } from './first-story.ts';
import type { Source } from './models.ts';
import { giveBack, type Holder } from './open-models.ts';
import { postSource } from './post-source.ts';
import { initialState } from './state.ts';
import { storySource } from './story-source.ts';

/** Whether any element has a model of this name, whatever its page gives it. */
export const isEverywhere = (name: string) =>
  name === initialState.model || name === storyName || isAddress(name);

export class OwnSources implements Holder {
  readonly #workerUrl: () => string | undefined;
  readonly #onProgress: (progress: Progress) => void;
  readonly #made = new Map<string, Source>();

  constructor(workerUrl: () => string | undefined, onProgress: (progress: Progress) => void) {
    this.#workerUrl = workerUrl;
    this.#onProgress = onProgress;
  }

  get workerUrl(): string | undefined {
    return this.#workerUrl();
  }

  /** Undefined: there is no model of this name. */
  get(name: string): Source | undefined {
    const source = this.#made.get(name) ?? this.#make(name);
    if (source) this.#made.set(name, source);
    return source;
  }

  #make(name: string): Source | undefined {
    if (name === initialState.model) return postSource(this);
    if (name === storyName) return storySource(this);
    return isAddress(name) ? addressSource(this, name, this.#onProgress) : undefined;
  }

  /** What a choice calls those that were named, but for the post's. */
  labels(say: Say): Readonly<Record<string, string>> {
    const named = [...this.#made.keys()].filter((name) => name !== initialState.model);
    return Object.fromEntries(
      named.map((name) => [name, name === storyName ? say('stories') : labelOf(name)] as const),
    );
  }

  /** Their models, which are opened again when they are asked for. */
  giveBack(): void {
    giveBack(this);
  }
}
