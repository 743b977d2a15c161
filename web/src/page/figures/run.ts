// Chapter 5: the post's program over all sentences, as published beside the reader's switches.
import { html, type nothing, type PropertyValues, type TemplateResult } from 'lit';
import { numberField, seedField } from '../../element/controls.ts';
import { copyText } from '../../element/copy.ts';
import { isCorrected, type State, turnSwitch } from '../../element/state.ts';
import {
  type PostOptions,
  type PostRun,
  type PostSentence,
  row,
  type SwitchName,
  switchNames,
} from '../../engine/index.ts';
import { share } from '../../views/numbers.ts';
import { styled } from '../../views/styled.ts';
import { Figure } from '../figure.ts';
import { numpyProgram } from '../numpy/post-program.ts';

const descriptions: Record<SwitchName, readonly [published: string, corrected: string]> = {
  normalisation: [
    'exponentiates the scores, then takes the softmax of that: exponentiated twice',
    'takes the softmax of the scores',
  ],
  context: [
    'takes the last words of the sentence for context, wherever the current word stands',
    'takes the words before the current word',
  ],
  query: [
    'asks with the mean of the context; the current word is never used',
    'asks with the current word’s own embedding',
  ],
  values: [
    'never uses the values: it draws one of the sentence’s words by its weight',
    'adds up the values by weight, compares the result with every word known, and draws one of those',
  ],
  lookup: [
    'takes a position in the sentence for an index of the vocabulary, so later sentences answer in the first ' +
      'one’s words',
    'returns the word that was drawn',
  ],
};

interface Runs {
  published: PostRun;
  chosen: PostRun;
  /** Each switch on its own. */
  alone: Record<SwitchName, PostRun>;
  /** What the program prints with the reader's switches. */
  printed: string;
}

const predictions = (run: PostRun) => run.sentences.map(({ predicted }) => predicted);

export class RunFigure extends Figure {
  static override properties = { runs: { state: true }, notice: { state: true } };

  declare private runs: Runs | undefined;
  declare private notice: string;

  constructor() {
    super();
    this.notice = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('shown') && this.shown) this.#compute();
  }

  #options(): PostOptions {
    const { state, reading, query, whole = reading } = this.shown as NonNullable<typeof this.shown>;
    const { seed, dimensions, context, corrected } = state;
    const sentences = [state.sentence, ...state.corpus];
    return { sentences, word: whole.words[query] as string, seed, dimensions, context, corrected };
  }

  async #compute(): Promise<void> {
    const options = this.#options();
    const runs = await this.ask(async (engine, signal) => {
      const run = (corrected: string) => engine.runPost({ ...options, corrected }, { signal });
      const [published, chosen, ...alone] = await Promise.all(
        ['none', options.corrected ?? 'all', ...switchNames].map(run),
      );
      return {
        published,
        chosen,
        printed: await engine.printPost(options, { signal }),
        alone: Object.fromEntries(switchNames.map((name, i) => [name, alone[i]])),
      } as unknown as Runs;
    });
    if (runs) this.runs = runs;
  }

  #editSentence(position: number, text: string): void {
    this.change(({ sentence, corpus }) => {
      const [first = '', ...others] = [sentence, ...corpus].map((old, i) => (i === position ? text : old));
      return { sentence: first, corpus: others, sampled: [] };
    });
  }

  #renderSwitch(state: State, { published, alone }: Runs, name: SwitchName): TemplateResult {
    const isOn = isCorrected(state.corrected, name);
    const [before, after] = descriptions[name];
    const old = predictions(published);
    const changes = predictions(alone[name])
      .map((word, i) => (word === old[i] ? '' : `sentence ${i + 1} draws “${word}” instead of “${old[i]}”`))
      .filter(Boolean);
    const weights = (run: PostRun) => run.sentences.map(({ pattern }) => pattern.data.join()).join();
    const isSame = weights(published) === weights(alone[name]);
    const effect = `On its own: ${isSame ? 'the same' : 'new'} weights; ${
      changes.join(', ') || 'the same words drawn'
    }.`;
    return html`<li>
      <label
        ><input
          type="checkbox"
          name="switch"
          value=${name}
          .checked=${isOn}
          @change=${() => this.change(({ corrected }) => ({ corrected: turnSwitch(corrected, name), sampled: [] }))}
        />${name}</label
      >
      <span class=${isOn ? 'off' : ''}>${before}</span><span class=${isOn ? '' : 'off'}>${after}</span>
      <span class="effect">${effect}</span>
    </li>`;
  }

  #renderWeights(before: PostSentence, after: PostSentence): TemplateResult {
    const [old, now] = [row(before.pattern, 0), row(after.pattern, 0)];
    const largest = Math.max(...old, ...now);
    const cell = (weight: number, name: string) => html`<td>
      <span class="number">${share(weight)}</span
      ><span class="bar ${name}" ${styled({ width: `${(80 * weight) / largest}%` })}></span>
    </td>`;
    return html`<table class="compare">
      <thead>
        <tr>
          <th scope="col">word</th>
          <th scope="col">weight as published</th>
          <th scope="col">with your switches</th>
        </tr>
      </thead>
      <tbody>
        ${before.words.map(
          (word, i) => html`<tr>
            <th scope="row">${word}</th>
            ${cell(old[i] ?? 0, 'published')}${cell(now[i] ?? 0, 'yours')}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #renderSentence({ published, chosen }: Runs, position: number): TemplateResult {
    const [before, after] = [published.sentences[position], chosen.sentences[position]] as [
      PostSentence,
      PostSentence,
    ];
    return html`<div class="sentence">
      <input
        aria-label="Sentence ${position + 1}"
        autocomplete="off"
        .value=${before.sentence}
        @change=${(event: Event) => this.#editSentence(position, (event.target as HTMLInputElement).value)}
      />
      ${this.#renderWeights(before, after)}
      <p class="say">
        After “${chosen.word}” it drew <b>${before.predicted}</b> as published,
        <b class="q">${after.predicted}</b> with your
        switches.
      </p>
    </div>`;
  }

  async #copyProgram(): Promise<void> {
    this.notice = await copyText(
      numpyProgram(this.#options()),
      'Program copied.',
      'unfold it above and copy it by hand.',
      this.say,
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, runs } = this;
    if (!shown || !runs) return this.renderProblem();
    const { state } = shown;
    const change = (to: Partial<State>) => this.change(to);
    return html`<div class="row">
        ${seedField(state, this.say, change)} ${numberField('dimensions', state, this.say, change)}
        ${numberField('context', state, this.say, change)}
        <span class="group">
          <button value="none" aria-pressed=${state.corrected === 'none'}
            @click=${() => change({ corrected: 'none', sampled: [] })}>
            As published
          </button>
          <button value="all" aria-pressed=${state.corrected === 'all'}
            @click=${() => change({ corrected: 'all', sampled: [] })}>
            All corrected
          </button>
        </span>
      </div>
      ${this.renderProblem()}
      <ul class="switches">
        ${switchNames.map((name) => this.#renderSwitch(state, runs, name))}
      </ul>
      ${runs.published.sentences.map((_, position) => this.#renderSentence(runs, position))}
      <details>
        <summary>What the program prints with your switches</summary>
        <pre tabindex="0">${runs.printed}</pre>
      </details>
      <details>
        <summary>The same in NumPy</summary>
        <pre tabindex="0">${numpyProgram(this.#options())}</pre>
      </details>
      <div class="row">
        <button @click=${() => this.#copyProgram()}>Copy as NumPy</button>
        <span class="quiet" role="status"
          >${this.notice || 'A Python program that prints the same numbers as “with your switches”.'}</span
        >
      </div>`;
  }
}
