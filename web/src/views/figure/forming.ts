// The same picture at several moments, one after another in one SVG: it moves by itself, by CSS alone. Where nothing
// moves (on paper, for readers of SVG without CSS, for eyes that want no motion), the last moment is what is seen.
import { type Look, text } from './look.ts';
import { type About, fileOf, moved, type Piece } from './piece.ts';
import { node } from './xml.ts';

export interface Moment {
  /** What is said of it, above the picture. */
  label: string;
  piece: Piece;
}

const labelRoom = 34;
const edge = 20;
const seconds = 1.4; // of each moment; the last stays twice as long
const fade = 0.18; // of that

const percent = (part: number) => `${Number((100 * part).toFixed(2))}%`;

/** Moment i of `count` is there in its own time, and comes and goes softly. */
function keyframes(i: number, count: number): string {
  const at = (place: number) => percent(place / (count + 1));
  const isLast = i === count - 1;
  const before = i === 0 ? '' : `0%,${at(i - fade)}{opacity:0}`;
  const after = isLast ? '100%{opacity:1}' : `${at(i + 1)}{opacity:1}${at(i + 1 + fade)},100%{opacity:0}`;
  return `@keyframes m${i}{${before}${at(i)}{opacity:1}${after}}`;
}

function styleOf(count: number): string {
  const all = Array.from({ length: count }, (_, i) => i);
  const time = Number((seconds * (count + 1)).toFixed(2));
  return [
    ...all.map((i) => keyframes(i, count)),
    `.moment{animation:${time}s linear infinite}`,
    ...all.map((i) => `.m${i}{animation-name:m${i}}`),
    '@media (prefers-reduced-motion:reduce),print{.moment{animation:none}}',
  ].join('');
}

/** How far it has come: a line, and on it the moment. */
function place(i: number, count: number, width: number, { colours }: Look) {
  const [from, to] = [width - edge - 120, width - edge];
  const x = from + ((to - from) * i) / Math.max(1, count - 1);
  return [
    node('line', { x1: from, x2: to, y1: 22, y2: 22, stroke: colours.rule, 'stroke-width': 2 }),
    node('circle', { cx: x, cy: 22, r: 5, fill: colours.accent }),
  ];
}

export function forming(moments: readonly Moment[], about: About, look: Look): string {
  const count = moments.length;
  const width = Math.max(...moments.map(({ piece }) => piece.width));
  const height = labelRoom + Math.max(...moments.map(({ piece }) => piece.height));
  const nodes = moments.map(({ label, piece }, i) =>
    node(
      'g',
      { class: `moment m${i}`, opacity: i === count - 1 ? undefined : 0 },
      text(label, edge, 22, { fill: look.colours.quiet, font: 'sans', size: 15 }),
      ...place(i, count, width, look),
      moved(0, labelRoom, piece.nodes),
    ),
  );
  return fileOf({ width, height, nodes }, about, look, styleOf(count));
}
