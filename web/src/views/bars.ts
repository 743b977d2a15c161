// The candidates for the next word as bars, and the same probabilities laid end to end with the draw among them.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { count, decimal, share, within } from './numbers.ts';
import { styled } from './styled.ts';

export interface Candidate {
  /** Its place among the candidates, 0 to N - 1. */
  index: number;
  /** The word it stands for; undefined where the published lookup leaves the vocabulary. */
  word: string | undefined;
  probability: number;
}

/** Its word; where there is none, the published lookup points outside the vocabulary. */
export const candidateName = ({ word, index }: Candidate) => word ?? `(no word ${index})`;

/**
 * Bars for the most probable candidates. `chosen` is the one that a draw has fallen on, if it is to be shown; `full` the
 * probability of a bar as long as its room, the largest one's unless bars elsewhere are to be compared with these.
 */
export function bars(
  candidates: readonly Candidate[],
  most: number,
  chosen: number | undefined,
  full?: number,
): TemplateResult {
  const byProbability = [...candidates].sort((a, b) => b.probability - a.probability);
  const shown = byProbability.slice(0, most);
  const isOutside = chosen !== undefined && !shown.some(({ index }) => index === chosen);
  const extra = isOutside ? byProbability.filter(({ index }) => index === chosen) : [];
  const longest = full ?? shown[0]?.probability ?? 1;
  const rest = candidates.length - shown.length - extra.length;
  return html`<ol class="bars">
      ${[...shown, ...extra].map(
        (candidate) => html`<li class=${candidate.index === chosen ? 'candidate chosen' : 'candidate'}>
          <span class="word">${candidateName(candidate)}</span>
          <span class="number">${share(candidate.probability)}</span>
          <span class="bar" ${styled({ width: `${(100 * candidate.probability) / longest}%` })}></span>
        </li>`,
      )}
    </ol>
    ${rest > 0 ? html`<p class="rest">and ${count(rest, 'other')}</p>` : nothing}`;
}

export interface CumulativeData {
  candidates: readonly Candidate[];
  /** [N] ends at 1 */
  cumulative: Float64Array;
  /** On [0, 1); undefined while it is not to be shown. */
  draw: number | undefined;
  chosen: number;
}

const barWidth = 1000;
const barHeight = 64;

/** The stretch of a candidate: [from, to) on [0, 1]. */
export function stretchOf(cumulative: Float64Array, index: number): { from: number; to: number } {
  return { from: index === 0 ? 0 : (cumulative[index - 1] ?? 0), to: cumulative[index] ?? 1 };
}

/**
 * The cumulative bar: each candidate has a stretch as long as its probability, and the draw is a point on it. `marked`
 * is the candidate under the pointer, or where the arrow keys have gone; `mark` hears of it.
 */
export function cumulativeBar(
  { candidates, cumulative, draw, chosen }: CumulativeData,
  marked: number | undefined,
  mark: (index: number | undefined) => void,
): TemplateResult {
  const last = candidates.length - 1;
  const stretch = candidates.map((_, i) => {
    const { from, to } = stretchOf(cumulative, i);
    const classes = { stretch: true, chosen: draw !== undefined && i === chosen, marked: i === marked };
    return svg`<rect class=${classMap(classes)} x=${barWidth * from} y="14"
      width=${Math.max(0, barWidth * (to - from) - 1.5)} height="36" />`;
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
    aria-label="${count(candidates.length, 'candidate')} laid end to end from 0 to 1; the arrow keys move over them"
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
export function stretchText({ candidates, cumulative }: CumulativeData, marked: number): TemplateResult {
  const { from, to } = stretchOf(cumulative, marked);
  const candidate = candidates[marked] as Candidate;
  return html`“${candidateName(candidate)}” has <span class="number">${share(candidate.probability)}</span>, from
    <span class="number">${decimal(from, 4)}</span> to <span class="number">${decimal(to, 4)}</span>.`;
}
