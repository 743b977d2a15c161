// A part of a figure, and the figure that parts make: one below the other, in one file that needs nothing else.

import { fitted } from '../text-width.ts';
import { type Look, text } from './look.ts';
import { type Node, node, xmlOf } from './xml.ts';

export interface Piece {
  /** What it shows, above it; absent: nothing is said. */
  heading?: string;
  width: number;
  height: number;
  nodes: readonly Node[];
}

export const moved = (x: number, y: number, nodes: readonly Node[], others: Node['attributes'] = {}) =>
  node('g', { transform: `translate(${Number(x.toFixed(2))} ${Number(y.toFixed(2))})`, ...others }, ...nodes);

const padding = 20;
const between = 28;
const headingHeight = 30;

/** With its heading. */
function headed({ heading, ...piece }: Piece, { colours }: Look): Piece {
  if (heading === undefined) return piece;
  const line = text(fitted(heading, 14, piece.width), 0, 8, { fill: colours.quiet, font: 'sans', size: 14 });
  return {
    width: piece.width,
    height: piece.height + headingHeight,
    nodes: [line, moved(0, headingHeight, piece.nodes)],
  };
}

export function stacked(pieces: readonly Piece[], look: Look): Piece {
  let height = 0;
  const nodes = pieces.map((piece) => {
    const one = headed(piece, look);
    const placed = moved(0, height, one.nodes);
    height += one.height + between;
    return placed;
  });
  return { width: Math.max(...pieces.map(({ width }) => width)), height: height - between, nodes };
}

export interface About {
  /** What is read aloud and shown as the file's name: a line, and the whole in words. */
  title: string;
  description: string;
}

/** A file of exactly this size. */
export function fileOf(
  { width, height, nodes }: Piece,
  { title, description }: About,
  { colours }: Look,
  style?: string,
): string {
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
  };
  const svg = node(
    'svg',
    root,
    node('title', {}, title),
    node('desc', {}, description),
    style === undefined ? undefined : node('style', {}, style),
    node('rect', { width, height, fill: colours.paper }),
    ...nodes,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlOf(svg)}\n`;
}

/** Parts with room around them. */
export function padded(pieces: readonly Piece[], look: Look): Piece {
  const { width, height, nodes } = stacked(pieces, look);
  const size = { width: Math.ceil(width + 2 * padding), height: Math.ceil(height + 2 * padding) };
  return { ...size, nodes: [moved(padding, padding, nodes)] };
}

/** What a figure of this width leaves to its parts. */
export const roomIn = (width: number) => width - 2 * padding;

export function figure(pieces: readonly Piece[], about: About, look: Look): string {
  return fileOf(padded(pieces, look), about, look);
}
