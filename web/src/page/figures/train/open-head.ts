// One head, large: what it looks at as arcs and as a matrix, each step of the way for one pair of tokens, what the
// model says without it, and another head or another time beside it.
import { html, nothing, type TemplateResult } from 'lit';
import { arcsHeight } from '../../../element/picture.ts';
import { type Pinned, pairData, patternScale, summaryOf, tokensData } from '../../../element/shown.ts';
import { squareOf } from '../../../element/transformer-source.ts';
import type { Look } from '../../../training/look.ts';
import { barsOf, type Candidates, candidateAt, likeliest } from '../../../views/bars.ts';
import { headNumber, headText, isSameHead } from '../../../views/head-grid.ts';
import { type HeatmapEvents, heatmap } from '../../../views/heatmap.ts';
import { pair } from '../../../views/pair.ts';
import type { HeadName, Matrix } from '../../../views/reading.ts';
import { tokens } from '../../../views/tokens.ts';
import type { PageSay } from '../../../words/speak.ts';
import { withoutText } from './beside-heads.ts';

export interface OpenHeadData {
  look: Look;
  open: HeadName;
  /** The head's reading with the pinned cell, and the same with the cell under the pointer. */
  pinned: Pinned;
  shown: Pinned;
  /** What each token of the vocabulary reads. */
  vocabulary: readonly string[];
  layers: number;
  heads: number;
  /** The step of each snapshot. */
  steps: readonly number[];
  /** What saving came to. */
  notice: string;
  width: number;
  dark: boolean;
  say: PageSay;
}

export interface OpenHeadEvents {
  preview(cell: { query: number; key: number } | undefined): void;
  pin(cell: { query?: number; key?: number }): void;
  knockOut(out: boolean): void;
  compare(other: Look['question']['other']): void;
  /** How it formed, as a file. */
  saveForming(): void;
  close(): void;
}

const mostBars = 7;
const mostOfTwo = 5; // of each
const latest = -1;
const leastForTwo = 640; // matrices side by side
const besideWidth = 432; // as in the style sheet
const wide = 952; // from here on things stand side by side, as in the style sheet

export const openHeadLine = ({ shown, pinned, dark, say }: OpenHeadData) => ({
  ...tokensData(shown, pinned.query, say),
  dark,
});

function select(
  name: string,
  chosen: string,
  options: readonly (readonly [value: string, text: string])[],
  change: (value: string) => void,
): TemplateResult {
  return html`<select aria-label=${name} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
    ${options.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
  </select>`;
}

function comparison(data: OpenHeadData, { compare }: OpenHeadEvents): TemplateResult {
  const { look, open, layers, heads, steps, say } = data;
  const { at, other } = look.question;
  const nameOf = (head: HeadName) => `${head.layer}.${head.head}`;
  const everyHead = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: heads }, (_, head) => ({ layer, head })),
  ).flat();
  const toChoose = everyHead.filter((head) => steps.length > 1 || !isSameHead(head, open));
  const textOf = (head: HeadName) =>
    isSameHead(head, open) ? say('itself') : say('headNumber', { head: nameOf(head) });
  const withHead = (value: string) => {
    const [layer = 0, head = 0] = value.split('.').map(Number);
    const isItself = isSameHead({ layer, head }, open);
    compare(value === '' ? undefined : { layer, head, at: isItself ? 0 : other ? other.at : at });
  };
  const atStep = (value: string) =>
    compare({ ...open, ...other, at: Number(value) === latest ? undefined : Number(value) });
  return html`<span class="group"
    >${say('compareWith')}
    ${select(
      say('compareHead'),
      other ? nameOf(other) : '',
      [['', say('nothing')], ...toChoose.map((head) => [nameOf(head), textOf(head)] as const)],
      withHead,
    )}
    ${
      other && steps.length > 1
        ? html`${say('atStep')}
          ${select(
            say('compareStep'),
            String(other.at ?? latest),
            [
              ...steps.map((step, i) => [String(i), say('stepNumber', { step })] as const),
              [String(latest), say('now')],
            ],
            atStep,
          )}`
        : nothing
    }
  </span>`;
}

function matrix(data: OpenHeadData, pattern: Matrix, width: number, events: HeatmapEvents): TemplateResult {
  const { shown, dark, say } = data;
  const { reading, query, key } = shown;
  const { words, isCausal } = reading;
  const scale = patternScale(reading);
  return heatmap({ words, pattern, scale, isCausal, query, key, width, dark, say }, events);
}

function matrices(data: OpenHeadData, events: HeatmapEvents): TemplateResult {
  const { look, shown, width, open, say } = data;
  const { other } = look.question;
  const otherLayer = other && look.other?.patterns[other.layer];
  const half = width < leastForTwo ? width : Math.floor((width - 24) / 2);
  const room = otherLayer ? half : width < wide ? width : width - besideWidth;
  const one = (title: string, pattern: Matrix) => html`<div>
    <h3>${title}</h3>
    ${matrix(data, pattern, room, events)}
  </div>`;
  return html`<div class=${otherLayer ? 'matrices two' : 'matrices'}>
    ${one(
      otherLayer ? say('headAtStep', { head: headNumber(open), step: look.step }) : say('rowsLook'),
      shown.reading.pattern,
    )}
    ${
      otherLayer
        ? one(
            say('headAtStep', { head: headNumber(other), step: look.other?.step ?? '' }),
            squareOf(otherLayer, other.head),
          )
        : nothing
    }
  </div>`;
}

/**
 * The same tokens in the same rows, on a scale from 0 to 1: what is knocked out, or another step, shows in the
 * lengths.
 */
function nextBars({ look, shown, vocabulary, say }: OpenHeadData): TemplateResult {
  const { next, nextWithout } = look;
  const stories = nextWithout ? [next, nextWithout] : [next];
  const candidates = stories.map(
    ({ probabilities }): Candidates => ({ probabilities, wordOf: (index) => vocabulary[index] }),
  );
  const most = nextWithout ? mostOfTwo : mostBars;
  const rows = new Set(candidates.flatMap((each) => likeliest(each, most).map(({ index }) => index)));
  const titles = [nextWithout ? say('withEveryHead') : nothing, withoutText(look.question.out, say)];
  return html`<div>
    <h3>${say('nextToken', { word: say.quoted(shown.reading.words.at(-1)) })}</h3>
    <div class="before-after">
    ${candidates.map((each, i) => {
      const bars = barsOf(
        [...rows].map((index) => candidateAt(each, index)),
        each,
        1,
        say,
      );
      return html`<div>
        ${titles[i] === nothing ? nothing : html`<h4>${titles[i]}</h4>`}
        ${bars}
      </div>`;
    })}
    </div>
  </div>`;
}

export function openHead(data: OpenHeadData, events: OpenHeadEvents): TemplateResult {
  const { open, shown, pinned, look, dark, say } = data;
  const isOut = look.question.out.some((head) => isSameHead(head, open));
  return html`<div
    class="open-head"
    role="region"
    aria-label=${headText(open, say)}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && events.close()}
  >
    <div class="row">
      <h3 tabindex="-1">${say('headTitle', open)}</h3>
      <button name="knock-out" @click=${() => events.knockOut(!isOut)}>
        ${say(isOut ? 'putItBack' : 'knockItOut')}
      </button>
      ${comparison(data, events)}
      ${
        data.steps.length > 1
          ? html`<button name="forming" @click=${events.saveForming}>${say('saveForming')}</button>
              <span class="quiet" role="status">${data.notice}</span>`
          : nothing
      }
      <button class="close" aria-label=${say('close')} @click=${events.close}>×</button>
    </div>
    <div class="beside">
      <div class="reading">
        <svg class="arcs" height=${arcsHeight} aria-hidden="true"></svg>
        ${tokens(openHeadLine(data), {
          preview: (query) => events.preview(query === undefined ? undefined : { query, key: pinned.key }),
          pin: (query) => events.pin({ query }),
          undo() {},
        })}
        <p class="say">${summaryOf(shown, say)}</p>
      </div>
      ${nextBars(data)}
    </div>
    <div class=${look.other ? '' : 'beside'}>
      ${matrices(data, { preview: events.preview, pin: events.pin })}
      <div>
        <h3>${say('fromTwoVectors')}</h3>
        ${pair(pairData(pinned, say), { dark, choose: events.pin })}
      </div>
    </div>
  </div>`;
}
