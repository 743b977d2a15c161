// The post's model as a source of readings.
import type { PostReading, PostReadingOptions } from '../engine/index.ts';
import type { AttentionReading } from '../views/reading.ts';
import type { Source } from './models.ts';
import { engineFor, type Holder } from './open-models.ts';
import { countRead, isCorrected, type State } from './state.ts';

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

/** The words that the core will find in a text: what stands between Python's white space. */
function wordsOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to Python they are white space, U+FEFF is not
  return text.split(/(?:[^\S\ufeff]|[\x1c-\x1f\x85])+/).filter(Boolean);
}

/** What the core needs of a state. Throws InputError. */
export function postOptions(state: State): PostReadingOptions {
  const { corpus, sampled, seed, dimensions, context, corrected } = state;
  const sentence = spaced(state.sentence);
  const words = wordsOf(sentence);
  const read = countRead(state, words.length);
  const isCut = read < words.length;
  return {
    sentence: isCut ? words.slice(0, read).join(' ') : sentence,
    // What is left out of it still has its words in the vocabulary, and in the same order.
    corpus: [...(isCut ? [sentence] : []), ...corpus.map(spaced)],
    sampled: sampled.map(({ text }) => text),
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

export const postSource = (holder: Holder): Source => ({
  model: 'post',
  travels: 'everywhere',
  numbers: ['dimensions', 'context'],
  lengthOf({ sentence, sampled, sampledAfter }) {
    const { length } = wordsOf(spaced(sentence));
    const isCut = sampled.length > 0 && Number(sampledAfter) < length;
    return (isCut ? Number(sampledAfter) + 1 : length) + sampled.length;
  },
  async read(state, signal) {
    const engine = await engineFor(holder);
    return postReading(await engine.readSentence(postOptions(state), { signal }), state.corrected);
  },
});
