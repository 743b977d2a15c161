// A card, as it stands beside a link: 1200 × 630, a few words, one picture as large as there is room for, and a line.
import { fitted, wrapped } from '../text-width.ts';
import { type Look, text } from './look.ts';
import { type About, fileOf, type Piece } from './piece.ts';
import { node } from './xml.ts';

export const [cardWidth, cardHeight] = [1200, 630];
/** What is left of the width between the margins. */
export const cardRoom = 1056;
const margin = (cardWidth - cardRoom) / 2;
const [titleSize, titleHeight, mostLines] = [52, 66, 2];
const lineSize = 30;

interface CardData {
  title: string;
  picture: Piece;
  /** Below it. */
  line: string;
}

/** What does not fit is cut, and seen to be. */
function titleLines(title: string): string[] {
  const lines = wrapped(title, titleSize, cardRoom);
  const last = lines.slice(mostLines - 1).join(' ');
  return [...lines.slice(0, mostLines - 1), ...(last ? [fitted(last, titleSize, cardRoom)] : [])];
}

export function card({ title, picture, line }: CardData, about: About, look: Look): string {
  const { ink, quiet } = look.colours;
  const lines = titleLines(title);
  const top = margin + lines.length * titleHeight;
  const bottom = cardHeight - margin - lineSize;
  const scale = Math.min(cardRoom / picture.width, (bottom - top - 32) / picture.height);
  const place = [(cardWidth - scale * picture.width) / 2, (top + bottom - scale * picture.height) / 2];
  const nodes = [
    ...lines.map((words, i) =>
      text(words, margin, margin + (i + 0.4) * titleHeight, { fill: ink, size: titleSize, bold: true }),
    ),
    node(
      'g',
      { transform: `translate(${place.map(Math.round).join(' ')}) scale(${Number(scale.toFixed(3))})` },
      ...picture.nodes,
    ),
    text(line, margin, cardHeight - margin, { fill: quiet, size: lineSize }),
    text('Pay Attention', cardWidth - margin, cardHeight - margin, {
      fill: quiet,
      size: lineSize,
      anchor: 'end',
    }),
  ];
  return fileOf({ width: cardWidth, height: cardHeight, nodes }, about, look);
}
