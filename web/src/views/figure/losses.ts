// The loss curve.
import { chartHeight, chartInset, type LossChartData, lossLayout } from '../loss-layout.ts';
import { type Look, text } from './look.ts';
import type { Piece } from './piece.ts';
import { node } from './xml.ts';

export function losses(data: Omit<LossChartData, 'width'>, { colours }: Look, width: number): Piece {
  const { levels, steps, mark, guess, train, held, points, names } = lossLayout({ ...data, width });
  const line = (d: string, stroke: string, others = {}) =>
    node('path', { d, fill: 'none', stroke, ...others });
  const { ink, quiet, rule, accent } = colours;
  const numbers = { fill: quiet, font: 'mono' } as const;
  return {
    width,
    height: chartHeight,
    nodes: [
      ...levels.flatMap(({ y, text: level, line: d }) => [
        line(d, rule),
        text(level, chartInset.left - 8, y, { ...numbers, anchor: 'end' }),
      ]),
      ...steps.map(({ x, text: step }) => text(step, x, chartHeight - 10, { ...numbers, anchor: 'middle' })),
      line(mark, accent),
      ...(guess === undefined ? [] : [line(guess, quiet, { 'stroke-dasharray': '4 4' })]),
      line(train, quiet),
      ...(points.length > 0 ? [line(held, ink, { 'stroke-width': 2 })] : []),
      ...points.map(({ x, y, radius }) => node('circle', { cx: x, cy: y, r: radius, fill: ink })),
      ...names.map(({ of, x, y, text: name }) =>
        text(name, x, y, { font: 'mono', fill: of === 'held' ? ink : quiet, bold: of === 'held' }),
      ),
    ],
  };
}
