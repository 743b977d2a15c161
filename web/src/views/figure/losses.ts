// How surprised a model was by each token of a sentence, below the token.
import { fitted, widthOf } from '../text-width.ts';
import { darkest, lossOf } from '../token-losses.ts';
import { digit, fillOf, type Look, text } from './look.ts';
import { moved, type Piece } from './piece.ts';
import { node } from './xml.ts';

const [wordSize, numberSize] = [18, 13];
const [wordHeight, rowHeight] = [28, 58];
const [padding, space] = [6, 5];

export function losses(
  words: readonly string[],
  likelihoods: ArrayLike<number>,
  look: Look,
  width: number,
): Piece {
  let [left, top] = [0, 0];
  const nodes = words.map((word, i) => {
    const loss = lossOf(likelihoods, i);
    const number = loss === undefined ? '–' : look.say.fixed(loss);
    const letters = Math.max(widthOf(word, wordSize) * 1.04, number.length * digit * numberSize);
    const own = Math.min(letters + 2 * padding, width);
    if (left > 0 && left + own > width) [left, top] = [0, top + rowHeight];
    const { fill, on } = fillOf((loss ?? 0) / darkest, look);
    const middle = { anchor: 'middle' } as const;
    const placed = moved(left, top, [
      node('rect', { width: own, height: wordHeight, rx: 4, fill }),
      text(fitted(word, wordSize, own), own / 2, wordHeight / 2, { ...middle, fill: on, size: wordSize }),
      text(number, own / 2, wordHeight + 12, {
        ...middle,
        fill: look.colours.quiet,
        font: 'mono',
        size: numberSize,
      }),
    ]);
    left += own + space;
    return placed;
  });
  return { heading: look.say('lossAtEach'), width, height: top + wordHeight + 22, nodes };
}
