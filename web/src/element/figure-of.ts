// What an instrument shows as a figure: one SVG file of the parts that are pictures, drawn without a browser.
import { InputError } from '../engine/index.ts';
import { sentenceWithArcs } from '../views/figure/arcs.ts';
import { bars } from '../views/figure/bars.ts';
import { heads } from '../views/figure/heads.ts';
import { lens } from '../views/figure/lens.ts';
import type { Look } from '../views/figure/look.ts';
import { matrix } from '../views/figure/matrix.ts';
import { pair } from '../views/figure/pair.ts';
import { type About, figure, type Piece, roomIn } from '../views/figure/piece.ts';
import { headText } from '../views/head-grid.ts';
import type { Say } from '../words/say.ts';
import type { Picture } from './embed.ts';
import type { Part } from './parts.ts';
import {
  candidatesOf,
  drawn,
  knockedOutText,
  nextText,
  pairData,
  patternScale,
  type Shown,
  summaryOf,
  tokensData,
} from './shown.ts';

type Draw = (shown: Shown, look: Look, room: number) => Piece | undefined;

const knockedOut = ({ state }: Shown) => state.knockOut.filter((head) => typeof head !== 'string');

const pictures: Partial<Record<Part, Draw>> = {
  arcs: (shown, look, room) =>
    sentenceWithArcs(tokensData(shown, shown.query, look.say, shown.state), look, room),
  matrix: ({ reading, state, query, key }, look, room) => {
    const scale = patternScale(reading, state.scale === 'stretched');
    return matrix({ ...reading, scale, cell: { query, key } }, look, room);
  },
  heads: (shown, look, room) => {
    const { words, heads: all } = shown.reading;
    if (!all) return undefined;
    const data = { words, patterns: all.patterns, open: all.name, knockedOut: knockedOut(shown) };
    return heads({ ...data, query: shown.query }, look, room);
  },
  pair: (shown, look, room) => pair(pairData(shown, look.say), look, room),
  bars: (shown, look, room) => {
    const { reading, query } = shown;
    const heading = nextText(reading, query, look.say);
    return { heading, ...bars(candidatesOf(shown), look, room) };
  },
  lens: ({ reading: { words, lens: data } }, look, room) => data && lens({ ...data, words }, look, room),
};

/** The parts that are pictures. */
export const drawable = Object.keys(pictures) as readonly Part[];

function aboutOf(shown: Shown, say: Say): About {
  const { heads: all, words } = shown.reading;
  const told = { words: words.join(' ') };
  const title = all
    ? say('attentionIn', { head: headText(all.name, say), model: shown.state.model, ...told })
    : say('attention', told);
  return { title, description: say.together(summaryOf(shown, say), knockedOutText(shown, say)) };
}

/** `width` in CSS pixels. Throws InputError where nothing that is shown is a picture. */
export function figureOf(whole: Shown, look: Look, width: number): string {
  const shown = drawn(whole);
  const pieces = shown.parts.flatMap((part) => pictures[part]?.(shown, look, roomIn(width)) ?? []);
  if (pieces.length === 0)
    throw new InputError('show', 'must have one of {} to be drawn', [drawable.join(', ')]);
  return figure(pieces, aboutOf(shown, look.say), look);
}

/** The figure and its words, where anything that is shown is a picture. */
export function pictureOf(whole: Shown, look: Look, width: number): Picture | undefined {
  const shown = drawn(whole);
  if (!shown.parts.some((part) => pictures[part])) return undefined;
  const { title, description } = aboutOf(shown, look.say);
  return { svg: figureOf(shown, look, width), alt: look.say.together(`${title}.`, description) };
}
