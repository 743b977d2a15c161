// Chapter 1: scores that can be dragged, and every step of their softmax.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { row, type SoftmaxSteps } from '../../engine/index.ts';
import { isEven, scaleOf } from '../../views/colour.ts';
import { decimal, share } from '../../views/numbers.ts';
import { styled } from '../../views/styled.ts';
import { Figure } from '../figure.ts';
import { InAddress } from '../in-address.ts';

const mostScores = 12;
const furthest = 6;

export class SoftmaxFigure extends Figure {
  static override properties = {
    scores: { state: true },
    temperature: { state: true },
    subtractMaximum: { state: true },
    steps: { state: true },
  };

  declare private words: readonly string[];
  declare private scores: readonly number[];
  declare private temperature: number;
  declare private subtractMaximum: boolean;
  declare private steps: SoftmaxSteps | undefined;
  #taken = '';
  /** Whether the scores are the reader's, and no longer the sentence's. */
  #isDragged = false;
  /** Those of the address, until there is a sentence for them. */
  #linked: readonly number[] | undefined;
  readonly #address = new InAddress(this, 'softmax', (given) => this.#takeAddress(given));

  constructor() {
    super();
    Object.assign(this, { words: [], scores: [], temperature: 1, subtractMaximum: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('shown')) this.#takeSentence();
    if (['scores', 'temperature', 'subtractMaximum'].some((name) => changed.has(name))) this.#compute();
  }

  #takeAddress(given: (name: string) => string | undefined): void {
    const [scores, temperature = 1] = ['scores', 'temperature'].map((name) => {
      const numbers = given(name)?.split(' ').map(Number);
      if (!numbers || numbers.every(Number.isFinite)) return numbers;
      this.#address.refuse(name, 'must be numbers, not {}', [{ quoted: given(name) ?? '' }]);
      return undefined;
    });
    this.#linked = scores;
    this.temperature = Number(temperature);
    this.subtractMaximum = given('subtract') !== 'no';
    this.#taken = '';
    this.#takeSentence();
  }

  #writeAddress(): void {
    this.#address.write({
      scores: this.#isDragged ? this.scores.join(' ') : '',
      temperature: this.temperature === 1 ? '' : String(this.temperature),
      subtract: this.subtractMaximum ? '' : 'no',
    });
  }

  // What the reader has dragged stays until the sentence's own scores change.
  #takeSentence(): void {
    if (!this.shown) return;
    const { reading, query } = this.shown;
    const scores = row(reading.scores, query);
    const taken = `${reading.words.join(' ')} ${scores.join()}`;
    if (taken !== this.#taken) this.#reset();
    this.#taken = taken;
    const linked = this.#linked;
    this.#linked = undefined;
    if (!linked) return;
    if (linked.length !== this.words.length) {
      const pieces = [this.words.length, { quoted: linked.join(' ') }];
      this.#address.refuse('scores', 'must be {} numbers, one for each word, not {}', pieces);
      return;
    }
    this.scores = linked;
    this.#isDragged = true;
  }

  #reset(): void {
    if (!this.shown) return;
    const { reading, query } = this.shown;
    const seen = Math.min(mostScores, reading.isCausal ? query + 1 : reading.words.length);
    this.words = reading.words.slice(0, seen);
    this.scores = Array.from(row(reading.scores, query)).slice(0, seen);
    this.#isDragged = false;
  }

  async #compute(): Promise<void> {
    const { scores, temperature, subtractMaximum } = this;
    if (scores.length === 0) return;
    this.#writeAddress();
    const steps = await this.ask((engine, signal) =>
      engine.softmax({ scores, temperature, subtractMaximum }, { signal }),
    );
    if (steps) this.steps = steps;
  }

  #drag(position: number, score: number): void {
    this.#isDragged = true;
    this.scores = this.scores.map((old, i) => (i === position ? score : old));
  }

  #renderRow(steps: SoftmaxSteps, word: string, i: number): TemplateResult {
    const probability = steps.probabilities[i];
    const exponential = steps.exponentials[i];
    const score = this.scores[i] ?? 0;
    return html`<div class="cells" role="row">
      <span class="word" role="rowheader">${word}</span>
      <span role="cell"
        ><input
          type="range"
          min=${-furthest}
          max=${furthest}
          step="0.01"
          aria-label="score of ${word}"
          .value=${String(score)}
          @input=${(event: Event) => this.#drag(i, Number((event.target as HTMLInputElement).value))}
      /></span>
      <span class="number" role="cell">${decimal(score)}</span>
      <span class="number exponential" role="cell">${exponential === undefined ? '∞' : decimal(exponential, 3)}</span>
      <span class="number" role="cell">${probability === undefined ? 'none' : share(probability)}</span>
      <span class="bar" aria-hidden="true" ${styled({ width: `${100 * (probability ?? 0)}%` })}></span>
    </div>`;
  }

  #say(steps: SoftmaxSteps): string {
    if (steps.exponentials.length === 0) {
      const reach = decimal(Math.max(...steps.scaled));
      return (
        `Divided by the temperature the scores reach ${reach}, too large to exponentiate in 64 bits: ` +
        '∞ ÷ ∞ is no share. Turn the subtraction back on.'
      );
    }
    if (steps.probabilities.length === 0) {
      const most = decimal(Math.max(...steps.scaled));
      return (
        `Divided by the temperature the scores are at most ${most}, so low that 64 bits round each ` +
        'exponential to 0: 0 ÷ 0 is no share. Turn the subtraction back on.'
      );
    }
    const all = this.shown?.reading.words.length ?? 0;
    const left =
      all > this.words.length
        ? ` These are the first ${this.words.length} of ${all} words, so the shares differ from those above.`
        : '';
    const { from, to } = scaleOf(steps.probabilities);
    if (isEven({ from, to })) return `All shares are alike, ${share(to)}.${left}`;
    const likeliest = this.words[steps.probabilities.indexOf(to)];
    const sum = decimal(steps.sum, 3);
    return `The exponentials add up to ${sum}; “${likeliest}” has the largest share, ${share(to)}.${left}`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { steps } = this;
    if (!steps || steps.scaled.length !== this.words.length) return nothing;
    return html`<div class="row">
        <label
          >temperature
          <input
            type="range"
            name="temperature"
            min="-3"
            max="1"
            step="0.01"
            .value=${String(Math.log10(this.temperature))}
            aria-valuetext=${decimal(this.temperature, 3)}
            @input=${(event: Event) => {
              this.temperature = 10 ** Number((event.target as HTMLInputElement).value);
            }}
          />
          <span class="number">${decimal(this.temperature, 3)}</span></label
        >
        <label
          ><input
            type="checkbox"
            .checked=${this.subtractMaximum}
            @change=${(event: Event) => {
              this.subtractMaximum = (event.target as HTMLInputElement).checked;
            }}
          />
          subtract the largest score first</label
        >
        <button
          @click=${() => {
            this.temperature = 1;
            this.subtractMaximum = true;
            this.#reset();
          }}
        >
          The sentence’s scores
        </button>
      </div>
      <div class="shares" role="table" aria-label="Scores, their exponentials and their shares">
        <div class="cells head" role="row">
          <span role="columnheader">word</span><span role="columnheader">drag its score</span
          ><span class="number" role="columnheader">score</span
          ><span class="number exponential" role="columnheader">exp</span
          ><span class="number" role="columnheader">share</span><span aria-hidden="true"></span>
        </div>
        ${this.words.map((word, i) => this.#renderRow(steps, word, i))}
      </div>
      <p class="say" role="status">${this.problem ?? this.#say(steps)}</p>`;
  }
}
