// The static site and the whole page in one file, from web/index.html, the style sheets the page's script, and that of
// the transformers' module, which the site loads when the first one is wanted.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';
import { root } from './paths.mjs';

const styleSheets = ['element/colours.css', 'page/page.css'];

const read = (path) => readFileSync(`${root}/${path}`, 'utf8');
const dist = (name, text) => writeFileSync(`${root}/dist/${name}`, text);
const sha256 = (text) => createHash('sha256').update(text).digest('base64');

/** The page with a policy that allows its own script and style, wasm, and the worker that the script makes. */
function withPolicy(html, scripts, styles) {
  const policy = [
    "default-src 'none'",
    `script-src ${scripts} 'wasm-unsafe-eval'`,
    `style-src ${styles}`,
    "img-src 'self' data:",
    'worker-src blob:',
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

const inlineScript = (text) => text.replaceAll('</script', '<\\/script');

export async function buildSite() {
  const html = read('web/index.html');
  const picture = execFileSync(process.execPath, [`${root}/build/page/picture.js`], { encoding: 'utf8' });
  dist('instrument.svg', picture);
  const script = inlineScript(read('build/page/page.js'));
  const transformer = inlineScript(read('dist/transformer.js'));
  const sources = styleSheets.map((path) => read(`web/src/${path}`)).join('\n');
  const { code: style } = await transformWithEsbuild(sources, 'page.css', { loader: 'css', minify: true });
  const link = '<link rel="stylesheet" href="page.css" />';
  const tag = '<script src="page.js" defer></script>';

  // A new version gets a new address, so that no cache pairs an old script with a new page.
  const version = (text) => createHash('sha256').update(text).digest('hex').slice(0, 8);
  const linked = replaceOnce(replaceOnce(html, link, link.replace('page.css', `page.css?${version(style)}`)), tag, tag.replace('page.js', `page.js?${version(script + transformer)}`));
  dist('page.css', style);
  dist('page.js', script);
  dist('index.html', withPolicy(linked, "'self'", "'self'"));

  const pictureUrl = `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`;
  const withoutTag = replaceOnce(replaceOnce(html, tag, ''), 'src="instrument.svg"', `src="${pictureUrl}"`);
  const inlined = replaceOnce(replaceOnce(withoutTag, link, `<style>${style}</style>`), '</body>', `<script>${transformer}</script>\n    <script>${script}</script>\n  </body>`);
  dist('pay-attention.html', withPolicy(inlined, `'sha256-${sha256(transformer)}' 'sha256-${sha256(script)}'`, `'sha256-${sha256(style)}'`));
}
