// The candidates for the next word as bars, and the same probabilities laid end to end with the draw among them.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Say } from '../words/say.ts';
import { within } from './numbers.ts';
import { styled } from './styled.ts';

export interface Candidate {
  /** Its place among the candidates, 0 to N - 1. */
  index: number;
  /** The word it stands for; undefined where the published lookup leaves the vocabulary. */
  word: string | undefined;
  probability: number;
}

/** Its word; where there is none, the published lookup points outside the vocabulary. */
export const candidateName = ({ word, index }: Candidate, say: Say) => word ?? say('noWord', { index });

/** All candidates: of a large vocabulary very many, which are looked at one by one only where they are shown. */
export interface Candidates {
  /** [N] */
  readonly probabilities: Float64Array;
  wordOf(index: number): string | undefined;
}

export const candidateAt = ({ probabilities, wordOf }: Candidates, index: number): Candidate => ({
  index,
  word: wordOf(index),
  probability: probabilities[index] ?? 0,
});

/** The most probable, in this order; of equal ones the first come first. */
export function likeliest(candidates: Candidates, most: number): Candidate[] {
  const { probabilities } = candidates;
  const best: number[] = [];
  probabilities.forEach((probability, index) => {
    const least = best.length < most ? -1 : (probabilities[best.at(-1) as number] ?? 0);
    if (probability <= least) return;
    const place = best.findIndex((other) => (probabilities[other] ?? 0) < probability);
    best.splice(place < 0 ? best.length : place, 0, index);
    best.length = Math.min(best.length, most);
  });
  return best.map((index) => candidateAt(candidates, index));
}

/** Bars for some of the candidates; a bar as long as its room has the probability `full`. `chosen` stands out. */
export function barsOf(
  shown: readonly Candidate[],
  { probabilities }: Candidates,
  full: number,
  say: Say,
  chosen?: number,
): TemplateResult {
  const rest = probabilities.length - shown.length;
  return html`<ol class="bars">
      ${shown.map(
        (candidate) => html`<li class=${candidate.index === chosen ? 'candidate chosen' : 'candidate'}>
          <span class="word">${candidateName(candidate, say)}</span>
          <span class="number">${say.share(candidate.probability)}</span>
          <span class="bar" ${styled({ width: `${(100 * candidate.probability) / full}%` })}></span>
        </li>`,
      )}
    </ol>
    ${rest > 0 ? html`<p class="rest">${say.count('andOthers', rest)}</p>` : nothing}`;
}

/** Bars for the most probable candidates, and for the one that a draw has fallen on, if it is to be shown. */
export function bars(
  candidates: Candidates,
  most: number,
  say: Say,
  chosen: number | undefined,
): TemplateResult {
  const shown = likeliest(candidates, most);
  const isOutside = chosen !== undefined && !shown.some(({ index }) => index === chosen);
  const extra = isOutside ? [candidateAt(candidates, chosen)] : [];
  return barsOf([...shown, ...extra], candidates, shown[0]?.probability ?? 1, say, chosen);
}

export interface CumulativeData {
  candidates: Candidates;
  /** [N] ends at 1 */
  cumulative: Float64Array;
  /** On [0, 1); undefined while it is not to be shown. */
  draw: number | undefined;
  chosen: number;
}

const barWidth = 1000;
const barHeight = 64;
const stretchGap = 1.5;

/** The stretch of a candidate: [from, to) on [0, 1]. */
export function stretchOf(cumulative: Float64Array, index: number): { from: number; to: number } {
  return { from: index === 0 ? 0 : (cumulative[index - 1] ?? 0), to: cumulative[index] ?? 1 };
}

/**
 * From left to right; neighbours too narrow to be told apart, of a large vocabulary nearly all, make one without an
 * index.
 */
function stretchesOf(cumulative: Float64Array): { from: number; to: number; index?: number }[] {
  const stretches: { from: number; to: number; index?: number }[] = [];
  for (const index of cumulative.keys()) {
    const { from, to } = stretchOf(cumulative, index);
    const last = stretches.at(-1);
    if (barWidth * (to - from) > stretchGap) stretches.push({ from, to, index });
    else if (last && last.index === undefined) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches.filter(({ from, to }) => barWidth * (to - from) > stretchGap);
}

/**
 * The cumulative bar: each candidate has a stretch as long as its probability, and the draw is a point on it. `marked`
 * is the candidate under the pointer, or where the arrow keys have gone; `mark` hears of it.
 */
export function cumulativeBar(
  { cumulative, draw, chosen }: CumulativeData,
  say: Say,
  marked: number | undefined,
  mark: (index: number | undefined) => void,
): TemplateResult {
  const last = cumulative.length - 1;
  const stretch = stretchesOf(cumulative).map(({ from, to, index }) => {
    const isMarked = index !== undefined && index === marked;
    const classes = { stretch: true, chosen: draw !== undefined && index === chosen, marked: isMarked };
    return svg`<rect class=${classMap(classes)} x=${barWidth * from} y="14"
      width=${barWidth * (to - from) - stretchGap} height="36" />`;
  });
  const point = draw === undefined ? nothing : svg`<path class="draw" d="M${draw * barWidth},8V56" />`;
  const under = (event: PointerEvent) => {
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const at = (event.clientX - bounds.left) / bounds.width;
    mark(
      within(
        cumulative.findIndex((end) => at < end),
        last,
      ),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    mark(within((marked ?? -1) + step, last));
  };
  return html`<svg
    class="cumulative"
    role="img"
    tabindex="0"
    aria-label=${say.count('candidates', cumulative.length)}
    viewBox="0 0 ${barWidth} ${barHeight}"
    preserveAspectRatio="none"
    @pointermove=${under}
    @pointerdown=${under}
    @pointerleave=${() => mark(undefined)}
    @blur=${() => mark(undefined)}
    @keydown=${onKey}
  >
    ${stretch}${point}
  </svg>`;
}

/** What the marked stretch is, in words. */
export function stretchText({ candidates, cumulative }: CumulativeData, marked: number, say: Say): unknown[] {
  const { from, to } = stretchOf(cumulative, marked);
  const candidate = candidateAt(candidates, marked);
  const number = (text: string) => html`<span class="number">${text}</span>`;
  return say.parts('stretchOf', {
    word: say.quoted(candidateName(candidate, say)),
    chance: number(say.share(candidate.probability)),
    from: number(say.decimal(from, 4)),
    to: number(say.decimal(to, 4)),
  });
}
