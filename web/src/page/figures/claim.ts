// Chapters 6 to 8: a claim about attention as it was measured on the model of stories, and examples that can be taken
// into the instrument.
import { html, nothing, type TemplateResult } from 'lit';
import type { StoryAnswer } from '../../engine/index.ts';
import { indexOfLargest, share } from '../../views/numbers.ts';
import { styled } from '../../views/styled.ts';
import { inQuotes } from '../../views/token-name.ts';
import { Figure } from '../figure.ts';
import { whenInSight } from '../in-sight.ts';
import { pageState } from '../page-state.ts';
import { answerAfter, storyModel } from '../story-model.ts';
import { type Bar, type Claim, claimData, type Example, percent } from './claim-data.ts';

/** What the model says to an example, and what would be right. */
interface Said {
  word: string;
  probability: number;
  answer: StoryAnswer | undefined;
}

const readable = (sentence: string) => sentence.replaceAll(/ ([.?])/g, '$1');

export class ClaimFigure extends Figure {
  static override properties = { name: {}, said: { state: true } };

  declare name: string;
  declare private said: readonly Said[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    whenInSight(this, () => this.#ask());
  }

  async #ask(): Promise<void> {
    const { examples } = claimData[this.name] as Claim;
    const said = await this.ask(async (engine, signal) => {
      const model = await storyModel();
      const vocabulary = await model.vocabulary();
      return Promise.all(
        examples.map(async ({ sentence }) => {
          const [{ probabilities }, answer] = await Promise.all([
            model.nextToken({ prompt: sentence }, { signal }),
            answerAfter(engine, sentence.split(' ')),
          ]);
          const id = indexOfLargest(probabilities);
          return { word: vocabulary[id] ?? '', probability: probabilities[id] ?? 0, answer };
        }),
      );
    });
    if (said) this.said = said;
  }

  #renderBar(bar: Bar): TemplateResult {
    return html`<li>
      <span class="name">${bar.name}</span>
      <span class="number">${percent(bar)}</span>
      <span class="room"><span class="bar" ${styled({ width: percent(bar) })}></span></span>
    </li>`;
  }

  #renderExample({ name, sentence }: Example, i: number): TemplateResult {
    const said = this.said?.[i];
    const load = () =>
      this.tell('figure-load', { ...pageState, sentence, sampled: [], query: undefined, view: 'line' });
    const right = said?.answer?.word;
    const isWrong = right !== undefined && said?.word !== right;
    return html`<div class="example">
      <p class="quiet">${name}</p>
      <p class="told">
        <span>${readable(sentence)}</span> ${
          said
            ? html`<b class=${isWrong ? 'wrong' : ''}>${said.word}</b>
                <span class="number">${share(said.probability)}</span>${
                  isWrong ? html` <span class="quiet">not ${inQuotes(right)}</span>` : nothing
                }`
            : '…'
        }
      </p>
      <button class="try" aria-label="Try it: ${readable(sentence)}" @click=${load}>Try it</button>
    </div>`;
  }

  protected override render(): TemplateResult {
    const { finding, charts, examples, fails, published } = claimData[this.name] as Claim;
    return html`<p class="finding">${finding}</p>
      <div class="charts">
        ${charts.map(
          ({ title, bars }) => html`<div>
            <h3>${title}</h3>
            <ul class="rates">
              ${bars.map((bar) => this.#renderBar(bar))}
            </ul>
          </div>`,
        )}
      </div>
      <h3>Try to change the answer</h3>
      ${this.renderProblem()} ${examples.map((example, i) => this.#renderExample(example, i))}
      <p><b>Where it fails.</b> ${fails}</p>
      <p class="published"><b>Published.</b> ${published.text} <a href=${published.url}>${published.title}</a>.</p>`;
  }
}
