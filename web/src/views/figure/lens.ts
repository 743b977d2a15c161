// The logit lens: what the model would say next at each token, after each layer. Of many tokens, some below the others.
import { depthName, type LensData } from '../lens.ts';
import { fitted } from '../text-width.ts';
import { fillOf, type Look, text } from './look.ts';
import { moved, type Piece } from './piece.ts';
import { type Node, node } from './xml.ts';

const [depthWidth, wordWidth] = [104, 76];
const headHeight = 26;
const [guessHeight, alsoHeight] = [38, 16];
const betweenBlocks = 16;

type Data = Omit<LensData, 'dark' | 'say'>;

function cell(
  { words, shape, names, probabilities }: Data,
  depth: number,
  position: number,
  look: Look,
): Node {
  const [, length = 0, top = 1] = shape;
  const best = (depth * length + position) * top;
  const probability = probabilities[best] ?? 0;
  const { fill, on } = fillOf(probability, look);
  const isRight = names[best] === words[position + 1];
  const [middle, room] = [wordWidth / 2, wordWidth - 8];
  const height = guessHeight + (top - 1) * alsoHeight;
  const named = (i: number, size: number) => fitted(names[best + i] ?? '', size, room);
  const lettering = { fill: on, anchor: 'middle' } as const;
  const others = Array.from({ length: top - 1 }, (_, i) =>
    text(named(i + 1, 12), middle, guessHeight + (i + 0.3) * alsoHeight, { ...lettering, size: 12 }),
  );
  return node(
    'g',
    {},
    node('rect', { width: wordWidth - 2, height: height - 2, rx: 3, fill }),
    text(named(0, 14), middle, 11, {
      ...lettering,
      size: 14,
      bold: isRight,
      ...(isRight ? { decoration: 'underline' as const } : {}),
    }),
    text(look.say.share(probability), middle, 27, { ...lettering, font: 'mono', size: 12 }),
    ...others,
  );
}

export function lens(data: Data, look: Look, width: number): Piece {
  const { words, shape } = data;
  const [depths = 0, , top = 1] = shape;
  const { quiet, ink } = look.colours;
  const beside = Math.max(1, Math.floor((width - depthWidth) / wordWidth));
  const rowHeight = guessHeight + (top - 1) * alsoHeight;
  const blockHeight = headHeight + depths * rowHeight + betweenBlocks;
  const blocks = Array.from({ length: Math.ceil(words.length / beside) }, (_, block) => {
    const shown = words.slice(block * beside, (block + 1) * beside);
    const x = (i: number) => depthWidth + i * wordWidth;
    const y = (depth: number) => headHeight + depth * rowHeight;
    const heads = shown.map((word, i) =>
      text(fitted(word, 14, wordWidth - 8), x(i) + wordWidth / 2, 10, {
        fill: ink,
        size: 14,
        anchor: 'middle',
      }),
    );
    const rows = Array.from({ length: depths }, (_, depth) => [
      text(depthName(depth, look.say), 0, y(depth) + 11, { fill: quiet, size: 14 }),
      ...shown.map((_, i) => moved(x(i), y(depth), [cell(data, depth, block * beside + i, look)])),
    ]);
    return moved(0, block * blockHeight, [...heads, ...rows.flat()]);
  });
  return {
    width: depthWidth + Math.min(beside, words.length) * wordWidth,
    height: blocks.length * blockHeight - betweenBlocks,
    nodes: blocks,
  };
}
