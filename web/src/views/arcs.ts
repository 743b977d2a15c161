// Arcs from a word to those it looks at, as wide as the weights. Words may stand in several rows.

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
