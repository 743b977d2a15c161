// Chapter 5: patching. The reader's sentence and a second one, in which another word decides; and which head, at which
// word, carries the second's answer over.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { storyName } from '../../../element/first-story.ts';
import { everyHead } from '../../../engine/every-head.ts';
import { isDark } from '../../../views/colour.ts';
import { count, fixed } from '../../../views/numbers.ts';
import { inQuotes } from '../../../views/token-name.ts';
import { Figure } from '../../figure.ts';
import { storyModel } from '../../story-model.ts';
import type { Words } from '../look-back/ask.ts';
import { pairOf, patched, secondsOf } from './ask.ts';
import { type Cell, type PatchData, patchTable, placeOf, said, strongest } from './table.ts';

/** What moves the answer less is not called carrying it. */
const leastToName = 0.2;

type Found = Omit<PatchData, 'cell' | 'dark'>;

export class PatchFigure extends Figure {
  static override properties = {
    second: { state: true },
    seconds: { state: true },
    found: { state: true },
    cell: { state: true },
  };

  /** As the reader has written it, or as it is suggested. */
  declare private second: string;
  /** What can be suggested. */
  declare private seconds: readonly Words[];
  declare private found: Found | undefined;
  /** Undefined: the strongest. */
  declare private cell: Cell | undefined;

  constructor() {
    super();
    this.second = '';
    this.seconds = [];
  }

  get #ids(): readonly number[] {
    return Array.from(this.shown?.reading.ids ?? []);
  }

  protected override willUpdate(changed: PropertyValues<{ shown: Figure['shown'] }>): void {
    const { shown } = this;
    if (!changed.has('shown') || shown?.state.model !== storyName) return;
    const before = changed.get('shown')?.reading.ids;
    if (before?.join() !== this.#ids.join()) this.#begin(shown.reading.words);
  }

  /** Of a new sentence: the second is suggested anew. */
  #begin(words: Words): void {
    this.#compare(async (engine, signal) => {
      const seconds = await secondsOf(engine, words);
      signal.throwIfAborted();
      this.seconds = seconds;
      this.second = (this.seconds[0] ?? words).join(' ');
    });
  }

  #write(second: string): void {
    this.second = second;
    this.#compare();
  }

  /** The next of the words that can stand there. */
  #another(): void {
    const now = this.seconds.findIndex((words) => words.join(' ') === this.second);
    this.#write(this.seconds[(now + 1) % this.seconds.length]?.join(' ') ?? '');
  }

  /** Head after head, so that what is there is seen. */
  async #compare(
    prepare: (...args: Parameters<Parameters<Figure['ask']>[0]>) => Promise<void> = async () => {},
  ) {
    const ids = this.#ids;
    await this.ask(async (engine, signal) => {
      await prepare(engine, signal);
      const model = await storyModel();
      const pair = await pairOf(model, ids, this.second, signal);
      const heads = everyHead(model.info.config);
      const columns: PatchData['columns'][number][] = [];
      for (const head of heads) {
        columns.push(await patched(model, pair, head, signal));
        signal.throwIfAborted();
        this.cell = undefined;
        this.found = { pair, heads, columns: [...columns] };
      }
    });
  }

  /** Which cells carry the answer, in words. */
  #renderStrongest(data: PatchData): TemplateResult | string {
    const { pair, heads, columns } = data;
    if (columns.length < heads.length) return `Patched ${columns.length} of ${count(heads.length, 'head')} …`;
    const [best, next] = strongest(columns);
    const way = ({ moved }: { moved: number }) => html`<span class="number">${fixed(moved)}</span>`;
    if (!best || best.moved < leastToName)
      return html`No head carries the answer at a single word: the strongest moves it by ${way(best ?? { moved: 0 })}.`;
    return html`The strongest is ${placeOf(data, best)}: alone it carries the answer ${way(best)} of the way to
      ${inQuotes(pair.second.guess.word)}.
      ${next && next.moved >= leastToName ? html`Next comes ${placeOf(data, next)}, with ${way(next)}.` : nothing}`;
  }

  #renderFound(found: Found): TemplateResult {
    const { columns, pair } = found;
    const cell = this.cell ?? (strongest(columns)[0] as Cell);
    const data: PatchData = { ...found, cell, dark: isDark(this) };
    const chosen = columns[cell.column]?.[cell.row];
    return html`<p class="say">
        Yours goes on with ${said(pair.yours)}, the second with ${said(pair.second)}.
      </p>
      ${patchTable(data, (cell) => {
        this.cell = cell;
      })}
      <p class="readout" aria-live="polite">
        ${chosen ? html`With ${placeOf(data, cell)}, from the second sentence, it says ${said(chosen)}.` : nothing}
      </p>
      <p class="say" role="status">${this.#renderStrongest(data)}</p>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, found, problem, seconds, second } = this;
    if (shown?.state.model !== storyName) return nothing; // the figure above says so
    return html`<div class="sentence">
        <label for="second">A second sentence, with as many words</label>
        <textarea
          id="second"
          rows="1"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="second-problem"
          .value=${second}
          @input=${({ target }: Event) => this.#write((target as HTMLTextAreaElement).value)}
        ></textarea>
        <p class="error" id="second-problem" role="alert">${problem ?? nothing}</p>
        ${
          seconds.length > 1
            ? html`<button name="another" @click=${() => this.#another()}>Swap in another word</button>`
            : nothing
        }
      </div>
      ${found ? html`<div class=${problem === undefined ? '' : 'stale'}>${this.#renderFound(found)}</div>` : nothing}`;
  }
}
