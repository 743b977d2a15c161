// What the page opens with: the post's three sentences, its current word, and attention as it is defined.
import { initialState, type State } from '../element/state.ts';

export const pageState: State = {
  ...initialState,
  corpus: ['She sells seashells by the seashore', 'I love to eat pizza with extra cheese'],
  query: 3,
};
