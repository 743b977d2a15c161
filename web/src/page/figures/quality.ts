// Chapter 6: one strength of attention and two weaknesses, each on a sentence that can be loaded into the instrument.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type PostReading, row } from '../../engine/index.ts';
import { isDark, scaleOf } from '../../views/colour.ts';
import { share } from '../../views/numbers.ts';
import { tokens } from '../../views/tokens.ts';
import { Figure } from '../figure.ts';

interface Example {
  title: string;
  sentences: readonly string[];
  /** The position that asks. The words up to it are the same in all sentences, and so have the same vectors. */
  query: number;
  say(readings: readonly [PostReading, ...PostReading[]]): string;
}

/** With this seed the random vectors happen to show what training would bring about. */
const model = { seed: 42, dimensions: 3, corrected: 'all' } as const;

const weightAt = (reading: PostReading, query: number, key: number) =>
  share(row(reading.pattern, query)[key] ?? 0);

const examples: readonly Example[] = [
  {
    title: 'Good: it finds what matters, however far away',
    sentences: ['I left my umbrella at the station so I bought another umbrella'],
    query: 11,
    say: ([reading]) =>
      `The last “umbrella” asks. The first, eight words back, gets ${weightAt(reading, 11, 3)}, just what the last ` +
      'gives itself, and no word gets more. Distance costs nothing: the same word has the same vector, and so the ' +
      'same weight, wherever it stands.',
  },
  {
    title: 'Bad: loud words take what others need',
    sentences: [
      'our museum is closed on mondays but opens at nine tomorrow',
      'our museum is closed on mondays but opens at nine tomorrow pizza pizza pizza',
    ],
    query: 9,
    say: ([plain, loud = plain]) =>
      `“nine” gives “museum” ${weightAt(plain, 9, 1)}. Then three words come in that have nothing to do ` +
      `with it: each takes ${weightAt(loud, 9, 11)}, and “museum” is left with ${weightAt(loud, 9, 1)}. Shares add ` +
      'up to one, so every word put in is paid for by all the others, whether it helps or misleads.',
  },
  {
    title: 'Bad: other words for the same thing are missed',
    sentences: [
      'we loved her film so much our friend rented the film',
      'we loved her film so much our friend rented the movie',
    ],
    query: 3,
    say: ([same, other = same]) =>
      `The first “film” gives the other “film” ${weightAt(same, 3, 10)}. Call that one a “movie”, and ` +
      `it gets ${weightAt(other, 3, 10)}: to this model it is one more stranger. A model knows only what its ` +
      'training has put close together.',
  },
];

export class QualityFigure extends Figure {
  static override properties = { readings: { state: true } };

  declare private readings: readonly (readonly PostReading[])[] | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('shown') && !this.readings) this.#compute();
  }

  async #compute(): Promise<void> {
    const readings = await this.ask((engine, signal) => {
      const read = (sentence: string) => engine.readSentence({ ...model, sentence }, { signal });
      return Promise.all(examples.map(({ sentences }) => Promise.all(sentences.map(read))));
    });
    if (readings) this.readings = readings;
  }

  #renderReading(reading: PostReading, sentence: string, query: number): TemplateResult {
    const weights = row(reading.pattern, query);
    const data = {
      words: reading.words,
      weights,
      scale: scaleOf(weights),
      visible: reading.words.length,
      query,
      pinned: query,
      queryName: `“${reading.words[query]}”`,
      sources: [query],
      sampledFrom: reading.words.length,
      dark: isDark(this),
    };
    const shares = reading.words.map((word, i) => `${word} ${share(weights[i] ?? 0)}`);
    const label = `What “${reading.words[query]}” gives to each word: ${shares.join(', ')}`;
    const load = () => this.tell('figure-load', { ...model, sentence, query, sampled: [], view: 'line' });
    return html`<div class="row">
      <div role="img" aria-label=${label}>
        <div inert>${tokens(data, { preview() {}, pin() {}, undo() {} })}</div>
      </div>
      <button class="try" aria-label="Try it: ${sentence}" @click=${load}>Try it</button>
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.readings) return nothing;
    return html`<p class="quiet">For attention as defined, seed ${model.seed} and ${model.dimensions}
        dimensions, whose random vectors happen to show what training would bring about.</p>
      ${examples.map(({ title, sentences, query, say }, i) => {
        const readings = this.readings?.[i] as readonly [PostReading, ...PostReading[]];
        return html`<div class="example">
        <h3>${title}</h3>
        ${readings.map((reading, j) => this.#renderReading(reading, sentences[j] ?? '', query))}
        <p>${say(readings)}</p>
      </div>`;
      })}`;
  }
}
