// What an instrument shows as a figure: one SVG file of its parts, drawn without a browser.
import { sentenceWithArcs } from '../views/figure/arcs.ts';
import { bars } from '../views/figure/bars.ts';
import { heads } from '../views/figure/heads.ts';
import { lens } from '../views/figure/lens.ts';
import type { Look } from '../views/figure/look.ts';
import { losses } from '../views/figure/losses.ts';
import { matrix } from '../views/figure/matrix.ts';
import { pair } from '../views/figure/pair.ts';
import { type About, figure, type Piece, roomIn } from '../views/figure/piece.ts';
import { table } from '../views/figure/table.ts';
import { words } from '../views/figure/words.ts';
import { headText } from '../views/head-grid.ts';
import type { Say } from '../words/say.ts';
import type { Picture } from './embed.ts';
import type { Part } from './parts.ts';
import {
  candidatesOf,
  drawn,
  nextText,
  pairData,
  patternScale,
  type Shown,
  summaryText,
  tableOf,
  tokensData,
} from './shown.ts';

type Draw = (shown: Shown, look: Look, room: number) => Piece | undefined;

const knockedOut = ({ state }: Shown) => state.knockOut.filter((head) => typeof head !== 'string');

const pictures: Record<Part, Draw> = {
  arcs: (shown, look, room) =>
    sentenceWithArcs(tokensData(shown, shown.query, look.say, shown.state), look, room),
  matrix: ({ reading, state, query, key }, look, room) => {
    const scale = patternScale(reading, state.scale === 'stretched');
    return matrix({ ...reading, scale, cell: { query, key } }, look, room);
  },
  heads: (shown, look, room) => {
    const { words, heads: all, answers } = shown.reading;
    if (!all) return undefined;
    const data = { words, patterns: all.patterns, open: all.name, knockedOut: knockedOut(shown), answers };
    return heads({ ...data, query: shown.query }, look, room);
  },
  pair: (shown, look, room) => pair(pairData(shown, look.say), look, room),
  bars: (shown, look, room) => {
    const { reading, query } = shown;
    const heading = nextText(reading, query, look.say);
    return { heading, ...bars(candidatesOf(shown), look, room) };
  },
  lens: ({ reading: { words, lens: data } }, look, room) => data && lens({ ...data, words }, look, room),
  losses: ({ reading: { words, likelihoods = [] } }, look, room) => losses(words, likelihoods, look, room),
  sentence: ({ reading }, look, room) => words(reading.words.join(' '), 20, look, room),
  summary: (shown, look, room) => words(summaryText(shown, look.say), 17, look, room),
  table: (shown, look, room) => table(tableOf(shown, look.say), look, room),
};

/** What is not a picture is drawn where it was asked for. */
const isPicture = (part: Part) => part !== 'sentence' && part !== 'summary' && part !== 'table';

/** `width` in CSS pixels. */
export function piecesOf(whole: Shown, look: Look, width: number): Piece[] {
  const shown = drawn(whole);
  const parts = shown.state.show.length > 0 ? shown.parts : shown.parts.filter(isPicture);
  return parts.flatMap((part) => pictures[part](shown, look, roomIn(width)) ?? []);
}

/** What the file says of itself. */
export function aboutOf(whole: Shown, say: Say): About {
  const shown = drawn(whole);
  const { heads: all, words } = shown.reading;
  const told = { words: words.join(' ') };
  const title = all
    ? say('attentionIn', { head: headText(all.name, say), model: shown.state.model, ...told })
    : say('attention', told);
  return { title, description: summaryText(shown, say) };
}

export const figureOf = (shown: Shown, look: Look, width: number): string =>
  figure(piecesOf(shown, look, width), aboutOf(shown, look.say), look);

/** The figure and its words, where anything that is shown is a picture. */
export function pictureOf(shown: Shown, look: Look, width: number): Picture | undefined {
  const pieces = piecesOf(shown, look, width);
  if (pieces.length === 0) return undefined;
  const about = aboutOf(shown, look.say);
  return { svg: figure(pieces, about, look), alt: look.say.together(`${about.title}.`, about.description) };
}
