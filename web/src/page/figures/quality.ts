// Chapter 6: one strength of attention and two weaknesses, each on a sentence that can be loaded into the instrument.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Reading, row } from '../../engine/index.ts';
import { isDark, scaleOf } from '../../views/colour.ts';
import { share } from '../../views/numbers.ts';
import { tokens } from '../../views/tokens.ts';
import { Figure } from '../figure.ts';

interface Example {
  title: string;
  sentences: readonly string[];
  /** The position that asks. The words up to it are the same in all sentences, and so have the same vectors. */
  query: number;
  say(readings: readonly [Reading, ...Reading[]]): string;
}

const even = (reading: Reading) => share(1 / reading.words.length);

const examples: readonly Example[] = [
  {
    title: 'Good: it finds what matters, however far away',
    sentences: ['umbrella said the note on the door and rain said the sky so take an umbrella'],
    query: 15,
    say: ([reading]) => {
      const weights = row(reading.pattern, 15);
      return `The last “umbrella” asks. The first, fifteen words back, gets ${share(weights[0] ?? 0)} and the last itself gets ${share(weights[15] ?? 0)}; an even share is ${even(reading)}. Distance costs nothing: the same word has the same vector, and so the same weight, wherever it stands. How large the weight is, is chance here. Training makes it large where that helps.`;
    },
  },
  {
    title: 'Bad: loud words take what others need',
    sentences: ['the museum opens at nine', 'the museum opens at nine pizza pizza pizza'],
    query: 4,
    say: ([plain, loud]) => {
      const [before, after] = [row(plain.pattern, 4), row((loud ?? plain).pattern, 4)];
      return `“nine” gives “museum” ${share(before[1] ?? 0)} in the first sentence. Then three words come in that have nothing to do with it: each takes ${share(after[5] ?? 0)}, and “museum” is left with ${share(after[1] ?? 0)}. Shares add up to one, so every word put in is paid for by all the others, whether it helps or misleads.`;
    },
  },
  {
    title: 'Bad: other words for the same thing are missed',
    sentences: [
      'we loved her film so much that my friend rented the film',
      'we loved her film so much that my friend rented the movie',
    ],
    query: 3,
    say: ([same, other]) => {
      const [before, after] = [row(same.pattern, 3), row((other ?? same).pattern, 3)];
      return `The first “film” gives the other “film” ${share(before[11] ?? 0)}, as much as it gives itself. Call that one a “movie” and it gets ${share(after[11] ?? 0)}, which is whatever two random points make of each other: nothing here knows that the words mean the same. A model knows only what its training has put close together.`;
    },
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

  #renderReading(reading: Reading, sentence: string, query: number): TemplateResult {
    const weights = row(reading.pattern, query);
    const data = {
      words: reading.words,
      weights,
      scale: scaleOf(weights),
      query,
      pinned: query,
      queryName: `“${reading.words[query]}”`,
      sources: [query],
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
    return html`${examples.map(({ title, sentences, query, say }, i) => {
      const readings = this.readings?.[i] as readonly [Reading, ...Reading[]];
      return html`<div class="example">
        <h3>${title}</h3>
        ${readings.map((reading, j) => this.#renderReading(reading, sentences[j] ?? '', query))}
        <p>${say(readings)}</p>
      </div>`;
    })}`;
  }
}
