// Arcs from a word to those it looks at, as wide as the weights. Words may stand in several rows.
import { fractionOf, type Scale } from './colour.ts';

export interface Point {
  x: number;
  y: number;
}

const path = (...points: Point[]) => points.map(({ x, y }) => `${+x.toFixed(1)},${+y.toFixed(1)}`);

/**
 * From the top of a word, y growing downwards, to another. In the same row an arc above both, but not above `roof`,
 * and over the word itself a small loop; to another row, of words that are `height` high, a wave to the nearer side.
 */
export function arcPath(from: Point, to: Point, roof: number, height: number): string {
  if (from.y !== to.y) {
    const [start, end] =
      to.y < from.y ? [from, { x: to.x, y: to.y + height }] : [{ x: from.x, y: from.y + height }, to];
    const middle = (start.y + end.y) / 2;
    const [a, b, c, d] = path(start, { x: start.x, y: middle }, { x: end.x, y: middle }, end);
    return `M${a}C${b} ${c} ${d}`;
  }
  const isLoop = from.x === to.x;
  const [x0, x1] = isLoop ? [from.x - 9, from.x + 9] : [from.x, to.x];
  const reach = isLoop ? 30 : 24 + Math.abs(x1 - x0) * 0.42;
  const y = Math.max(roof, from.y - reach) * 1.33 - from.y * 0.33; // a cubic reaches three quarters of its handles
  const [a, b, c, d] = path({ x: x0, y: from.y }, { x: x0, y }, { x: x1, y }, { x: x1, y: from.y });
  return `M${a}C${b} ${c} ${d}`;
}

/** In pixels, in proportion to the weight: of a weight as large as `most`, the widest. */
export const arcWidth = (weight: number, most: number) => 0.5 + (9 * weight) / most;

export interface Box {
  left: number;
  width: number;
  top: number;
  height: number;
}

export interface ArcsData {
  /** [T] */
  weights: ArrayLike<number>;
  scale: Scale;
  /** How many of the words the query can see, and how many of the first ones are left out. */
  visible: number;
  leftOut: number;
  query: number;
  /** The words that the query is made from. */
  sources: readonly number[];
}

export interface Arc {
  path: string;
  width: number;
  opacity: number;
}

/** The most arcs: the smallest weights of a long text would be seen as nothing but grey. */
const mostArcs = 48;

/** How much room there is above the first of several rows: most arcs go from one to another. */
export const roomAboveRows = 96;

/** Arcs from the middle of the sources to every word. `height`: how far the first row is below the top. */
export function arcsOver(boxes: readonly Box[], data: ArcsData, height: number): Arc[] {
  const { weights, sources, query, scale, visible, leftOut } = data;
  const first = boxes[0]?.top ?? 0;
  const topOf = ({ left, width, top }: Box): Point => ({ x: left + width / 2, y: height + top - first });
  const tops = boxes.map(topOf);
  // Sources in another row than the query's have no middle that would mean anything.
  const together = sources.filter((position) => tops[position]?.y === tops[query]?.y);
  const asking = (together.length > 0 ? together : [query]).map((position) => tops[position] as Point);
  const from = { x: asking.reduce((sum, { x }) => sum + x, 0) / asking.length, y: (asking[0] as Point).y };
  const order = [...boxes.keys()]
    .slice(leftOut, visible)
    .sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0));
  return order.slice(-mostArcs).map((position) => {
    const weight = weights[position] ?? 0;
    return {
      path: arcPath(from, tops[position] as Point, 4, boxes[position]?.height ?? 0),
      width: arcWidth(weight, scale.to),
      opacity: 0.3 + 0.6 * fractionOf(weight, scale),
    };
  });
}
