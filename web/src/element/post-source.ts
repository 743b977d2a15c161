// The post's model as a source of readings.
import { loadEngine, type PostReading, type PostReadingOptions } from '../engine/index.ts';
import type { AttentionReading } from '../views/reading.ts';
import type { Source } from './models.ts';
import { isCorrected, type State } from './state.ts';

const withoutSpaces =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Whether a text is in a language that sets no spaces between its words. */
export const isWithoutSpaces = (text: string) => withoutSpaces.test(text);

/** Such a text with spaces between its words, as the browser finds them; another one as it is. */
function spaced(text: string): string {
  if (!isWithoutSpaces(text) || !('Segmenter' in Intl)) return text;
  const words = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text);
  return Array.from(words, ({ segment }) => segment).join(' ');
}

/** What the core needs of a state. */
export function postOptions(state: State): PostReadingOptions {
  const { sentence, corpus, sampled, seed, dimensions, context, corrected } = state;
  const drawn = sampled.map(({ text }) => text);
  return {
    sentence: spaced(sentence),
    corpus: corpus.map(spaced),
    sampled: drawn,
    seed,
    dimensions,
    context,
    corrected,
  };
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
  lengthOf: ({ sentence, sampled }) => countWords(spaced(sentence)) + sampled.length,
  async read(state, signal) {
    const url = workerUrl();
    const engine = await loadEngine(url === undefined ? {} : { workerUrl: url });
    return postReading(await engine.readSentence(postOptions(state), { signal }), state.corrected);
  },
});
