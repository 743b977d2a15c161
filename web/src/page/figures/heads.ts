// Chapter 5: every head of the model of stories on the reader's sentence: where it looks, what kind of looking that is,
// what it adds to the next word, what its removal costs; and what the model says with several of them out.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { storyName } from '../../element/first-story.ts';
import { everyPattern } from '../../element/transformer-source.ts';
import { everyHead } from '../../engine/every-head.ts';
import { headScores, type Intervention, type Model, type Prompt } from '../../engine/index.ts';
import { isSameHead } from '../../views/head-grid.ts';
import { decimal, indexOfLargest, share } from '../../views/numbers.ts';
import type { HeadName } from '../../views/reading.ts';
import { inQuotes } from '../../views/token-name.ts';
import { Figure } from '../figure.ts';
import { storyModel } from '../story-model.ts';

interface Guess {
  word: string;
  probability: number;
}

interface Row {
  head: HeadName;
  /** The word that it looks at most from the last word, and how much. */
  most: string;
  weight: number;
  kind: { name: keyof typeof kinds; share: number };
  /** To the score, the logit, of the next word. */
  adds: number;
  /** What the model says without it, and how likely the word of before is then. */
  without: Guess;
  left: number;
}

interface Looked {
  words: readonly string[];
  guess: Guess;
  rows: readonly Row[];
}

/** What a head does, by the scores that are shares of its attention. */
const kinds = {
  previousToken: 'the word before',
  sameToken: 'the same word, earlier',
  firstToken: 'the first word',
  induction: 'what came after the same word',
} as const;
const leastOfKind = 0.25;

const out = (heads: readonly HeadName[]): Intervention[] =>
  heads.map((head) => ({ kind: 'head', ...head, to: 'zero' }));

export class HeadsFigure extends Figure {
  static override properties = {
    looked: { state: true },
    out: { state: true },
    saidWithout: { state: true },
  };

  declare private looked: Looked | undefined;
  declare private out: readonly HeadName[];
  declare private saidWithout: Guess | undefined;

  constructor() {
    super();
    this.out = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { shown } = this;
    if (shown?.state.model !== storyName || shown.reading.words.length < 2) return;
    if (changed.has('shown') || changed.has('out'))
      this.#look(shown.reading.ids ?? new Int32Array(), changed.has('shown'));
  }

  async #look(prompt: Prompt, isNew: boolean): Promise<void> {
    const found = await this.ask(async (_, signal) => {
      const model = await storyModel();
      const vocabulary = await model.vocabulary();
      const says = async (heads: readonly HeadName[]) => {
        const { probabilities } = await model.nextToken({ prompt, interventions: out(heads) }, { signal });
        const id = indexOfLargest(probabilities);
        return { word: vocabulary[id] ?? '', id, probability: probabilities[id] ?? 0, probabilities };
      };
      const looked = isNew || !this.looked ? await this.#rows(model, prompt, vocabulary, says) : this.looked;
      const saidWithout = this.out.length > 0 ? await says(this.out) : undefined;
      return { looked, saidWithout };
    });
    if (!found) return;
    this.looked = found.looked;
    this.saidWithout = found.saidWithout;
  }

  async #rows(
    model: Model,
    prompt: Prompt,
    vocabulary: readonly string[],
    says: (heads: readonly HeadName[]) => Promise<Guess & { id: number; probabilities: Float64Array }>,
  ): Promise<Looked> {
    const guess = await says([]);
    const question = { position: (prompt as Int32Array).length, token: guess.id };
    const { scores, most, ids } = await model.heads({ prompt, question });
    const words = Array.from(ids, (id) => vocabulary[id] ?? '');
    const attribution = { position: ids.length - 1, token: guess.id };
    const asked = { prompt, activations: [everyPattern], attribution };
    const inspection = await model.inspect(asked);
    const { activations, attribution: adds } = inspection as Required<typeof inspection>;
    const rows = everyHead(model.info.config).map(async (head, i): Promise<Row> => {
      const key = most[i] ?? 0;
      const pattern = activations[`blocks.${head.layer}.attn.hook_pattern`]?.data ?? new Float32Array();
      const length = words.length;
      const kindsOf = (Object.keys(kinds) as (keyof typeof kinds)[]).map((name) => ({
        name,
        share: scores[i * headScores.length + headScores.indexOf(name)] ?? 0,
      }));
      const without = await says([head]);
      return {
        head,
        most: words[key] ?? '',
        weight: pattern[(head.head * length + length - 1) * length + key] ?? 0,
        kind: kindsOf.reduce((best, kind) => (kind.share > best.share ? kind : best)),
        adds: adds.heads.data[i] ?? 0,
        without,
        left: without.probabilities[guess.id] ?? 0,
      };
    });
    const sorted = (await Promise.all(rows)).sort((a, b) => a.left - b.left);
    return { words, guess, rows: sorted };
  }

  #turn(head: HeadName): void {
    const isOut = this.out.some((other) => isSameHead(other, head));
    this.out = isOut ? this.out.filter((other) => !isSameHead(other, head)) : [...this.out, head];
  }

  #renderRow(
    { head, most, weight, kind, adds, without, left }: Row,
    { guess, words }: Looked,
  ): TemplateResult {
    const isOut = this.out.some((other) => isSameHead(other, head));
    const name = `${head.layer}.${head.head}`;
    const number = (value: number) => html`<span class="number">${share(value)}</span>`;
    const isOther = without.word !== guess.word;
    return html`<tr>
      <th scope="row">
        <label
          ><input
            type="checkbox"
            .checked=${isOut}
            aria-label="Take head ${name} out"
            @change=${() => this.#turn(head)}
          />
          ${name}</label
        >
      </th>
      <td data-label=${`${inQuotes(words.at(-1))} looks at`}><span class="word">${most}</span> ${number(weight)}</td>
      <td data-label="its words mostly look at">
        ${kind.share < leastOfKind ? 'nothing so simple' : html`${kinds[kind.name]} ${number(kind.share)}`}
      </td>
      <td data-label=${`adds to ${inQuotes(guess.word)}`}><span class="number">${decimal(adds)}</span></td>
      <td data-label="without it">
        <span class=${isOther ? 'word wrong' : 'word'}>${without.word}</span> ${number(without.probability)}
      </td>
      <td data-label=${`left of ${inQuotes(guess.word)}`}>${number(left)}</td>
    </tr>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, looked, saidWithout } = this;
    if (!shown) return nothing;
    if (shown.state.model !== storyName)
      return html`<p class="quiet">This chapter shows the model of stories: choose it in the instrument.</p>`;
    if (!looked) return this.renderProblem();
    const { words, guess, rows } = looked;
    const names = this.out.map(({ layer, head }) => `${layer}.${head}`).sort();
    return html`<p class="quiet">${words
      .slice(-12)
      .join(' ')
      .replaceAll(/ ([.?])/g, '$1')} …</p>
      ${this.renderProblem()}
      <table class="cards">
        <caption>
          The head whose removal costs most comes first. Layers and heads are counted from 0. What a head adds is its
          own part of the score, the logit, of ${inQuotes(guess.word)}; one that only helps other heads adds little.
        </caption>
        <thead>
          <tr>
            <th scope="col">out</th>
            <th scope="col">${inQuotes(words.at(-1))} looks at</th>
            <th scope="col">its words mostly look at</th>
            <th scope="col">adds to ${inQuotes(guess.word)}</th>
            <th scope="col">without it</th>
            <th scope="col">left of ${inQuotes(guess.word)}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.#renderRow(row, looked))}
        </tbody>
      </table>
      <p class="say" role="status">
        With all heads it says ${inQuotes(guess.word)} (<span class="number">${share(guess.probability)}</span>)${
          saidWithout && names.length > 0
            ? html`; without ${names.join(' and ')} it says ${inQuotes(saidWithout.word)}
                (<span class="number">${share(saidWithout.probability)}</span>)`
            : nothing
        }.
      </p>`;
  }
}
