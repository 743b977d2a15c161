// A map of weights as squares, those of a colour in one path; what is masked is greyed; and the scale that the colours
// have.
import { isEven, type Scale } from '../colour.ts';
import { fillOf, type Look, text, weightFill } from './look.ts';
import { type Node, node } from './xml.ts';

export interface Weights {
  /** [T, T] from `offset` on */
  data: ArrayLike<number>;
  offset: number;
  length: number;
  scale: Scale;
  isCausal: boolean;
}

/** The part behind the mask, as one shape: a stair. */
function masked(length: number, cell: number, { colours }: Look): Node {
  const at = (i: number) => Number((i * cell).toFixed(2));
  const stairs = Array.from({ length: length - 1 }, (_, i) => `V${at(i + 1)}H${at(i + 2)}`);
  const d = `M${at(1)},0${stairs.join('')}V0Z`;
  return node('path', { d, fill: colours.rule, 'fill-opacity': 0.45, stroke: 'none' });
}

/** From the corner at 0, 0. */
export function cells(weights: Weights, side: number, look: Look): Node[] {
  const { data, offset, length, scale, isCausal } = weights;
  const cell = side / length;
  const squares = new Map<string, string>();
  for (let i = 0; i < length; ++i) {
    for (let j = 0; j < (isCausal ? i + 1 : length); ++j) {
      const { fill } = weightFill(data[offset + i * length + j] ?? 0, scale, look);
      const [x, y, to] = [j * cell, i * cell, (j + 1) * cell].map((n) => Number(n.toFixed(2)));
      const size = `M${x},${y}H${to}v${Number(cell.toFixed(2))}H${x}z`;
      squares.set(fill, (squares.get(fill) ?? '') + size);
    }
  }
  const paths = Array.from(squares, ([fill, d]) => node('path', { fill, d }));
  return [
    node('g', { 'shape-rendering': 'crispEdges', stroke: 'none' }, ...paths),
    ...(isCausal && length > 1 ? [masked(length, cell, look)] : []),
  ];
}

const [steps, stepWidth] = [32, 4];

/** What the colours stand for. */
export function legend(scale: Scale, y: number, look: Look): Node[] {
  const { say, colours } = look;
  const fill = colours.quiet;
  if (isEven(scale)) return [text(say('everyWeightSame'), 0, y, { fill, font: 'sans' })];
  const [begin, end] = [92, 92 + steps * stepWidth];
  const strip = Array.from({ length: steps }, (_, i) =>
    node('rect', {
      x: begin + i * stepWidth,
      y: y - 6,
      width: stepWidth,
      height: 12,
      fill: fillOf(i / (steps - 1), look).fill,
    }),
  );
  return [
    text(say('weight'), 0, y, { fill, font: 'sans' }),
    text(say.share(scale.from), begin - 8, y, { fill, font: 'mono', anchor: 'end' }),
    node('g', { 'shape-rendering': 'crispEdges' }, ...strip),
    text(say.share(scale.to), end + 8, y, { fill, font: 'mono' }),
  ];
}

export const legendHeight = 28;
