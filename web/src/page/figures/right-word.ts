// Chapter 1, below the instrument: which model is shown, what of the reader's words it does not know, and whether its
// heads look at the words that decide what comes next.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { storyName } from '../../element/first-story.ts';
import { fields } from '../../element/state.ts';
import { type UnknownWord, unknownWords } from '../../engine/index.ts';
import { isDark } from '../../views/colour.ts';
import { lookOf } from '../../views/figure/look.ts';
import { count, share } from '../../views/numbers.ts';
import type { Answer, HeadName } from '../../views/reading.ts';
import { styled } from '../../views/styled.ts';
import { inQuotes } from '../../views/token-name.ts';
import { Figure } from '../figure.ts';
import { partsOf, saveForming } from '../save-forming.ts';
import { storyAtSteps, storyModel } from '../story-model.ts';

/** What is known of one reading. */
interface Known {
  of: unknown;
  unknown: readonly UnknownWord[];
  /** Words of the vocabulary. */
  size: number;
}

const listed = (words: readonly (string | undefined)[]) => words.map(inQuotes).join(' and ');

export class RightWordFigure extends Figure {
  static override properties = { known: { state: true }, notice: { state: true } };

  declare private known: Known | undefined;
  /** What saving came to. */
  declare private notice: string | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('shown') && this.shown?.state.model === storyName) this.#find(this.shown);
  }

  async #find(shown: NonNullable<Figure['shown']>): Promise<void> {
    const { reading, state } = shown;
    const known = await this.ask(async () => {
      const unknown = await unknownWords(await storyModel(), state.sentence);
      return { of: shown, unknown, size: reading.vocabulary.length - 1 };
    });
    if (known) this.known = known;
  }

  /** How much each head looks at the words that decide. */
  #heads({ reading, query }: NonNullable<Figure['shown']>, { antecedents }: Answer): [HeadName, number][] {
    return (reading.heads?.patterns ?? []).flatMap(({ shape, data }, layer) => {
      const [heads = 0, rows = 0, columns = 0] = shape;
      return Array.from({ length: heads }, (_, head): [HeadName, number] => {
        const begin = (head * rows + query) * columns;
        return [{ layer, head }, antecedents.reduce((sum, key) => sum + (data[begin + key] ?? 0), 0)];
      });
    });
  }

  #renderHeads(shown: NonNullable<Figure['shown']>, answer: Answer): TemplateResult {
    const looks = this.#heads(shown, answer);
    const best = Math.max(...looks.map(([, weight]) => weight));
    const { words } = shown.reading;
    const deciding = [...new Set(answer.antecedents.map((position) => words[position]))];
    return html`<p class="say">
        After ${inQuotes(words[shown.query])} must come ${inQuotes(answer.word)}, and ${listed(deciding)} decides that.
        Is it looked at?
      </p>
      <ul class="looks">
        ${looks.map(
          ([head, weight]) => html`<li class=${weight === best ? 'best' : ''}>
            <button @click=${() => this.change({ head })}>head ${head.layer}.${head.head}</button>
            <span class="number">${share(weight)}</span>
            <span class="bar" ${styled({ width: `${100 * weight}%` })}></span>
          </li>`,
        )}
      </ul>`;
  }

  async #saveForming({ state }: NonNullable<Figure['shown']>): Promise<void> {
    this.notice = this.say('drawing');
    const steps = await storyAtSteps({ ...state, show: partsOf(state) });
    this.notice = await saveForming(steps, lookOf(isDark(this) ? 'dark' : 'light', this.say));
  }

  #renderSave(shown: NonNullable<Figure['shown']>): TemplateResult {
    return html`<p class="row">
      <button name="forming" @click=${() => this.#saveForming(shown)}>
        Save how head ${fields.head.write(shown.state.head)} formed, as an SVG that moves
      </button>
      <span class="quiet" role="status">${this.notice ?? nothing}</span>
    </p>`;
  }

  #renderUnknown({ unknown }: Known): TemplateResult | typeof nothing {
    if (unknown.length === 0) return nothing;
    const words = unknown.map(
      ({ word, nearest }) =>
        html`${inQuotes(word)}${nearest.length > 0 ? ` (it knows ${listed(nearest)})` : nothing} `,
    );
    return html`<p class="say">
      It does not know ${words}: each stands there as “&lt;unk&gt;”, and means nothing to it.
    </p>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, known } = this;
    if (!shown) return nothing;
    const { model, corpus } = shown.state;
    if (model === storyName) {
      if (known?.of !== shown) return nothing;
      const answer = shown.reading.answers?.get(shown.query);
      return html`<p class="which">
          This is the <b>model of stories</b>, which knows ${count(known.size, 'word')} and no others: people, things,
          places, colours, foods.
        </p>
        ${this.#renderUnknown(known)} ${answer ? this.#renderHeads(shown, answer) : nothing}
        ${this.#renderSave(shown)}`;
    }
    if (!shown.reading.heads)
      return html`<p class="which">
        This is the <b>post’s model</b>: its vectors are random, it has learned nothing, and where it looks is chance.
        ${
          corpus.length > 0
            ? `It also guesses words of its further sentences: ${corpus.map(inQuotes).join(', ')}.`
            : nothing
        }
      </p>`;
    return html`<p class="which">This is the <b>model that you trained</b>, as it is now.</p>`;
  }
}
