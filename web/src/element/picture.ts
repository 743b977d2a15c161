// The instrument's picture, from plain data: the reading in one of its views, the next word beside it, and what can be
// said of them below.
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { row } from '../engine/index.ts';
import { bars, type CumulativeData, cumulativeBar, stretchText } from '../views/bars.ts';
import { drawScale, isEven, type Scale } from '../views/colour.ts';
import { headGrid } from '../views/head-grid.ts';
import { heatmap } from '../views/heatmap.ts';
import { decimal, share } from '../views/numbers.ts';
import { pair } from '../views/pair.ts';
import type { HeadName } from '../views/reading.ts';
import { foldedTable } from '../views/table.ts';
import { type TokensData, tokens } from '../views/tokens.ts';
import {
  candidatesOf,
  cut,
  cutText,
  drawn,
  pairData,
  patternScale,
  patternTable,
  previewWithin,
  type Shown,
  stepsTable,
  summaryAmongHeads,
  summaryOf,
  tokensData,
  unitOf,
} from './shown.ts';
import { pinning, type State } from './state.ts';

export interface Sample {
  word: string;
  draw: number;
  probability: number;
}

export interface Cell {
  query: number;
  key: number;
  /** Whose map the pointer is on, where there are several. */
  of?: HeadName;
}

export interface PictureData {
  shown: Shown;
  /** The cell under the pointer or the focus, which stands in for the pinned one. */
  preview: Cell | undefined;
  /** Why the reader's last change could not be shown. */
  problem: string | undefined;
  /** Whether the draw is on the bar, its word on its way to the line. */
  drawing: boolean;
  lastSample: Sample | undefined;
  /** The candidate whose stretch of the cumulative bar is being read. */
  marked: number | undefined;
  isTableOpen: boolean;
  /** Whether the colours go from the smallest weight to the largest, in place of 0 to 1. */
  isStretched: boolean;
  /** Whether the first word is left out of the line. */
  isFirstOut: boolean;
  /** Room to draw in, in CSS pixels. */
  width: number;
  dark: boolean;
}

export interface PictureEvents {
  preview(cell: Cell | undefined): void;
  change(change: Partial<State>): void;
  mark(candidate: number | undefined): void;
  toggleTable(open: boolean): void;
  set(how: { isStretched?: boolean; isFirstOut?: boolean }): void;
  sample(): void;
  undo(): void;
}

export const arcsHeight = 168;
const mostBars = 7;
const wide = 720; // from here on the next word stands beside the reading, as in the style sheet
const besideReading = 312;

function previewed({ shown, preview }: PictureData): Shown {
  const { query, key } = previewWithin(preview, shown.reading.words.length) ?? shown;
  return { ...shown, query, key };
}

export function lineData(data: PictureData): TokensData {
  const { query, state } = data.shown;
  return {
    ...tokensData(previewed({ ...data, shown: drawn(data.shown) }), query, {
      sampled: state.sampled.length,
      isStretched: data.isStretched,
      isFirstOut: data.isFirstOut,
    }),
    dark: data.dark,
  };
}

/** What the colours stand for, and the way to see small differences. */
function legend(scale: Scale, data: PictureData, events: PictureEvents): TemplateResult {
  const { isStretched, isFirstOut, dark } = data;
  const { view } = data.shown;
  const draw = ref((canvas) => canvas && drawScale(canvas as HTMLCanvasElement, dark));
  return html`<p class="scale">
    ${
      isEven(scale)
        ? 'every weight is the same'
        : html`<span>weight <span class="number">${share(scale.from)}</span></span
          ><canvas width="120" height="1" aria-hidden="true" ${draw}></canvas
          ><span class="number">${share(scale.to)}</span>`
    }
    <button aria-pressed=${isStretched} @click=${() => events.set({ isStretched: !isStretched })}>stretch</button>
    ${isStretched ? 'to the smallest and the largest weight there is' : nothing}
    ${
      view === 'line'
        ? html`<button aria-pressed=${isFirstOut} @click=${() => events.set({ isFirstOut: !isFirstOut })}>
            without the first
          </button>`
        : nothing
    }
    ${isFirstOut && view === 'line' ? 'the others add up to 1' : nothing}
  </p>`;
}

function line(data: PictureData, events: PictureEvents): TemplateResult {
  const shown = lineData(data);
  return html`<svg class="arcs" height=${arcsHeight} aria-hidden="true"></svg>
    ${tokens(shown, {
      preview: (query) => events.preview(query === undefined ? undefined : { query, key: data.shown.key }),
      pin: (query) => events.change({ query }),
      undo: events.undo,
    })}
    ${legend(shown.scale, data, events)}`;
}

const roomForReading = ({ width }: PictureData) => (width >= wide ? width - besideReading : width);

function matrix(data: PictureData, events: PictureEvents): TemplateResult {
  const { reading, query, key } = previewed(data);
  const { words, pattern, isCausal, answers } = reading;
  const scale = patternScale(reading, data.isStretched);
  return html`${heatmap(
    { words, pattern, scale, isCausal, answers, query, key, width: roomForReading(data), dark: data.dark },
    { preview: events.preview, pin: (cell) => events.change(pinning(cell)) },
  )}
  ${legend(scale, data, events)}`;
}

function heads(data: PictureData, events: PictureEvents): TemplateResult | typeof nothing {
  const { reading, query, key } = previewed(data);
  if (!reading.heads) return nothing;
  const { patterns, name } = reading.heads;
  return headGrid(
    {
      words: reading.words,
      patterns,
      open: name,
      knockedOut: [],
      cell: { ...(data.preview?.of ?? name), query, key },
      width: roomForReading(data),
      dark: data.dark,
    },
    {
      preview: (cell) =>
        events.preview(
          cell && { query: cell.query, key: cell.key, of: { layer: cell.layer, head: cell.head } },
        ),
      open: (head) => events.change({ head }),
    },
  );
}

function drawText(data: PictureData, cumulative: CumulativeData): TemplateResult | string {
  const { drawing, marked, lastSample, shown } = data;
  if (drawing) return html`The draw is <span class="number">${decimal(shown.reading.draw, 4)}</span>.`;
  if (marked !== undefined && marked < cumulative.cumulative.length) return stretchText(cumulative, marked);
  if (!lastSample) return 'Each word has a stretch as long as its chance; a draw picks a point.';
  const { draw, probability } = lastSample;
  const word = cut(lastSample.word);
  return html`Drew <span class="number">${decimal(draw, 4)}</span>: “${word}”, which had
    <span class="number">${share(probability)}</span>.`;
}

function next(data: PictureData, events: PictureEvents): TemplateResult {
  const { reading, query, state } = previewed(data);
  const cumulative: CumulativeData = {
    candidates: candidatesOf(previewed(data)),
    cumulative: row(reading.cumulative, query),
    chosen: reading.chosen[query] ?? 0,
    draw: data.drawing ? reading.draw : undefined,
  };
  return html`<div class="next">
    <h2>next ${unitOf(reading)}, given “${reading.words[query]}”</h2>
    ${bars(cumulative.candidates, mostBars, data.drawing ? cumulative.chosen : undefined)}
    ${cumulativeBar(cumulative, data.marked, events.mark)}
    <p class="drawn" aria-live="polite">${drawText(data, cumulative)}</p>
    <div class="actions">
      <button class="sample primary" @click=${events.sample}>Sample</button>
      <button class="undo" ?disabled=${state.sampled.length === 0} @click=${events.undo}>Undo</button>
    </div>
  </div>`;
}

/** What is to be seen, or is still. */
export function words(problem: string | undefined, summary: string): TemplateResult {
  const isLast = problem !== undefined && summary !== '';
  const still = isLast ? 'Still shown is what could be read last. ' : '';
  return html`<p class="summary" role="status">${still}${summary}</p>`;
}

export function picture(whole: PictureData, events: PictureEvents): TemplateResult {
  const data = { ...whole, shown: drawn(whole.shown) };
  const { shown, problem, isTableOpen, dark } = data;
  const { view, reading } = shown;
  const isMap = view === 'matrix' || view === 'heads';
  const summary = view === 'heads' ? summaryAmongHeads : summaryOf;
  const views = {
    line: () => line(data, events),
    matrix: () => matrix(data, events),
    heads: () => heads(data, events),
    pair: () => pair(pairData(shown), { dark, choose: (cell) => events.change(pinning(cell)) }),
  };
  return html`<div class=${problem === undefined ? 'stage' : 'stage stale'} data-view=${view}>
      <div class="reading">${views[view]()}</div>
      ${next(data, events)}
    </div>
    ${words(problem, summary(previewed(data)) + cutText(whole.shown.reading))}
    ${foldedTable(isTableOpen, events.toggleTable, () => (isMap ? patternTable(reading) : stepsTable(shown)))}`;
}
