// Colours and typefaces of a figure that is a file, as plain attributes: there is no style sheet in it to resolve.
// The values are those of element/colours.css.
import type { Say } from '../../words/say.ts';
import { fractionOf, type Scale, tint } from '../colour.ts';
import { type Node, node } from './xml.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const colours = {
  light: {
    paper: '#fbfaf7',
    ink: '#1c1b19',
    quiet: '#66625a',
    rule: '#ddd9d0',
    accent: '#b4451f',
    query: '#7a2e8e',
    key: '#00695c',
  },
  dark: {
    paper: '#161614',
    ink: '#e9e6df',
    quiet: '#a09b90',
    rule: '#3a3833',
    accent: '#ff8a5c',
    query: '#d9a3ff',
    key: '#63d2c0',
  },
} as const;

export type Colour = keyof typeof colours.light;

export interface Look {
  readonly theme: Theme;
  readonly dark: boolean;
  readonly colours: Readonly<Record<Colour, string>>;
  /** In whose language it is labelled. */
  readonly say: Say;
}

export const lookOf = (theme: Theme, say: Say): Look => ({
  theme,
  dark: theme === 'dark',
  colours: colours[theme],
  say,
});

const fonts = {
  serif: 'Iowan Old Style, Palatino Linotype, Palatino, Book Antiqua, Georgia, serif',
  mono: 'ui-monospace, SF Mono, Menlo, Consolas, DejaVu Sans Mono, monospace',
  sans: 'system-ui, Helvetica, Arial, DejaVu Sans, sans-serif',
} as const;

/** What a digit takes of its size. */
export const digit = 0.61;

interface Lettering {
  fill: string;
  size?: number;
  font?: keyof typeof fonts;
  anchor?: 'start' | 'middle' | 'end';
  bold?: boolean;
  decoration?: 'underline' | 'line-through';
  transform?: string;
}

/** A line of text whose letters' middle is at the height `y`. */
export function text(content: string, x: number, y: number, lettering: Lettering): Node {
  const { fill, size = 13, font = 'serif', anchor, bold, decoration, transform } = lettering;
  const attributes = {
    x,
    y: y + 0.34 * size, // for readers that do not know dominant-baseline
    fill,
    'font-family': fonts[font],
    'font-size': size,
    'font-weight': bold ? 700 : undefined,
    'text-anchor': anchor,
    'text-decoration': decoration,
    transform,
  };
  return node('text', attributes, content);
}

const hex = (rgb: readonly number[]) => `#${rgb.map((c) => c.toString(16).padStart(2, '0')).join('')}`;

/** The colour of a fraction, 0 to 1, and of what is written on it. */
export function fillOf(fraction: number, { dark }: Look): { fill: string; on: string } {
  const { rgb, text } = tint(fraction, dark);
  return { fill: hex(rgb), on: text };
}

export const weightFill = (weight: number, scale: Scale, look: Look) =>
  fillOf(fractionOf(weight, scale), look);
