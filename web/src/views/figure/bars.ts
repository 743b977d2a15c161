// The words that could come next, with their chances.
import { type Candidates, candidateName, likeliest } from '../bars.ts';
import { fitted } from '../text-width.ts';
import { type Look, text } from './look.ts';
import type { Piece } from './piece.ts';
import { node } from './xml.ts';

const most = 7;
const rowHeight = 26;
const wordRoom = 136;
const barsAt = wordRoom + 60;
const longestBar = 360;

export function bars(candidates: Candidates, { colours, say }: Look, width: number): Piece {
  const shown = likeliest(candidates, most);
  const full = shown[0]?.probability || 1;
  const room = Math.min(longestBar, width - barsAt);
  const rest = candidates.probabilities.length - shown.length;
  const rows = shown.flatMap((candidate, i) => {
    const y = (i + 0.5) * rowHeight;
    const length = Math.max(1, (room * candidate.probability) / full);
    return [
      text(fitted(candidateName(candidate, say), 17, wordRoom), 0, y, { fill: colours.ink, size: 17 }),
      text(say.share(candidate.probability), barsAt - 12, y, {
        fill: colours.ink,
        font: 'mono',
        anchor: 'end',
      }),
      node('rect', { x: barsAt, y: y - 6, width: length, height: 12, rx: 2, fill: colours.quiet }),
    ];
  });
  const height = (shown.length + (rest > 0 ? 1 : 0)) * rowHeight;
  const others = text(say.count('andOthers', rest), 0, height - rowHeight / 2, {
    fill: colours.quiet,
    font: 'sans',
  });
  return { width: barsAt + room, height, nodes: rest > 0 ? [...rows, others] : rows };
}
