// What the page is known by where it is installed: icons, which are one head’s map of a sentence with the core’s
// numbers, and the manifest that names them.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { interpolateCividis } from 'd3-scale-chromatic';
import { PNG } from 'pngjs';
import { root } from './paths.mjs';

const prompt = 'the hat of ivan is black';
const activation = 'blocks.0.attn.hook_pattern';
const head = 1;
const paper = [0x16, 0x16, 0x14]; // of element/colours.css, dark
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

const rgb = (weight) => interpolateCividis(weight).match(/\d+/g).map(Number);

/** The colour at a point, both coordinates from 0 to 1; what is masked is paper. */
function colourAt(rows, x, y) {
  const [column, line] = [x, y].map((at) => Math.floor(((at - margin) / (1 - 2 * margin)) * rows.length));
  const weight = column <= line ? rows[line]?.[column] : undefined;
  return weight === undefined ? paper : rgb(weight);
}

function icon(rows, size) {
  const png = new PNG({ width: size, height: size, colorType: 2 });
  for (let i = 0; i < size * size; ++i) {
    const colour = colourAt(rows, ((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size);
    png.data.set([...colour, 255], 4 * i);
  }
  return PNG.sync.write(png, { colorType: 2 });
}

const hex = (colour) => `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

const manifest = (icons) => ({
  name: 'Pay Attention: see where a language model looks',
  short_name: 'Pay Attention',
  description: 'Watch a small language model look back, stop it from looking, and train your own.',
  lang: 'en',
  start_url: './',
  scope: './',
  display: 'minimal-ui',
  background_color: hex(paper),
  theme_color: hex(paper),
  icons,
});

/** After dist/cli.js is made. */
export function writeManifestAndIcons() {
  const rows = pattern();
  const icons = sizes.map((size) => {
    const src = `icon-${size}.png`;
    writeFileSync(`${root}/dist/${src}`, icon(rows, size));
    return { src, sizes: `${size}x${size}`, type: 'image/png', purpose: 'any maskable' };
  });
  writeFileSync(`${root}/dist/manifest.webmanifest`, `${JSON.stringify(manifest(icons), null, 2)}\n`);
}
