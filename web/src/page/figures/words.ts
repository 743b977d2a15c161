// Chapter 2: the vocabulary, its indices and embeddings, and the same embeddings as points.
import { html, nothing, type TemplateResult } from 'lit';
import { seedField } from '../../element/controls.ts';
import { row } from '../../engine/index.ts';
import { isDark } from '../../views/colour.ts';
import { count } from '../../views/numbers.ts';
import { type Direction, points } from '../../views/points.ts';
import { vector } from '../../views/vector.ts';
import { Figure } from '../figure.ts';

const mostRows = 200;

export class WordsFigure extends Figure {
  static override properties = { direction: { state: true } };

  declare private direction: Direction;

  constructor() {
    super();
    this.direction = { yaw: 0.6, pitch: 0.35 };
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.shown) return nothing;
    const { reading, query, state } = this.shown;
    const { vocabulary, embeddings, words } = reading;
    if (!embeddings) return nothing;
    const current = vocabulary.indexOf(words[query] ?? '');
    const rest = vocabulary.length - mostRows;
    const dark = isDark(this);
    const shape = `${count(vocabulary.length, 'word')} × ${count(embeddings.columns, 'dimension')}`;
    return html`<div class="row">${seedField(state, this.say, (change) => this.change(change))}</div>
      ${this.renderProblem()}
      <div class="cloud">
        <div class="scroll" tabindex="0" role="region" aria-label="The vocabulary and its embeddings">
          <table>
            <caption>
              The embedding matrix: ${shape}
            </caption>
            <thead>
              <tr>
                <th scope="col">word</th>
                <th scope="col">index</th>
                <th scope="col">embedding</th>
              </tr>
            </thead>
            <tbody>
              ${vocabulary.slice(0, mostRows).map(
                (word, i) => html`<tr class=${i === current ? 'current' : ''}>
                  <th scope="row">${word}</th>
                  <td>${i}</td>
                  <td>${vector(row(embeddings, i), 1, dark, word, this.say)}</td>
                </tr>`,
              )}
            </tbody>
          </table>
          ${rest > 0 ? html`<p class="quiet">and ${count(rest, 'more word')}</p>` : nothing}
        </div>
        ${points({ words: vocabulary, embeddings, current, direction: this.direction }, (direction) => {
          this.direction = direction;
        })}
      </div>
      <p class="say">
        “${words[query]}”, the query above, is word ${current}: the large dot.
        ${embeddings.columns > 3 ? `The first three of ${embeddings.columns} dimensions are drawn.` : nothing}
      </p>`;
  }
}
