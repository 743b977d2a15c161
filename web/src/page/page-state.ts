// What the page opens with: the model of stories, and its head that looks back at what decides; and the same for the
// post's model: its three sentences, its current word, and attention as it is defined.
import { storyHead, storyName, storySentence } from '../element/first-story.ts';
import { initialState, type State } from '../element/state.ts';

export const postState: State = {
  ...initialState,
  corpus: ['She sells seashells by the seashore', 'I love to eat pizza with extra cheese'],
  query: 3,
};

export const pageState: State = {
  ...initialState,
  corpus: postState.corpus,
  model: storyName,
  sentence: storySentence,
  head: storyHead,
};

/** What a link that names this model leaves out. */
export const baseOf = (model: string): State =>
  model === postState.model ? postState : { ...pageState, model };

/** The name of the model that the reader trains or opens, or that comes with a link. */
export const trainedName = 'trained';
