// Chapter 6: one strength of attention and two weaknesses, each on a sentence that can be loaded into the instrument.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Reading, row } from '../../engine/index.ts';
import { isDark } from '../../views/colour.ts';
import { share } from '../../views/numbers.ts';
import { tokens } from '../../views/tokens.ts';
import { Figure } from '../figure.ts';

interface Example {
  title: string;
  sentences: readonly string[];
  /** Sums up the readings of the sentences, from the last word of each. */
  say(readings: readonly Reading[]): string;
}

const lastRow = (reading: Reading) => row(reading.pattern, reading.words.length - 1);

/** The weights that the last word gives to each appearance of `word`, as they are shown. */
function weightsOf(reading: Reading, word: string): string {
  const weights = lastRow(reading);
  return reading.words.flatMap((other, i) => (other === word ? [share(weights[i] ?? 0)] : [])).join(', ');
}

const even = (reading: Reading) => share(1 / reading.words.length);

const examples: readonly Example[] = [
  {
    title: 'Good: it finds what matters, however far away',
    sentences: ['umbrella said the note on the door and rain said the sky so take an umbrella'],
    say: ([reading]) =>
      reading
        ? `The last “umbrella” asks, and its own first mention, fifteen words back, gets ${weightsOf(reading, 'umbrella').split(', ')[0]}, exactly what the word gives itself; an even share is ${even(reading)}. Distance costs nothing. That the two weights are equal is no chance: the same word has the same vector. How large they are is chance here; a trained model makes it large where it helps.`
        : '',
  },
  {
    title: 'Bad: loud words take what others need',
    sentences: ['the museum opens at nine', 'the museum pizza pizza pizza opens at nine'],
    say: ([plain, loud]) =>
      plain && loud
        ? `“nine” gives “museum” ${weightsOf(plain, 'museum')} in the first sentence. Three words that do not belong get ${weightsOf(loud, 'pizza')} in the second, and “museum” is left with ${weightsOf(loud, 'museum')}. Shares add up to one, so each word put in is paid for by all the others, whether it helps or not.`
        : '',
  },
  {
    title: 'Bad: other words for the same thing are missed',
    sentences: ['her film was long and we loved her film', 'her movie was long and we loved her film'],
    say: ([same, other]) =>
      same && other
        ? `“film” gives the earlier “film” ${weightsOf(same, 'film').split(', ')[0]}. Call it a “movie” and it gets ${weightsOf(other, 'movie')}, which is whatever the two random points happen to make of it: nothing here knows that the words mean the same. A model knows only what its training has put close together.`
        : '',
  },
];

export class QualityFigure extends Figure {
  static override properties = { readings: { state: true } };

  declare private readings: readonly (readonly Reading[])[] | undefined;
  #seed: unknown;

  protected override willUpdate(changed: PropertyValues): void {
    const { seed, dimensions } = this.shown?.state ?? {};
    if (!changed.has('shown') || `${seed} ${dimensions}` === this.#seed) return;
    this.#seed = `${seed} ${dimensions}`;
    this.#compute();
  }

  async #compute(): Promise<void> {
    const { seed, dimensions } = this.shown?.state ?? {};
    const readings = await this.ask((engine, signal) =>
      Promise.all(
        examples.map(({ sentences }) =>
          Promise.all(
            sentences.map((sentence) =>
              engine.readSentence({ sentence, seed, dimensions, corrected: 'all' } as { sentence: string }, {
                signal,
              }),
            ),
          ),
        ),
      ),
    );
    if (readings) this.readings = readings;
  }

  #renderReading(reading: Reading, sentence: string): TemplateResult {
    const query = reading.words.length - 1;
    const weights = lastRow(reading);
    const data = {
      words: reading.words,
      weights,
      largest: Math.max(...weights),
      query,
      pinned: query,
      sampledFrom: reading.words.length,
      dark: isDark(this),
    };
    const load = () => {
      this.change({ sentence, corpus: [], sampled: [], query, corrected: 'all', view: 'line' });
      document.querySelector('pay-attention')?.scrollIntoView({ block: 'start' });
    };
    return html`<div class="row">
      <div inert>${tokens(data, { preview() {}, pin() {}, undo() {} })}</div>
      <button aria-label="Try it: ${sentence}" @click=${load}>Try it</button>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.readings) return nothing;
    return html`${examples.map(({ title, sentences, say }, i) => {
      const readings = this.readings?.[i] ?? [];
      return html`<div class="example">
        <h3>${title}</h3>
        ${readings.map((reading, j) => this.#renderReading(reading, sentences[j] ?? ''))}
        <p>${say(readings)}</p>
      </div>`;
    })}`;
  }
}
