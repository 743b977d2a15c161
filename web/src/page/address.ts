// What the instrument shows, in the hash of the page's address.
import { readState, type State, writeState } from '../element/state.ts';
import { baseOf, pageState } from './page-state.ts';

export function hashOf(state: State): string {
  const named = state.model === pageState.model ? [] : [['model', state.model]];
  const parameters = String(new URLSearchParams([...named, ...writeState(state, baseOf(state.model))]));
  return parameters && `#${parameters}`;
}

export function stateOfHash(): State {
  const parameters = new URLSearchParams(location.hash.slice(1));
  return readState(parameters, baseOf(parameters.get('model') ?? pageState.model));
}

/** The chapter that the address names. */
export const chapterOfHash = () => document.getElementById(location.hash.slice(1));
