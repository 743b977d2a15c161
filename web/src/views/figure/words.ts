// A text in as many lines as it needs.
import { wrapped } from '../text-width.ts';
import { type Look, text } from './look.ts';
import type { Piece } from './piece.ts';

const lineHeight = 1.5;

export function words(content: string, size: number, { colours }: Look, width: number): Piece {
  const lines = wrapped(content.trim(), size, width);
  const height = size * lineHeight;
  const nodes = lines.map((line, i) => text(line, 0, (i + 0.5) * height, { fill: colours.ink, size }));
  return { width, height: lines.length * height, nodes };
}
