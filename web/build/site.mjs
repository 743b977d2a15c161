// The static site and the whole page in one file, from web/index.html, the style sheets, the page's script, and those
// of what comes later, which the site has beside it and loads when it is wanted.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { transformWithEsbuild } from 'vite';
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

const read = (path) => readFileSync(`${root}/${path}`, 'utf8');
const dist = (name, text) => writeFileSync(`${root}/dist/${name}`, text);
/** As a policy names an inline script or style. */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page with a policy that allows its own script and style, wasm, the worker that the script makes, and models from
 * any host.
 */
function withPolicy(html, scripts, styles) {
  const policy = [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    `style-src ${styles}`,
    'img-src data:',
    'worker-src blob:',
    'connect-src *',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
  return replaceOnce(html, '<meta charset="utf-8" />', `<meta charset="utf-8" />\n    ${meta}`);
}

function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`web/index.html must have ${from} exactly once`);
  return text.replace(from, () => to);
}

const replaceAllOnce = (text, pairs) => pairs.reduce((text, [from, to]) => replaceOnce(text, from, to), text);

const minified = async (paths) => {
  const sources = paths.map((path) => read(`web/src/${path}`)).join('\n');
  return (await transformWithEsbuild(sources, 'page.css', { loader: 'css', minify: true })).code.trim();
};

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

/** The page with its scripts and style inside, and what is printed of it before the script runs. */
function filled({ html, firstScreen, firstPaint, style }, scripts) {
  const withPaths = html.replaceAll(/<!-- path: (.*?) -->/g, (_, lit) => modelPath(lit.split(' ')));
  return replaceAllOnce(withPaths, [
    ['content="card.png"', `content="${siteUrl}card.png"`],
    ['<script src="page.js" defer></script>', `<script>${firstPaint}</script>`],
    ['<!-- the first screen -->', firstScreen],
    ['<link rel="stylesheet" href="page.css" />', `<style>${style}</style>`],
    ['</body>', `${scripts.join('\n    ')}\n  </body>`],
  ]);
}

/**
 * index.html, with what comes later beside it. 'self' names nothing to WebKit in a frame without an origin: the
 * page's own script is allowed by its hash, and allows what it loads.
 */
function site({ script, later, style, ...parts }) {
  // A new version gets a new address, so that no cache pairs an old script with a new page.
  const version = createHash('sha256').update(later.join()).digest('hex').slice(0, 8);
  const tag = `<script data-transformer="transformer.js?${version}">${script}</script>`;
  const hashes = [script, parts.firstPaint].map(hashOf).join(' ');
  const policy = `${hashes} 'strict-dynamic' 'self'`; // 'self' where the former is not known
  return withPolicy(filled({ ...parts, style }, [tag]), policy, hashOf(style));
}

/** pay-attention.html, with everything in it. */
function oneFile({ script, later, style, ...parts }) {
  const scripts = [...later, script];
  const tags = scripts.map((script) => `<script>${script}</script>`);
  const allowed = [...scripts, parts.firstPaint].map(hashOf).join(' ');
  return withPolicy(filled({ ...parts, style }, tags), allowed, hashOf(style));
}

/** later: names of the scripts that come when they are wanted. */
export async function buildSite(later) {
  const print = [`${root}/build/page/first-screen.js`];
  const firstScreen = execFileSync(process.execPath, print, { encoding: 'utf8' });
  const inlineable = (text) => text.replaceAll('</script', '<\\/script');
  const script = inlineable(read('build/page/page.js'));
  const firstPaint = inlineable(read('build/page/first-paint.js')).trim();
  const style = await minified(styleSheets);
  const parts = {
    html: await withWords(read('web/index.html')),
    firstScreen,
    firstPaint,
    script,
    style,
    later: later.map((name) => inlineable(read(`dist/${name}.js`))),
  };
  dist('story.svg', await pictureOf(firstScreen));
  dist('index.html', site(parts));
  dist('pay-attention.html', oneFile(parts));
}
