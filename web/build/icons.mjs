// What the page is known by where it is installed: icons, which are one head’s map of a sentence with the core’s
// numbers, and the manifest that names them.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import { interpolateCividis } from 'd3-scale-chromatic';
import { root } from './paths.mjs';

const prompt = 'the hat of ivan is black';
const activation = 'blocks.0.attn.hook_pattern';
const head = 1;
const paper = '#161614'; // of element/colours.css, dark
const margin = 0.2; // of the size; launchers cut off what is outside a circle
const sizes = [192, 512]; // pixels

/** The rows of that head's pattern. */
function pattern() {
  const options = ['inspect', '--model', 'story', '--prompt', prompt, '--activation', activation, '--json'];
  const printed = execFileSync(process.execPath, [`${root}/dist/cli.js`, ...options], { encoding: 'utf8' });
  const { shape, data } = JSON.parse(printed);
  const length = shape.at(-1);
  const row = (i) => data.slice((head * length + i) * length, (head * length + i + 1) * length);
  return Array.from({ length }, (_, i) => row(i));
}

/** Its cells; what is masked is paper. */
function icon(rows) {
  const cell = (1 - 2 * margin) / rows.length;
  const rects = rows.flatMap((row, i) =>
    row.slice(0, i + 1).map((weight, j) => {
      const [x, y] = [j, i].map((at) => margin + at * cell);
      return `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${interpolateCividis(weight)}"/>`;
    }),
  );
  const background = `<rect width="1" height="1" fill="${paper}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${background}${rects.join('')}</svg>`;
}

const pixels = (svg, size) => new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();

const manifest = (icons) => ({
  name: 'Pay Attention: see where a language model looks',
  short_name: 'Pay Attention',
  description: 'Watch a small language model look back, stop it from looking, and train your own.',
  lang: 'en',
  start_url: './',
  scope: './',
  display: 'minimal-ui',
  background_color: paper,
  theme_color: paper,
  icons,
});

/** After dist/cli.js is made. */
export function writeManifestAndIcons() {
  const svg = icon(pattern());
  const icons = sizes.map((size) => {
    const src = `icon-${size}.png`;
    writeFileSync(`${root}/dist/${src}`, pixels(svg, size));
    return { src, sizes: `${size}x${size}`, type: 'image/png', purpose: 'any maskable' };
  });
  writeFileSync(`${root}/dist/manifest.webmanifest`, `${JSON.stringify(manifest(icons), null, 2)}\n`);
}
