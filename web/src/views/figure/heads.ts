// Every head of every layer as a small map of the same sentence.
import { decidingCells } from '../decides.ts';
import { type HeadGridData, headNumber, isSameHead } from '../head-grid.ts';
import { labels } from '../labels.ts';
import { grid, gridIn, gridLabels } from '../map-layout.ts';
import type { HeadName, Tensor } from '../reading.ts';
import { cells, legend, legendHeight } from './cells.ts';
import { type Look, text } from './look.ts';
import { moved, type Piece } from './piece.ts';
import { type Node, node } from './xml.ts';

export interface HeadsData
  extends Pick<HeadGridData, 'words' | 'patterns' | 'open' | 'knockedOut' | 'answers'> {
  query: number;
}

const scale = { from: 0, to: 1 };
const nameHeight = 20;

const rings = ({ answers }: HeadsData, cell: number, { colours }: Look): Node[] =>
  decidingCells(answers).map(({ query, key }) =>
    node('rect', {
      x: key * cell - 1,
      y: query * cell - 1,
      width: cell + 2,
      height: cell + 2,
      fill: 'none',
      stroke: colours.key,
      'stroke-width': 1.5,
    }),
  );

function map(data: HeadsData, name: HeadName, side: number, look: Look): Node {
  const { words, patterns, open, knockedOut } = data;
  const { data: weights } = patterns[name.layer] as Tensor;
  const { length } = words;
  const isOpen = isSameHead(open, name);
  const isOut = knockedOut.some((other) => isSameHead(other, name));
  const { ink, quiet } = look.colours;
  const offset = name.head * length * length;
  const drawn = cells({ data: weights, offset, length, scale, isCausal: true }, side, look);
  const frame = {
    x: -2,
    y: -2,
    width: side + 4,
    height: side + 4,
    fill: 'none',
    stroke: ink,
    'stroke-width': 1.5,
  };
  return node(
    'g',
    {},
    node('g', { opacity: isOut ? 0.25 : undefined }, ...drawn),
    ...rings(data, side / length, look),
    isOpen ? node('rect', frame) : undefined,
    text(headNumber(name), side / 2, side + nameHeight / 2 + 2, {
      fill: isOpen ? ink : quiet,
      font: 'mono',
      anchor: 'middle',
      bold: isOpen,
      ...(isOut ? { decoration: 'line-through' as const } : {}),
    }),
  );
}

/** Layers downwards, heads to the right, as many beside each other as there is room for. */
export function heads(data: HeadsData, look: Look, width: number): Piece {
  const { words, patterns, query } = data;
  const count = patterns[0]?.shape[0] ?? 1;
  const { hasLabels, beside, side } = gridIn(width, count);
  const begin = hasLabels ? grid.labelRoom : grid.chrome / 2;
  const cell = side + grid.chrome + grid.gap;
  const rowHeight = side + grid.chrome + nameHeight + 8;
  const rows = Math.ceil(count / beside);
  const { query: selected, quiet } = look.colours;
  const nodes = patterns.flatMap((_, layer) => {
    const top = layer * rows * rowHeight + 3;
    const words_ = labels(gridLabels(words, side, query), (word, middle, isSelected) =>
      text(word, begin - 6, top + middle, {
        fill: isSelected ? selected : quiet,
        anchor: 'end',
        bold: isSelected,
      }),
    );
    const maps = Array.from({ length: count }, (_, head) => {
      const [x, y] = [begin + (head % beside) * cell, top + Math.floor(head / beside) * rowHeight];
      return moved(x, y, [map(data, { layer, head }, side, look)]);
    });
    return [...(hasLabels ? words_ : []), ...maps];
  });
  const height = patterns.length * rows * rowHeight + legendHeight;
  return {
    width: Math.max(begin + beside * cell - grid.gap, 240),
    height,
    nodes: [...nodes, ...legend(scale, height - 12, look)],
  };
}
