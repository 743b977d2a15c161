// What the page opens with, in the words of the story world: the gap can only be filled by looking back.
export const firstSentence =
  'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';

export const firstWords = firstSentence.split(' ');
