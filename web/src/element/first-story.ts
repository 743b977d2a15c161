// What the model that ships opens with.

/** The name of the model that has learned stories. */
export const storyName = 'story';

/** In the story world's words: the gap can only be filled by looking back. */
export const storySentence =
  'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';

/** The head that looks back at what decides. */
export const storyHead = { layer: 1, head: 1 };

export const storyWords = storySentence.split(' ');
