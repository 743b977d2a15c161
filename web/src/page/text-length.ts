// How much text there is: figures and links take less of it than the instrument.
import type { State } from '../element/state.ts';

export const mostCharacters = 20_000;

export const lengthOf = ({ sentence, corpus, sampled }: State) =>
  [sentence, ...corpus, ...sampled.map(({ text }) => text)].reduce((sum, { length }) => sum + length, 0);

export const isLong = (state: State) => lengthOf(state) > mostCharacters;
