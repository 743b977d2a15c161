// Chapter 4, for the model of stories: how temperature, top-k, top-p and min-p reshape the chances before the draw.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { storyName } from '../../element/first-story.ts';
import { attributeOf } from '../../element/state.ts';
import type { NextToken } from '../../engine/index.ts';
import { toNumberOrText } from '../../engine/input.ts';
import { percent } from '../../views/numbers.ts';
import { styled } from '../../views/styled.ts';
import { inQuotes } from '../../views/token-name.ts';
import { Figure } from '../figure.ts';
import { InAddress } from '../in-address.ts';
import { storyModel } from '../story-model.ts';

const settings = {
  temperature: {
    label: 'temperature',
    least: 0,
    most: 6,
    step: 0.1,
    initial: 3,
    off: 1,
    does: 'divides the logits',
  },
  topK: {
    label: 'top-k',
    least: 0,
    most: 20,
    step: 1,
    initial: 0,
    off: 0,
    does: 'keeps the k likeliest; 0: all',
  },
  topP: {
    label: 'top-p',
    least: 0.05,
    most: 1,
    step: 0.05,
    initial: 1,
    off: 1,
    does: 'keeps the fewest that add up to p',
  },
  minP: {
    label: 'min-p',
    least: 0,
    most: 0.5,
    step: 0.01,
    initial: 0,
    off: 0,
    does: 'keeps what is so likely beside the likeliest',
  },
} as const;
type Setting = keyof typeof settings;
const names = Object.keys(settings) as Setting[];

const mostBars = 10;
const firstSeed = 1;

interface Drawn {
  next: NextToken;
  vocabulary: readonly string[];
}

export class DrawFigure extends Figure {
  static override properties = { values: { state: true }, seed: { state: true }, drawn: { state: true } };

  declare private values: Record<Setting, number>;
  declare private seed: number;
  declare private drawn: Drawn | undefined;
  readonly #address = new InAddress(this, 'draw', (given) => this.#takeAddress(given));

  constructor() {
    super();
    this.seed = firstSeed;
    this.values = Object.fromEntries(names.map((name) => [name, settings[name].initial])) as Record<
      Setting,
      number
    >;
  }

  #takeAddress(given: (name: string) => string | undefined): void {
    const read = (name: string, usual: number, { least, most }: { least: number; most: number }) => {
      const text = given(attributeOf(name));
      if (text === undefined) return usual;
      const value = toNumberOrText(text);
      if (typeof value === 'number' && value >= least && value <= most) return value;
      this.#address.refuse(attributeOf(name), 'must be a number from {} to {}, not {}', [
        least,
        most,
        { quoted: text },
      ]);
      return usual;
    };
    this.values = Object.fromEntries(
      names.map((name) => [name, read(name, settings[name].initial, settings[name])]),
    ) as Record<Setting, number>;
    this.seed = read('seed', firstSeed, { least: 0, most: 2 ** 32 - 1 });
  }

  #writeAddress(): void {
    const written = (value: number, usual: number) => (value === usual ? '' : String(value));
    this.#address.write({
      seed: written(this.seed, firstSeed),
      ...Object.fromEntries(
        names.map((name) => [attributeOf(name), written(this.values[name], settings[name].initial)]),
      ),
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('values') || changed.has('seed')) this.#writeAddress();
    if (['shown', 'values', 'seed'].some((name) => changed.has(name))) this.#draw();
  }

  async #draw(): Promise<void> {
    const { shown, values, seed } = this;
    if (shown?.state.model !== storyName) return;
    const prompt = shown.reading.ids ?? new Int32Array();
    const drawn = await this.ask(async (_, signal) => {
      const model = await storyModel();
      const [next, vocabulary] = await Promise.all([
        model.nextToken({ prompt, seed, ...values }, { signal }),
        model.vocabulary(),
      ]);
      return { next, vocabulary };
    });
    if (drawn) this.drawn = drawn;
  }

  #renderSetting(name: Setting): TemplateResult {
    const { label, least, most, step, does } = settings[name];
    const value = this.values[name];
    return html`<label title=${does}
      >${label}
      <input type="range" name=${name} min=${least} max=${most} step=${step} .value=${String(value)}
        aria-valuetext="${value}: ${does}"
        @input=${(event: Event) => {
          this.values = { ...this.values, [name]: Number((event.target as HTMLInputElement).value) };
        }} />
      <span class="number">${value}</span></label
    >`;
  }

  #renderBars({ next, vocabulary }: Drawn): TemplateResult {
    const { probabilities, kept, chosen, logits } = next;
    const order = Array.from(logits.keys()).sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
    const first = order.slice(0, mostBars);
    const shown = first.includes(chosen) ? first : [...first.slice(0, -1), chosen];
    const most = Math.max(...probabilities);
    return html`<ol class="bars">
      ${shown.map((id) => {
        const probability = probabilities[id] ?? 0;
        const isCut = kept[id] === 0;
        return html`<li class=${`candidate${id === chosen ? ' chosen' : ''}${isCut ? ' cut' : ''}`}>
          <span class="word">${vocabulary[id]}</span>
          <span class="number">${isCut ? 'cut' : percent(probability)}</span>
          <span class="bar" ${styled({ width: `${(100 * probability) / most}%` })}></span>
        </li>`;
      })}
    </ol>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown, drawn } = this;
    if (shown?.state.model !== storyName || !drawn) return nothing;
    const { next, vocabulary } = drawn;
    const isPlain = names.every((name) => this.values[name] === settings[name].off);
    const left = next.kept.reduce((sum, one) => sum + one, 0);
    return html`<h3>the same, with the chances reshaped before the draw</h3>
      <div class="row">${names.map((name) => this.#renderSetting(name))}</div>
      ${this.renderProblem()} ${this.#renderBars(drawn)}
      <div class="row">
        <button
          @click=${() => {
            this.seed += 1;
          }}
        >
          Draw again
        </button>
        <button
          ?disabled=${isPlain}
          @click=${() => {
            this.values = Object.fromEntries(names.map((name) => [name, settings[name].off])) as Record<
              Setting,
              number
            >;
          }}
        >
          As the model has them
        </button>
      </div>
      <p class="say" role="status">
        ${left} of ${vocabulary.length} words can be drawn; the draw,
        <span class="number">${next.draw.toFixed(4)}</span>, falls
        on ${inQuotes(next.chosenText)}.
      </p>`;
  }
}
