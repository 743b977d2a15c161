// From one model to another and back: each is found again as it was left, as long as it is the same one.
import type { Source } from './models.ts';
import { initialState, type State, viewsOf } from './state.ts';

export class Turns {
  /** By the models' names. */
  readonly #left = new Map<string, { model: unknown; state: State }>();
  /** The sentence that each came with, where it came with one. */
  readonly #openings = new Map<string, string | undefined>();

  /** `state` as it is once `to`, by its name, has taken the place of `from`. */
  turn(state: State, from: Source | undefined, name: string, to: Source | undefined): State {
    const left = this.#left.get(name);
    this.#left.set(state.model, { model: from?.model, state });
    const isAsLeft = left && left.model === to?.model;
    const turned = { ...state, head: left?.state.head ?? state.head, model: name };
    const begun = isAsLeft ? left.state : this.#begun(turned, to);
    const hasView = viewsOf(to?.heads !== undefined).some((view) => view === state.view);
    const { theme, lang } = state;
    return { ...begun, theme, lang, view: hasView ? state.view : initialState.view };
  }

  /** However this model was left, it is opened anew. */
  forget(name: string): void {
    this.#left.delete(name);
  }

  /** `state` as it is once another model has the same name: of the reader's, only a sentence that was typed stays. */
  replace(state: State, source: Source): State {
    const isTyped = state.sentence !== this.#openings.get(state.model);
    const begun = this.#begun(state, source);
    return isTyped ? { ...begun, sentence: state.sentence } : begun;
  }

  /** Another model has other tokens. */
  #begun(state: State, source: Source | undefined): State {
    const opening = source?.opening?.();
    this.#openings.set(state.model, opening);
    return {
      ...state,
      sentence: opening ?? state.sentence,
      sampled: [],
      query: undefined,
      keyPosition: undefined,
    };
  }
}
