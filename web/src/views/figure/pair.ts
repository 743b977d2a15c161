// One query and one key: the vectors, and every step from them to the weight.
import { keyName, largestOf, type PairData, stepsOf } from '../pair-steps.ts';
import { fitted, wrapped } from '../text-width.ts';
import { mostCells } from '../vector.ts';
import { digit, fillOf, type Look, text } from './look.ts';
import { moved, type Piece } from './piece.ts';
import { type Node, node } from './xml.ts';

const nameRoom = 148;
const [cellWidth, cellHeight, gap] = [50, 24, 2];
const valueAt = 136;
const noteAt = 248;
const noteSize = 14;
const lineHeight = 20;

interface Strip {
  name: string;
  fill: string;
  of: string;
  numbers: Float64Array;
  largest: number;
}

function cell(number: number, x: number, y: number, largest: number, look: Look): Node[] {
  const { fill, on } = fillOf(Math.abs(number) / (largest || 1), look);
  const size = { width: cellWidth - gap, height: cellHeight - gap };
  const below = { x, y: y + size.height - 3, width: size.width, height: 3, fill: look.colours.accent };
  return [
    node('rect', { x, y, ...size, rx: 3, fill }),
    ...(number < 0 ? [node('rect', below)] : []),
    text(look.say.fixed(number), x + size.width / 2, y + size.height / 2, {
      fill: on,
      font: 'mono',
      anchor: 'middle',
    }),
  ];
}

/** A vector with its name, as cells in as many rows as it needs, and below them what it is of. */
function strip({ name, fill, of, numbers, largest }: Strip, look: Look, width: number): Piece {
  const shown = Array.from(numbers).slice(0, mostCells);
  const beside = Math.max(1, Math.floor((width - nameRoom) / cellWidth));
  const place = (i: number) =>
    [nameRoom + (i % beside) * cellWidth, Math.floor(i / beside) * cellHeight] as const;
  const rest = numbers.length - shown.length;
  const rows = Math.ceil(shown.length / beside);
  const about = rest > 0 ? look.say.count('andMoreNumbers', rest, { of }) : of;
  const height = rows * cellHeight + lineHeight;
  const note = fitted(about, noteSize, width - nameRoom);
  return {
    width,
    height,
    nodes: [
      text(name, 0, cellHeight / 2, { fill, font: 'mono', size: 15 }),
      ...shown.flatMap((number, i) => cell(number, ...place(i), largest, look)),
      text(note, nameRoom, height - lineHeight / 2 + 2, { fill: look.colours.quiet, size: noteSize }),
    ],
  };
}

function steps(data: PairData, look: Look, width: number): Piece {
  const { ink, quiet, rule, query } = look.colours;
  let y = 0;
  const all = stepsOf(data);
  const nodes = all.flatMap(({ formula, value, note }, i) => {
    const lines = wrapped(note, noteSize, width - noteAt);
    const top = y + lineHeight / 2 + 6;
    y += lines.length * lineHeight + 12;
    const isLast = i === all.length - 1;
    const size = Math.min(15, (valueAt - 8) / (formula.length * digit));
    return [
      node('line', {
        x1: 0,
        x2: width,
        y1: top - lineHeight / 2 - 6,
        y2: top - lineHeight / 2 - 6,
        stroke: rule,
      }),
      text(formula, 0, top, { fill: ink, font: 'mono', size }),
      text(`= ${data.say.decimal(value)}`, valueAt, top, {
        fill: isLast ? query : ink,
        font: 'mono',
        bold: isLast,
        size: 15,
      }),
      ...lines.map((line, j) => text(line, noteAt, top + j * lineHeight, { fill: quiet, size: noteSize })),
    ];
  });
  return { width, height: y, nodes };
}

export function pair(data: PairData, look: Look, room: number): Piece {
  const { q, k, v, output, weight, words, key, queryName, say } = data;
  const width = Math.min(room, 960);
  const { query: queryColour, key: keyColour, ink } = look.colours;
  const products = q.map((n, i) => n * (k[i] ?? 0));
  const largest = largestOf(q, k);
  const of = say.quoted(words[key]);
  const strips: Strip[] = [
    { name: say('query'), fill: queryColour, of: queryName, numbers: q, largest },
    { name: say('key'), fill: keyColour, of: keyName(data), numbers: k, largest },
    { name: 'q × k', fill: ink, of: say('addUp'), numbers: products, largest: largestOf(products) },
  ];
  const given = v && output ? { v, output, largest: largestOf(v, output) } : undefined;
  const fromAll = say(output?.some((n) => n !== 0) ? 'fromAllKeys' : 'nothingHandedOn');
  const ends: Strip[] = given
    ? [
        {
          name: say('value'),
          fill: ink,
          of: say('ofWord', { word: of }),
          numbers: given.v,
          largest: given.largest,
        },
        {
          name: `× ${say.decimal(weight)}`,
          fill: ink,
          of: say('fromThisKey'),
          numbers: given.v.map((n) => weight * n),
          largest: given.largest,
        },
        { name: say('output'), fill: ink, of: fromAll, numbers: given.output, largest: given.largest },
      ]
    : [];
  const drawn = [
    ...strips.map((one) => strip(one, look, width)),
    steps(data, look, width),
    ...ends.map((one) => strip(one, look, width)),
  ];
  return below(drawn);
}

function below(pieces: readonly Piece[]): Piece {
  let height = 0;
  const nodes = pieces.map((piece) => {
    const placed = moved(0, height, piece.nodes);
    height += piece.height + 10;
    return placed;
  });
  return { width: Math.max(...pieces.map(({ width }) => width)), height: height - 10, nodes };
}
