// The static site and the whole page in one file, from web/index.html, the style sheets, the page's script, and those
// of what comes later, which the site has beside it and loads when it is wanted; and embed.html, for frames.
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  dist,
  filled,
  hashOf,
  inlineable,
  minified,
  read,
  replaceAllOnce,
  replaceOnce,
  withPartsBeside,
  withPolicy,
} from './inline.mjs';
import { root } from './paths.mjs';

const pageSheets = [
  'page',
  'essay',
  'first-screen',
  'story',
  'figures',
  'claims',
  'patch',
  'train',
  'presenting',
  'print', // leaves out what the others show
];
const styleSheets = ['element/colours.css', ...pageSheets.map((name) => `page/${name}.css`)];

/** Where the site will be, ending in "/": what reads cards wants whole addresses. Nothing: beside the page. */
const siteUrl = process.env.SITE_URL ?? '';

/** The first screen's story as a file of its own, in the page's colours. */
async function pictureOf(firstScreen) {
  const [, attributes, content] = /<svg([^>]*)>([\s\S]*)<\/svg>/.exec(firstScreen);
  const style = await minified(['element/colours.css', 'page/story.css']);
  const root =
    'xmlns="http://www.w3.org/2000/svg" class="story" width="640" font-family="Palatino, Georgia, serif"';
  return `<svg ${root}${attributes}>
<style>:root{color-scheme:light dark}${style}</style>${content}</svg>\n`;
}

/** The whole model, from words to the next one. */
const steps = {
  words: 'words',
  vectors: 'a vector for each',
  scores: 'query · key',
  softmax: 'softmax: weights',
  values: 'values, by weight',
  added: 'added to the vector',
  logits: 'a score for every word',
  chances: 'softmax: chances',
  draw: 'draw',
  next: 'next word',
};
/** Those of them that each head of each layer does, one after another. */
const inEveryHead = ['scores', 'softmax', 'values', 'added'];

/** That as a list, with those steps lit that a chapter is about. */
function modelPath(lit) {
  const item = (name) =>
    `<li${lit.includes(name) ? ' class="lit" aria-current="step"' : ''}>${steps[name]}</li>`;
  const outside = (names) => names.map(item).join('');
  const names = Object.keys(steps);
  const begin = names.indexOf(inEveryHead[0]);
  const heads = `<li class="heads-of">in every head of every layer<ol>${outside(inEveryHead)}</ol></li>`;
  const parts = [outside(names.slice(0, begin)), heads, outside(names.slice(begin + inEveryHead.length))];
  return `<ol class="path" aria-label="The whole model; marked is what this chapter is about">${parts.join('')}</ol>`;
}

const inBuild = (name) => import(pathToFileURL(`${root}/build/page/${name}.js`));

/** Words of the page's own, in English, where `data-say` names them; and the languages to choose. */
async function withWords(html) {
  const { enPage } = await inBuild('en-page');
  const { languages } = await inBuild('languages');
  const said = html.replaceAll(/( data-say="(\w+)"[^>]*>)…/g, (_, tag, name) => tag + enPage[name]);
  const options = Object.entries(languages).map(
    ([name, label]) => `<option value="${name}" lang="${name}">${label}</option>`,
  );
  return replaceOnce(said, '<!-- languages -->', options.join(''));
}

/** The page with what is printed of it before its script runs. */
async function printed(html, firstScreen) {
  const withPaths = html.replaceAll(/<!-- path: (.*?) -->/g, (_, lit) => modelPath(lit.split(' ')));
  return replaceAllOnce(await withWords(withPaths), [
    ['content="card.png"', `content="${siteUrl}card.png"`],
    ['<!-- the first screen -->', firstScreen],
  ]);
}

/** What every family's module is to a page that has no other. */
const familiesForAll = 'payAttention.transformer=payAttention.families';

/** pay-attention.html, with everything in it, and nothing twice: the module of every family has GPT-2's too. */
function oneFile(html, { first, script, later, after, style }) {
  const scripts = [...later, familiesForAll, script, ...after];
  const tags = scripts.map((script) => `<script>${script}</script>`);
  const policy = { scripts: [...scripts, first].map(hashOf).join(' '), styles: hashOf(style) };
  return withPolicy(filled(html, { first, tags, style }), policy);
}

/** embed.html, for frames. */
async function framed(later) {
  const style = await minified(['element/colours.css', 'page/embed.css']);
  const script = inlineable(read('build/page/embed.js'));
  return withPartsBeside(read('web/embed.html'), { script, later, style });
}

/** index.html, which can be installed and kept: the page in one file is kept by who has it. */
function installable(html, parts) {
  const icon = '<link rel="icon" href="data:," />';
  const named =
    '<link rel="icon" href="icon-192.png" />\n    <link rel="manifest" href="manifest.webmanifest" />';
  const also = { 'img-src': "'self' data:", 'worker-src': "'self' blob:", 'manifest-src': "'self'" };
  const later = [...parts.later, ...parts.after];
  return withPartsBeside(replaceOnce(html, icon, named), { ...parts, later, also });
}

/**
 * later: names of the scripts that come when they are wanted; after: of those that also make use of the page's own.
 */
export async function buildSite(later, after) {
  const print = [`${root}/build/page/first-screen.js`];
  const firstScreen = execFileSync(process.execPath, print, { encoding: 'utf8' });
  const html = await printed(read('web/index.html'), firstScreen);
  const inlined = (name) => inlineable(read(`dist/${name}.js`));
  const parts = {
    first: inlineable(read('build/page/first-paint.js')).trim(),
    script: inlineable(read('build/page/page.js')),
    style: await minified(styleSheets),
    later: later.map(inlined),
    after: after.map(inlined),
  };
  dist('story.svg', await pictureOf(firstScreen));
  dist('index.html', installable(html, parts));
  dist('models.json', read('web/models.json'));
  dist('embed.html', await framed(parts.later));
  const once = later.filter((name) => name !== 'transformer').map(inlined);
  dist('pay-attention.html', oneFile(html, { ...parts, later: once }));
}
