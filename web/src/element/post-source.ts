// The post's model as a source of readings.
import { loadEngine, type PostReading, type PostReadingOptions } from '../engine/index.ts';
import type { AttentionReading } from '../views/reading.ts';
import type { Source } from './models.ts';
import { isCorrected, type State } from './state.ts';

/** What the core needs of a state. */
export function postOptions(state: State): PostReadingOptions {
  const { sentence, corpus, sampled, seed, dimensions, context, corrected } = state;
  const drawn = sampled.map(({ text }) => text);
  return { sentence, corpus, sampled: drawn, seed, dimensions, context, corrected };
}

/** The core's numbers, and which of them take part: that is up to the switches they were computed with. */
export function postReading(reading: PostReading, corrected: string): AttentionReading {
  const { weights, contextBegins: begins, contextEnds: ends } = reading;
  return {
    ...reading,
    isCausal: false,
    exponentiated: isCorrected(corrected, 'normalisation') ? undefined : weights,
    contexts: isCorrected(corrected, 'query') ? undefined : { begins, ends },
  };
}

/** How many words the core will find in a text: what stands between Python's white space. */
function countWords(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to Python they are white space, U+FEFF is not
  return text.split(/(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/).filter(Boolean).length;
}

export const postSource = (workerUrl: () => string | undefined): Source => ({
  model: 'post',
  travels: 'everywhere',
  numbers: ['dimensions', 'context'],
  lengthOf: ({ sentence, sampled }) => countWords(sentence) + sampled.length,
  async read(state, signal) {
    const url = workerUrl();
    const engine = await loadEngine(url === undefined ? {} : { workerUrl: url });
    return postReading(await engine.readSentence(postOptions(state), { signal }), state.corrected);
  },
});
