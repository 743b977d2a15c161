// What the page opens with: the model of stories, and its head that looks back at what decides; and the same for the
// post's model: its three sentences, its current word, and attention as it is defined.
import { initialState, type State } from '../element/state.ts';
import { firstSentence } from './first-story.ts';

/** The name of the model that has learned stories. */
export const storyName = 'story';

export const postState: State = {
  ...initialState,
  corpus: ['She sells seashells by the seashore', 'I love to eat pizza with extra cheese'],
  query: 3,
};

export const pageState: State = {
  ...initialState,
  corpus: postState.corpus,
  model: storyName,
  sentence: firstSentence,
  head: { layer: 1, head: 1 },
};

/** What a link that names this model leaves out. */
export const baseOf = (model: string): State =>
  model === postState.model ? postState : { ...pageState, model };
