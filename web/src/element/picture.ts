// The instrument's picture, from plain data: the reading in one of its views, the next word beside it, and what can be
// said of them below.
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { row } from '../engine/index.ts';
import { bars, type CumulativeData, cumulativeBar, stretchText } from '../views/bars.ts';
import { drawScale, isEven, type Scale } from '../views/colour.ts';
import { headGrid } from '../views/head-grid.ts';
import { heatmap } from '../views/heatmap.ts';
import { lens } from '../views/lens.ts';
import { pair } from '../views/pair.ts';
import type { HeadName } from '../views/reading.ts';
import { foldedTable, table } from '../views/table.ts';
import { tokenLosses } from '../views/token-losses.ts';
import { type TokensData, tokens } from '../views/tokens.ts';
import type { Say } from '../words/say.ts';
import type { Part } from './parts.ts';
import {
  candidatesOf,
  cut,
  cutText,
  drawn,
  nextText,
  pairData,
  patternScale,
  previewWithin,
  type Shown,
  summaryText,
  tableOf,
  tokensData,
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
  /** Room to draw in, in CSS pixels. */
  width: number;
  dark: boolean;
  say: Say;
}

export interface PictureEvents {
  preview(cell: Cell | undefined): void;
  change(change: Partial<State>): void;
  mark(candidate: number | undefined): void;
  toggleTable(open: boolean): void;
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
  const previewedHere = previewed({ ...data, shown: drawn(data.shown) });
  return { ...tokensData(previewedHere, query, data.say, state), dark: data.dark };
}

type Legend = Partial<Record<'scale' | 'sink', boolean>>;

/** What the colours stand for, and the ways to see small differences. */
function legend(scale: Scale, data: PictureData, events: PictureEvents, has: Legend): TemplateResult {
  const { dark, say } = data;
  const { state, controls } = data.shown;
  const isStretched = state.scale === 'stretched';
  const isFirstOut = has.sink === true && state.sink === 'hide';
  const draw = ref((canvas) => canvas && drawScale(canvas as HTMLCanvasElement, dark));
  return html`<p class="scale">
    ${
      isEven(scale)
        ? say('everyWeightSame')
        : html`<span>${say('weight')} <span class="number">${say.share(scale.from)}</span></span
          ><canvas width="120" height="1" aria-hidden="true" ${draw}></canvas
          ><span class="number">${say.share(scale.to)}</span>`
    }
    ${
      controls.has('scale')
        ? html`<button
            aria-pressed=${isStretched}
            @click=${() => events.change({ scale: isStretched ? 'whole' : 'stretched' })}
          >
            ${say('stretch')}
          </button>`
        : nothing
    }
    ${isStretched ? say('isStretched') : nothing}
    ${
      has.sink && controls.has('sink')
        ? html`<button
            aria-pressed=${isFirstOut}
            @click=${() => events.change({ sink: isFirstOut ? 'show' : 'hide' })}
          >
            ${say('withoutFirst')}
          </button>`
        : nothing
    }
    ${isFirstOut ? say('isWithoutFirst') : nothing}
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
    ${legend(shown.scale, data, events, { sink: true })}`;
}

/** Beside bars there is less. */
const roomForReading = ({ width, shown }: PictureData) =>
  width >= wide && shown.parts.includes('bars') ? width - besideReading : width;

function matrix(data: PictureData, events: PictureEvents): TemplateResult {
  const { reading, query, key } = previewed(data);
  const { words, pattern, isCausal, answers } = reading;
  const scale = patternScale(reading, data.shown.state.scale === 'stretched');
  return html`${heatmap(
    { ...data, words, pattern, scale, isCausal, answers, query, key, width: roomForReading(data) },
    { preview: events.preview, pin: (cell) => events.change(pinning(cell)) },
  )}
  ${legend(scale, data, events, {})}`;
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
      knockedOut: data.shown.state.knockOut.filter((head) => typeof head !== 'string'),
      answers: reading.answers,
      cell: { ...(data.preview?.of ?? name), query, key },
      width: roomForReading(data),
      dark: data.dark,
      say: data.say,
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

function drawText(data: PictureData, cumulative: CumulativeData): unknown {
  const { drawing, marked, lastSample, shown, say } = data;
  const number = (text: string) => html`<span class="number">${text}</span>`;
  if (drawing) return say.parts('theDrawIs', { draw: number(say.decimal(shown.reading.draw, 4)) });
  if (marked !== undefined && marked < cumulative.cumulative.length)
    return stretchText(cumulative, marked, say);
  if (!lastSample) return say('eachStretch');
  const { draw, probability } = lastSample;
  return say.parts('drew', {
    draw: number(say.decimal(draw, 4)),
    word: say.quoted(cut(lastSample.word)),
    chance: number(say.share(probability)),
  });
}

function draw(
  data: PictureData,
  cumulative: CumulativeData,
  events: PictureEvents,
  { sampled }: State,
): TemplateResult {
  const { say } = data;
  return html`${cumulativeBar(cumulative, say, data.marked, events.mark)}
    <p class="drawn" aria-live="polite">${drawText(data, cumulative)}</p>
    <div class="actions">
      <button class="sample primary" @click=${events.sample}>${say('sample')}</button>
      <button class="undo" ?disabled=${sampled.length === 0} @click=${events.undo}>${say('undo')}</button>
    </div>`;
}

function next(data: PictureData, events: PictureEvents): TemplateResult {
  const { reading, query, state } = previewed(data);
  const cumulative: CumulativeData = {
    candidates: candidatesOf(previewed(data)),
    cumulative: row(reading.cumulative, query),
    chosen: reading.chosen[query] ?? 0,
    draw: data.drawing ? reading.draw : undefined,
  };
  return html`<div class="next" part="bars">
    <h2>${nextText(reading, query, data.say)}</h2>
    ${bars(cumulative.candidates, mostBars, data.say, data.drawing ? cumulative.chosen : undefined)}
    ${data.shown.controls.has('sample') ? draw(data, cumulative, events, state) : nothing}
  </div>`;
}

/** What is to be seen, or is still. */
export function words({ problem, say }: PictureData, summary: string): TemplateResult {
  const still = problem !== undefined && summary !== '' ? say('stillShown') : '';
  return html`<p class="summary" part="summary" role="status">${say.together(still, summary)}</p>`;
}

function summary(data: PictureData, whole: Shown): TemplateResult {
  const { say } = data;
  return words(data, say.together(summaryText(previewed(data), say), cutText(whole.reading, say)));
}

/** The numbers behind the pictures that are shown; folded, where it is but one more thing beside them. */
function numbers({ shown, isTableOpen, say }: PictureData, events: PictureEvents): TemplateResult {
  const data = () => tableOf(shown, say);
  if (shown.state.show.length > 0) return html`<div class="table" part="table">${table(data(), say)}</div>`;
  return foldedTable(isTableOpen, events.toggleTable, say, data);
}

function losses({ shown, dark, say }: PictureData): TemplateResult {
  const { words, likelihoods = [] } = shown.reading;
  return tokenLosses(words, likelihoods, dark, say);
}

function lensPart({ shown, dark, say }: PictureData): TemplateResult | typeof nothing {
  const { words, lens: data } = shown.reading;
  return data ? lens({ ...data, words, dark, say }) : nothing;
}

type Drawn = TemplateResult | typeof nothing;
type Picture = (data: PictureData, events: PictureEvents) => Drawn;

/** What beside which the next word may stand, and what the style sheet calls it. */
const pictures: Partial<Record<Part, { draw: Picture; view: string }>> = {
  arcs: { draw: line, view: 'line' },
  matrix: { draw: matrix, view: 'matrix' },
  heads: { draw: heads, view: 'heads' },
  pair: {
    draw: ({ shown, dark, say }, events) =>
      pair(pairData(shown, say), { dark, choose: (cell) => events.change(pinning(cell)) }),
    view: 'pair',
  },
  lens: { draw: lensPart, view: 'lens' },
  losses: { draw: losses, view: 'losses' },
};

/** Parts but the sentence, one under another; bars beside the picture that they follow, where there is room. */
export function picture(parts: readonly Part[], whole: PictureData, events: PictureEvents): Drawn[] {
  const data = { ...whole, shown: drawn(whole.shown) };
  const stale = data.problem === undefined ? '' : ' stale';
  return parts.map((part, i) => {
    const picture = pictures[part];
    if (picture) {
      const isBesideBars = parts[i + 1] === 'bars';
      return html`<div class=${`stage${isBesideBars ? '' : ' alone'}${stale}`} data-view=${picture.view}>
        <div class="reading" part=${part}>${picture.draw(data, events)}</div>
        ${isBesideBars ? next(data, events) : nothing}
      </div>`;
    }
    if (part === 'bars' && !pictures[parts[i - 1] as Part])
      return html`<div class=${`stage alone${stale}`}>${next(data, events)}</div>`;
    if (part === 'summary') return summary(data, whole.shown);
    return part === 'table' ? numbers(data, events) : nothing;
  });
}
