// The colour map as text: the page wants one of d3-scale-chromatic's 60 maps, and bundlers would take them all.
import { mkdirSync, writeFileSync } from 'node:fs';
import { interpolateCividis } from 'd3-scale-chromatic';
import { root } from './paths.mjs';

const steps = 256;

const hex = (rgb) =>
  rgb
    .match(/\d+/g)
    .map((channel) => Number(channel).toString(16).padStart(2, '0'))
    .join('');

/** build/colours/cividis.js: the map's colours from end to end. */
export function writeColours() {
  const colours = Array.from({ length: steps }, (_, i) => hex(interpolateCividis(i / (steps - 1))));
  mkdirSync(`${root}/build/colours`, { recursive: true });
  writeFileSync(`${root}/build/colours/cividis.js`, `export const cividis = '${colours.join('')}';\n`);
}
