// Chapter 4: the chances of the candidates, laid end to end, and the draw that falls on one of them.
import { html, nothing, type TemplateResult } from 'lit';
import { seedField } from '../../element/controls.ts';
import { candidatesOf, predictedBy } from '../../element/shown.ts';
import { row } from '../../engine/index.ts';
import { bars, cumulativeBar } from '../../views/bars.ts';
import { decimal, share } from '../../views/numbers.ts';
import { foldedTable } from '../../views/table.ts';
import { Figure } from '../figure.ts';

const mostBars = 12;

export class PredictionFigure extends Figure {
  static override properties = { isTableOpen: { state: true } };

  declare private isTableOpen: boolean;

  constructor() {
    super();
    this.isTableOpen = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    const { reading, query, state } = shown;
    const candidates = candidatesOf(shown);
    const predicted = predictedBy(shown);
    const cumulative = row(reading.cumulative, query);
    const from = predicted.index === 0 ? 0 : (cumulative[predicted.index - 1] ?? 0);
    const to = cumulative[predicted.index] ?? 1;
    return html`<div class="row">
        <button class="primary" @click=${() => this.dispatchEvent(new CustomEvent('figure-sample', { bubbles: true }))}>
          Sample
        </button>
        <button
          ?disabled=${state.sampled.length === 0}
          @click=${() => this.dispatchEvent(new CustomEvent('figure-undo', { bubbles: true }))}
        >
          Undo
        </button>
        ${seedField(state, (change) => this.change(change))}
      </div>
      <p class="quiet">${reading.words.slice(-12).join(' ')} …</p>
      ${bars(candidates, mostBars, predicted.index)}
      ${cumulativeBar({ candidates, cumulative, draw: reading.draw, chosen: predicted.index })}
      <p class="say" role="status">
        The draw is <span class="number">${decimal(reading.draw, 4)}</span>. It falls between
        <span class="number">${decimal(from, 4)}</span> and <span class="number">${decimal(to, 4)}</span>, the stretch of
        “${predicted.word ?? `position ${predicted.index}`}”, which has a chance of
        <span class="number">${share(predicted.probability)}</span>.
      </p>
      ${foldedTable(
        this.isTableOpen,
        (open) => {
          this.isTableOpen = open;
        },
        () => ({
          caption: 'The chance of each candidate, and where its stretch ends',
          columns: ['word', 'chance', 'up to'],
          rows: candidates.map(({ word, index, probability }) => ({
            name: word ?? `position ${index}`,
            cells: [probability, cumulative[index] ?? 1],
          })),
        }),
      )}`;
  }
}
