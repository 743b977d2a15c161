// Numbers as a table: the first column to the left, the others to the right of their room.
import { cellText, type TableData } from '../table.ts';
import { widthOf } from '../text-width.ts';
import { digit, type Look, text } from './look.ts';
import type { Piece } from './piece.ts';
import { node } from './xml.ts';

const size = 13;
const rowHeight = 24;
const between = 18;

export function table({ caption, columns, rows }: TableData, { colours, say }: Look, room: number): Piece {
  const lines = rows.map(({ name, cells }) => [name, ...cells.map((value) => cellText(value, say))]);
  const widthIn = (column: number) =>
    Math.max(
      widthOf(columns[column] ?? '', size) * 1.1,
      ...lines.map((line) => (line[column] ?? '').length * digit * size),
    );
  const ends: number[] = [];
  for (const column of columns.keys()) ends.push((ends.at(-1) ?? -between) + between + widthIn(column));
  const width = Math.max(ends.at(-1) ?? 0, Math.min(room, 240));
  const row = (line: readonly string[], i: number) =>
    line.map((content, column) =>
      text(content, column === 0 ? 0 : (ends[column] ?? 0), (i + 0.5) * rowHeight, {
        fill: i === 0 ? colours.quiet : colours.ink,
        font: i === 0 || column === 0 ? 'serif' : 'mono',
        size,
        anchor: column === 0 ? 'start' : 'end',
      }),
    );
  const rules = lines.map((_, i) => {
    const y = (i + 1) * rowHeight;
    return node('line', { x1: 0, x2: width, y1: y, y2: y, stroke: colours.rule });
  });
  const nodes = [...rules, ...[columns, ...lines].flatMap(row)];
  return { heading: caption, width, height: (lines.length + 1) * rowHeight, nodes };
}
