// The candidates for the next word as bars, and the same probabilities laid end to end with the draw among them.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { count, decimal, share } from './numbers.ts';
import { styled } from './styled.ts';

export interface Candidate {
  /** Its place among the candidates, 0 to N - 1. */
  index: number;
  /** The word it stands for; undefined where the published lookup leaves the vocabulary. */
  word: string | undefined;
  probability: number;
}

const candidateName = ({ word, index }: Candidate) => word ?? `position ${index}`;

/** Bars for the most probable candidates. `chosen` is the one that a draw has fallen on, if it is to be shown. */
export function bars(
  candidates: readonly Candidate[],
  most: number,
  chosen: number | undefined,
): TemplateResult {
  const byProbability = [...candidates].sort((a, b) => b.probability - a.probability);
  const shown = byProbability.slice(0, most);
  const isOutside = chosen !== undefined && !shown.some(({ index }) => index === chosen);
  const extra = isOutside ? byProbability.filter(({ index }) => index === chosen) : [];
  const largest = shown[0]?.probability ?? 1;
  const rest = candidates.length - shown.length - extra.length;
  return html`<ol class="bars">
      ${[...shown, ...extra].map(
        (candidate) => html`<li class=${candidate.index === chosen ? 'candidate chosen' : 'candidate'}>
          <span class="word">${candidateName(candidate)}</span>
          <span class="number">${share(candidate.probability)}</span>
          <span class="bar" ${styled({ width: `${(100 * candidate.probability) / largest}%` })}></span>
        </li>`,
      )}
    </ol>
    ${rest > 0 ? html`<p class="rest">and ${count(rest, 'more word')}</p>` : nothing}`;
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

/** The cumulative bar: each candidate has a stretch as long as its probability, and the draw is a point on it. */
export function cumulativeBar({ candidates, cumulative, draw, chosen }: CumulativeData): TemplateResult {
  const start = (i: number) => barWidth * (i === 0 ? 0 : (cumulative[i - 1] ?? 0));
  const stretch = candidates.map((_, i) => {
    const isChosen = draw !== undefined && i === chosen;
    const width = barWidth * (cumulative[i] ?? 0) - start(i);
    return svg`<rect class=${isChosen ? 'stretch chosen' : 'stretch'} x=${start(i)} y="14" width=${Math.max(0, width - 1.5)} height="36" />`;
  });
  const mark = draw === undefined ? nothing : svg`<path class="draw" d="M${draw * barWidth},8V56" />`;
  const chosenName = candidates[chosen] ? candidateName(candidates[chosen]) : '';
  const label =
    draw === undefined
      ? `${count(candidates.length, 'candidate')} laid end to end from 0 to 1`
      : `The draw ${decimal(draw, 4)} falls on ${chosenName}`;
  return html`<svg
    class="cumulative"
    role="img"
    aria-label=${label}
    viewBox="0 0 ${barWidth} ${barHeight}"
    preserveAspectRatio="none"
  >
    ${stretch}${mark}
  </svg>`;
}
