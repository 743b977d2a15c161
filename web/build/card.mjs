// dist/card.png, what stands beside a link to the page: the page's story as `draw --card` draws it, in a typeface of
// its own, so that every machine makes the same.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { root } from './paths.mjs';

const title = 'How does a language model know what comes next? It looks back.';
const font = (style) =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/eb-garamond/${style}/EBGaramond_${style}.ttf`);

/** What the page opens with. */
const story = () => {
  const source = readFileSync(`${root}/web/src/element/first-story.ts`, 'utf8');
  return /storySentence =\s*'([^']+)'/.exec(source)[1];
};

export function drawCard() {
  const asked = ['--model', 'story', '--prompt', story(), '--head', '1.1', '--card', '--title', title];
  const svg = execFileSync(process.execPath, [`${root}/dist/cli.js`, 'draw', ...asked], { encoding: 'utf8' });
  const family = 'EB Garamond';
  const families = {
    defaultFontFamily: family,
    serifFamily: family,
    sansSerifFamily: family,
    monospaceFamily: family,
  };
  const fontFiles = ['400Regular', '700Bold'].map(font);
  const png = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles, ...families } }).render().asPng();
  writeFileSync(`${root}/dist/card.png`, png);
}
