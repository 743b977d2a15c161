// Chapter 1: scores that can be dragged, and every step of their softmax.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { row, type SoftmaxSteps } from '../../engine/index.ts';
import { decimal, share } from '../../views/numbers.ts';
import { styled } from '../../views/styled.ts';
import { Figure } from '../figure.ts';

const mostScores = 8;
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
  #isDragged = false;

  constructor() {
    super();
    Object.assign(this, { words: [], scores: [], temperature: 1, subtractMaximum: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('shown') && !this.#isDragged) this.#takeSentence();
    if (['scores', 'temperature', 'subtractMaximum'].some((name) => changed.has(name))) this.#compute();
  }

  #takeSentence(): void {
    if (!this.shown) return;
    const { reading, query } = this.shown;
    this.#isDragged = false;
    this.words = reading.words.slice(0, mostScores);
    this.scores = Array.from(row(reading.scores, query)).slice(0, mostScores);
  }

  async #compute(): Promise<void> {
    const { scores, temperature, subtractMaximum } = this;
    if (scores.length === 0) return;
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
    return html`<span class="word">${word}</span>
      <input
        type="range"
        min=${-furthest}
        max=${furthest}
        step="0.01"
        aria-label="score of ${word}"
        .value=${String(score)}
        @input=${(event: Event) => this.#drag(i, Number((event.target as HTMLInputElement).value))}
      />
      <span class="number">${decimal(score)}</span>
      <span class="number exponential">${exponential === undefined ? '∞' : decimal(exponential, 3)}</span>
      <span class="number">${probability === undefined ? 'none' : share(probability)}</span>
      <span class="bar" ${styled({ width: `${100 * (probability ?? 0)}%` })}></span>`;
  }

  #say(steps: SoftmaxSteps): string {
    if (steps.exponentials.length === 0) {
      return `Scores up to ${decimal(Math.max(...steps.scaled))} after the division: their exponentials are more than the largest number that 64 bits hold, and infinity divided by infinity is no share. Subtract the largest again.`;
    }
    if (steps.probabilities.length === 0) {
      return `Scores from ${decimal(Math.min(...steps.scaled))} after the division: every exponential is too small for 64 bits and becomes 0, and 0 ÷ 0 is no share. Subtract the largest again.`;
    }
    const largest = Math.max(...steps.probabilities);
    const winner = this.words[steps.probabilities.indexOf(largest)];
    return `The exponentials add up to ${decimal(steps.sum, 3)}; “${winner}” has the largest share, ${share(largest)}.`;
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
            this.#takeSentence();
          }}
        >
          The sentence’s scores
        </button>
      </div>
      <div class="shares">
        <span class="head">word</span><span class="head">drag its score</span><span class="head number">score</span
        ><span class="head number exponential">exp</span><span class="head number">share</span><span></span>
        ${this.words.map((word, i) => this.#renderRow(steps, word, i))}
      </div>
      <p class="say" role="status">${this.problem ?? this.#say(steps)}</p>`;
  }
}
