// The words as points in space, seen from a direction that the reader can turn. Of more than three dimensions the first
// three are drawn; of fewer, the rest are 0.
import { html, svg, type TemplateResult } from 'lit';
import type { Matrix } from './reading.ts';

export interface Direction {
  /** Radians. */
  yaw: number;
  pitch: number;
}

export interface PointsData {
  words: readonly string[];
  /** [V, C], numbers on [0, 1) */
  embeddings: Matrix;
  /** The word that stands out. */
  current: number;
  direction: Direction;
}

const size = 400;
const scale = 235;
const labelHeight = 15;
const letterWidth = 7.5; // about

type Point = readonly [number, number, number];

/** From the unit cube to the picture, without perspective: x and y in pixels, depth towards the viewer. */
function project([x, y, z]: Point, { yaw, pitch }: Direction): Point {
  const [a, b, c] = [x - 0.5, y - 0.5, z - 0.5];
  const across = a * Math.cos(yaw) + c * Math.sin(yaw);
  const away = c * Math.cos(yaw) - a * Math.sin(yaw);
  const up = b * Math.cos(pitch) - away * Math.sin(pitch);
  const depth = away * Math.cos(pitch) + b * Math.sin(pitch);
  return [size / 2 + scale * across, size / 2 - scale * up, depth];
}

const corners: readonly Point[] = [0, 1].flatMap((x) =>
  [0, 1].flatMap((y) => [0, 1].map((z): Point => [x, y, z])),
);

function edges(direction: Direction): TemplateResult[] {
  return corners.flatMap((from) =>
    from.flatMap((coordinate, axis) => {
      if (coordinate === 1) return [];
      const to = from.map((other, i) => (i === axis ? 1 : other)) as unknown as Point;
      const [[x1, y1], [x2, y2]] = [project(from, direction), project(to, direction)];
      return [svg`<line x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`];
    }),
  );
}

function axisNames(dimensions: number, direction: Direction): TemplateResult[] {
  const ends: readonly Point[] = [
    [1.1, 0, 0],
    [0, 1.1, 0],
    [0, 0, 1.1],
  ];
  return ends.slice(0, dimensions).map((end, i) => {
    const [x, y] = project(end, direction);
    return svg`<text class="axis" x=${x} y=${y} text-anchor="middle">${i + 1}</text>`;
  });
}

interface Label {
  left: number;
  right: number;
  y: number;
}

interface Placed {
  word: string;
  isCurrent: boolean;
  place: Point;
  label?: Label;
}

/**
 * Labels to the right of their points, or to the left near the edge; the nearest first, without those they would
 * hit.
 */
function labelled(placed: readonly Placed[]): Placed[] {
  const taken: Label[] = [];
  const nearestFirst = [...placed].sort(
    (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.place[2] - a.place[2],
  );
  return nearestFirst.map((point) => {
    const [x, y] = point.place;
    const width = point.word.length * letterWidth;
    const left = x + 8 + width > size ? x - 8 - width : x + 8;
    const label = { left, right: left + width, y };
    const hits = (other: Label) =>
      Math.abs(other.y - y) < labelHeight && other.left < label.right && left < other.right;
    if (taken.some(hits)) return point;
    taken.push(label);
    return { ...point, label };
  });
}

function dot({ word, isCurrent, place: [x, y, depth], label }: Placed): TemplateResult {
  const isLeft = label !== undefined && label.left < x;
  return svg`<g class=${isCurrent ? 'current' : ''} opacity=${isCurrent ? 1 : 0.75 + 0.25 * depth}>
    <circle cx=${x} cy=${y} r=${isCurrent ? 6 : 3.5 + depth}><title>${word}</title></circle>
    ${label && svg`<text x=${isLeft ? x - 8 : x + 8} y=${y + 4} text-anchor=${isLeft ? 'end' : 'start'}>${word}</text>`}
  </g>`;
}

export function points(
  { words, embeddings, current, direction }: PointsData,
  turn: (to: Direction) => void,
): TemplateResult {
  const at = (i: number, axis: number) =>
    axis < embeddings.columns ? (embeddings.data[i * embeddings.columns + axis] ?? 0) : 0;
  const placed = words.map((word, i) => {
    const place = project([at(i, 0), at(i, 1), at(i, 2)], direction);
    return { word, isCurrent: i === current, place };
  });
  const turnBy = (yaw: number, pitch: number) =>
    turn({ yaw: direction.yaw + yaw, pitch: Math.max(-1.5, Math.min(1.5, direction.pitch + pitch)) });
  const onMove = (event: PointerEvent) => {
    if (event.buttons === 1) turnBy(event.movementX / 120, event.movementY / 120);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12] }[
      event.key
    ];
    if (!step) return;
    event.preventDefault();
    turnBy(step[0] ?? 0, step[1] ?? 0);
  };
  return html`<svg
    viewBox="0 0 ${size} ${size}"
    role="img"
    tabindex="0"
    aria-label="${words.length} words as points in a cube; the arrow keys turn it"
    @pointerdown=${(event: PointerEvent) => (event.currentTarget as Element).setPointerCapture(event.pointerId)}
    @pointermove=${onMove}
    @keydown=${onKey}
  >
    ${edges(direction)}${axisNames(embeddings.columns, direction)}
    ${labelled(placed).reverse().map(dot)}
  </svg>`;
}
