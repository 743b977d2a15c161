// Chapter 4: the chances of the candidates, laid end to end, and the draw that falls on one of them.
import { html, nothing, type TemplateResult } from 'lit';
import { seedField } from '../../element/controls.ts';
import { candidatesOf, predictedBy } from '../../element/shown.ts';
import { row } from '../../engine/index.ts';
import {
  bars,
  type CumulativeData,
  candidateAt,
  candidateName,
  cumulativeBar,
  stretchOf,
  stretchText,
} from '../../views/bars.ts';
import { decimal, share } from '../../views/numbers.ts';
import { foldedTable } from '../../views/table.ts';
import { Figure } from '../figure.ts';

const mostBars = 12;

export class PredictionFigure extends Figure {
  static override properties = { isTableOpen: { state: true }, marked: { state: true } };

  declare private isTableOpen: boolean;
  declare private marked: number | undefined;

  constructor() {
    super();
    this.isTableOpen = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    const { reading, query, state } = shown;
    const predicted = predictedBy(shown);
    const data: CumulativeData = {
      candidates: candidatesOf(shown),
      cumulative: row(reading.cumulative, query),
      chosen: predicted.index,
      draw: reading.draw,
    };
    const { from, to } = stretchOf(data.cumulative, predicted.index);
    return html`<div class="row">
        <button class="primary" @click=${() => this.tell('figure-sample')}>Sample</button>
        <button ?disabled=${state.sampled.length === 0} @click=${() => this.tell('figure-undo')}>Undo</button>
        ${seedField(state, this.say, (change) => this.change(change))}
      </div>
      ${this.renderProblem()}
      <p class="quiet">${reading.words.slice(Math.max(0, query - 11), query + 1).join(' ')} …</p>
      ${bars(data.candidates, mostBars, this.say, predicted.index)}
      ${cumulativeBar(data, this.say, this.marked, (marked) => {
        this.marked = marked;
      })}
      <p class="quiet" aria-live="polite">
        ${
          this.marked === undefined || this.marked >= data.cumulative.length
            ? 'Each stretch is as long as its word’s chance.'
            : stretchText(data, this.marked, this.say)
        }
      </p>
      <p class="say" role="status">
        The draw is <span class="number">${decimal(reading.draw, 4)}</span>. It falls between
        <span class="number">${decimal(from, 4)}</span> and
        <span class="number">${decimal(to, 4)}</span>, the stretch of
        “${candidateName(predicted, this.say)}”, which has a chance of
        <span class="number">${share(predicted.probability)}</span>.
      </p>
      ${foldedTable(
        this.isTableOpen,
        (open) => {
          this.isTableOpen = open;
        },
        this.say,
        () => ({
          caption: 'The chance of each candidate, and where its stretch ends',
          columns: ['word', 'chance', 'up to'],
          rows: Array.from(data.cumulative, (end, index) => {
            const candidate = candidateAt(data.candidates, index);
            return { name: candidateName(candidate, this.say), cells: [candidate.probability, end] };
          }),
        }),
      )}`;
  }
}
