// Loss against steps, drawn as loss-layout.ts lays it out.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { chartHeight, chartInset, inWords, type LossChartData, lossLayout } from './loss-layout.ts';

export function lossChart(data: LossChartData): TemplateResult {
  const { levels, steps, mark, guess, train, held, points, names } = lossLayout(data);
  return html`<svg class="losses" width=${data.width} height=${chartHeight} role="img" aria-label=${inWords(data)}>
    ${levels.map(
      ({ y, text, line }) => svg`<path class="line" d=${line} />
        <text x=${chartInset.left - 8} y=${y} text-anchor="end" dominant-baseline="central">${text}</text>`,
    )}
    ${steps.map(({ x, text }) => svg`<text x=${x} y=${chartHeight - 6} text-anchor="middle">${text}</text>`)}
    <path class="mark" d=${mark} />
    ${guess === undefined ? nothing : svg`<path class="guess" d=${guess} />`}
    <path class="train" d=${train} />
    <path class="held" d=${held} />
    ${points.map(({ x, y, radius }) => svg`<circle class="held" cx=${x} cy=${y} r=${radius} />`)}
    ${names.map(
      ({ of, x, y, text }) => svg`<text class=${of} x=${x} y=${y} dominant-baseline="central">${text}</text>`,
    )}
  </svg>`;
}
