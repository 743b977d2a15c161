// The sentence with its arcs and weights, laid out by what letters take.
import { arcsOver, type Box, roomAboveRows } from '../arcs.ts';
import { fitted, widthOf } from '../text-width.ts';
import { directionOf } from '../token-name.ts';
import { manyWords, severalWords, type TokensData } from '../tokens.ts';
import { digit, type Look, text, weightFill } from './look.ts';
import type { Piece } from './piece.ts';
import { type Node, node } from './xml.ts';

export type SentenceData = Omit<TokensData, 'dark'>;

interface Sizes {
  font: number;
  word: number;
  space: number;
  padding: number;
}

const sizesFor = (count: number): Sizes =>
  count > manyWords
    ? { font: 17, word: 26, space: 4, padding: 5 }
    : count > severalWords
      ? { font: 18, word: 28, space: 5, padding: 5 }
      : { font: 22, word: 32, space: 8, padding: 7 };

const numberSize = 13;
const numberHeight = 20;
/** Of any weight, so that words stand in the same places whatever it is: two pictures can be laid over each other. */
const numberRoom = '<.001'.length * digit * numberSize;
const betweenRows = 30;
const edge = 3; // for the ring around the query

const weightText = (data: SentenceData, i: number) =>
  isMasked(data, i) ? '–' : data.say.share(data.weights[i] ?? 0);
const isMasked = ({ visible, leftOut }: SentenceData, i: number) => i >= visible || i < leftOut;

/** Where the words come to stand: in rows, as long as there is room. */
function boxesOf(data: SentenceData, room: number, { font, word, space, padding }: Sizes): Box[] {
  const height = word + numberHeight;
  let [left, top] = [edge, 0];
  const boxes = data.words.map((text) => {
    const letters = Math.max(widthOf(text, font) * 1.04, numberRoom);
    const width = Math.min(letters + 2 * padding, room - 2 * edge);
    if (left > edge && left + width > room - edge) [left, top] = [edge, top + height + betweenRows];
    const box = { left, top, width, height };
    left += width + space;
    return box;
  });
  if (directionOf(data.words) === 'ltr') return boxes;
  return boxes.map((box) => ({ ...box, left: room - box.left - box.width }));
}

/** How far above the first row arcs reach: all of one row go over it. */
function roomAbove(boxes: readonly Box[], { query, visible }: SentenceData): number {
  if (boxes.some(({ top }) => top > 0)) return roomAboveRows;
  const middle = (i: number) => (boxes[i]?.left ?? 0) + (boxes[i]?.width ?? 0) / 2;
  const reach = Math.max(
    ...[...boxes.keys()].slice(0, visible).map((i) => Math.abs(middle(i) - middle(query))),
  );
  return Math.min(168, 34 + 0.42 * reach);
}

function outline(box: Box, y: number, height: number, stroke: string, room: number): Node {
  return node('rect', {
    x: box.left - room,
    y: y - room,
    width: box.width + 2 * room,
    height: height + 2 * room,
    rx: 4,
    fill: 'none',
    stroke,
    'stroke-width': 2,
  });
}

function word(data: SentenceData, i: number, box: Box, y: number, look: Look, sizes: Sizes): Node {
  const { words, weights, scale, query, decides, sources, sampledFrom } = data;
  const { colours } = look;
  const masked = isMasked(data, i);
  const { fill, on } = weightFill(weights[i] ?? 0, scale, look);
  const middle = box.left + box.width / 2;
  const size = { x: box.left, width: box.width, height: sizes.word };
  const below = { x1: box.left, x2: box.left + box.width, y1: y + sizes.word + 2, y2: y + sizes.word + 2 };
  const isSource = sources.includes(i) && sources.some((source) => source !== query);
  const isQuery = i === query;
  return node(
    'g',
    {},
    masked ? undefined : node('rect', { ...size, y, rx: 4, fill }),
    text(fitted(words[i] ?? '', sizes.font, box.width), middle, y + sizes.word / 2, {
      fill: masked ? colours.quiet : on,
      size: sizes.font,
      anchor: 'middle',
      bold: isQuery,
    }),
    decides.includes(i) ? outline(box, y, sizes.word, colours.key, 0) : undefined,
    isQuery ? outline(box, y, sizes.word, colours.query, 2) : undefined,
    isSource ? node('line', { ...below, stroke: colours.query, 'stroke-width': 2 }) : undefined,
    i >= sampledFrom
      ? node('line', { ...below, stroke: colours.quiet, 'stroke-dasharray': '2 3' })
      : undefined,
    text(weightText(data, i), middle, y + sizes.word + 12, {
      fill: isQuery ? colours.query : colours.quiet,
      font: 'mono',
      size: numberSize,
      anchor: 'middle',
      bold: isQuery,
    }),
  );
}

export function sentenceWithArcs(data: SentenceData, look: Look, width: number): Piece {
  const sizes = sizesFor(data.words.length);
  const boxes = boxesOf(data, width, sizes);
  const above = roomAbove(boxes, data);
  const arcs = arcsOver(boxes, data, above).map((arc) =>
    node('path', { d: arc.path, 'stroke-width': arc.width, 'stroke-opacity': arc.opacity }),
  );
  const strokes = { fill: 'none', stroke: look.colours.query, 'stroke-linecap': 'round' };
  const words = boxes.map((box, i) => word(data, i, box, above + box.top, look, sizes));
  const last = boxes.at(-1) as Box;
  return { width, height: above + last.top + last.height, nodes: [node('g', strokes, ...arcs), ...words] };
}
