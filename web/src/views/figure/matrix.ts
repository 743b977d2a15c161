// Every query against every key, with the words at its sides, and the weights in the cells that have room for them.
import { decidingCells } from '../decides.ts';
import type { HeatmapData } from '../heatmap.ts';
import { labels } from '../labels.ts';
import { columnLabels, labelRoom, overhang, rowLabelsOf, sideIn, slant } from '../map-layout.ts';
import { cells, legend, legendHeight } from './cells.ts';
import { digit, type Look, text, weightFill } from './look.ts';
import { moved, type Piece } from './piece.ts';
import { type Node, node } from './xml.ts';

export interface MatrixData
  extends Pick<HeatmapData, 'words' | 'pattern' | 'scale' | 'isCausal' | 'answers'> {
  /** The cell with the crosshair. */
  cell?: { query: number; key: number } | undefined;
}

const largestCell = 64;
const leastLetters = 9; // pixels: smaller ones cannot be read

function numbers({ words, pattern, scale, isCausal }: MatrixData, cell: number, look: Look): Node[] {
  const size = Math.min(13, 0.42 * cell);
  if (size < leastLetters) return [];
  const found: Node[] = [];
  for (let i = 0; i < words.length; ++i) {
    for (let j = 0; j < (isCausal ? i + 1 : words.length); ++j) {
      const weight = pattern.data[i * pattern.columns + j] ?? 0;
      const written = look.say.share(weight);
      if (written.length * digit * size > cell - 2) continue;
      const { on } = weightFill(weight, scale, look);
      const lettering = { fill: on, font: 'mono', size, anchor: 'middle' } as const;
      found.push(text(written, (j + 0.5) * cell, (i + 0.5) * cell, lettering));
    }
  }
  return found;
}

const square = (row: number, column: number, cell: number, stroke: string, width: number) =>
  node('rect', {
    x: column * cell,
    y: row * cell,
    width: cell,
    height: cell,
    fill: 'none',
    stroke,
    'stroke-width': width,
  });

function axes({ words, cell }: MatrixData, side: number, { colours, say }: Look): Node[] {
  const named = (isSelected: boolean, colour: 'query' | 'key') => ({
    fill: isSelected ? colours[colour] : colours.quiet,
    bold: isSelected,
  });
  const axis = { font: 'sans', anchor: 'end', bold: true } as const;
  return [
    text(say('queryAxis'), labelRoom - 8, 10, { ...axis, fill: colours.query }),
    text(say('keyAxis'), labelRoom - 8, 28, { ...axis, fill: colours.key }),
    ...labels(rowLabelsOf(words, side, cell?.query ?? -1), (word, middle, isSelected) =>
      text(word, labelRoom - 8, labelRoom + middle, { ...named(isSelected, 'query'), anchor: 'end' }),
    ),
    ...labels(columnLabels(words, side, cell?.key ?? -1), (word, middle, isSelected) =>
      text(word, 0, 0, {
        ...named(isSelected, 'key'),
        transform: `translate(${Number((labelRoom + middle).toFixed(2))} ${labelRoom - 8}) rotate(${slant})`,
      }),
    ),
  ];
}

export function matrix(data: MatrixData, look: Look, width: number): Piece {
  const { words, pattern, answers, cell: chosen } = data;
  const { colours } = look;
  const side = Math.min(sideIn(width), largestCell * words.length);
  const cell = side / words.length;
  const weights = { ...data, data: pattern.data, offset: 0, length: words.length };
  const outlined = decidingCells(answers).map(({ query, key }) => square(query, key, cell, colours.key, 2));
  const map = [
    ...cells(weights, side, look),
    ...numbers(data, cell, look),
    ...outlined,
    ...(chosen ? [square(chosen.query, chosen.key, cell, colours.accent, 2.5)] : []),
  ];
  const height = labelRoom + side + 8 + legendHeight;
  return {
    width: labelRoom + side + overhang,
    height,
    nodes: [
      ...axes(data, side, look),
      moved(labelRoom, labelRoom, map),
      ...legend(data.scale, height - 12, look),
    ],
  };
}
