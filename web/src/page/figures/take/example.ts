// The ways with one example of what they are given, for the README and the tests of other people's tools. Runs under
// Node.
import { storyHead, storyName } from '../../../element/first-story.ts';
import { initialState, type State } from '../../../element/state.ts';
import type { Given } from './ways.ts';

export { ways } from './ways.ts';

const sentence = 'the key is in the box . where is the key ? in the';

const state: State = {
  ...initialState,
  model: storyName,
  sentence,
  head: storyHead,
  show: ['arcs', 'bars'],
};

/** `address`: of the folder that has the script and embed.html. */
export const exampleOf = (address: string): Given => ({
  state,
  script: { address: `${address}pay-attention.min.js` },
  frame: `${address}embed.html#${new URLSearchParams({ sentence, show: 'arcs bars' })}`,
  title: `Attention: ${sentence}`,
  heights: { wide: 480, narrow: 640 },
  picture: undefined,
});
