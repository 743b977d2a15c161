// Pages with their script and style inside, and a policy that allows just these: what the site and the single file have
// in common.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { transformWithEsbuild } from 'vite';
import { root } from './paths.mjs';

export const read = (path) => readFileSync(`${root}/${path}`, 'utf8');
export const dist = (name, text) => writeFileSync(`${root}/dist/${name}`, text);
/** As a policy names an inline script or style. */
export const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A script as it can stand in a page. */
export const inlineable = (text) => text.replaceAll('</script', '<\\/script');

export function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`a page must have ${from} exactly once`);
  return text.replace(from, () => to);
}

export const replaceAllOnce = (text, pairs) =>
  pairs.reduce((text, [from, to]) => replaceOnce(text, from, to), text);

export const minified = async (paths) => {
  const sources = paths.map((path) => read(`web/src/${path}`)).join('\n');
  return (await transformWithEsbuild(sources, 'page.css', { loader: 'css', minify: true })).code.trim();
};

/** The page with its style and scripts inside; `first`, if there is one, runs before anything is painted. */
export const filled = (html, { first, tags, style }) =>
  replaceAllOnce(html, [
    ['<script src="page.js" defer></script>', first ? `<script>${first}</script>` : ''],
    ['<link rel="stylesheet" href="page.css" />', `<style>${style}</style>`],
    ['</body>', `${tags.join('\n    ')}\n  </body>`],
  ]);

/**
 * The page with a policy that allows its own script and style, wasm, the worker that the script makes, and models from
 * any host; `also`: what else.
 */
export function withPolicy(html, { scripts, styles, also = {} }) {
  const directives = {
    'default-src': "'none'",
    'script-src': `${scripts} 'wasm-unsafe-eval'`,
    'style-src': styles,
    'img-src': 'data:',
    'worker-src': 'blob:',
    'connect-src': '*',
    'base-uri': "'none'",
    'form-action': "'none'",
    ...also,
  };
  const policy = Object.entries(directives).map((pair) => pair.join(' '));
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}" />`;
  return replaceOnce(html, '<meta charset="utf-8" />', `<meta charset="utf-8" />\n    ${meta}`);
}

/**
 * A page with `later`, what comes when it is wanted, beside it. 'self' names nothing to WebKit in a frame without an
 * origin: the page's own script is allowed by its hash, and allows what it loads.
 */
export function withPartsBeside(html, { first, script, later, style, also }) {
  // A new version gets a new address, so that no cache pairs an old script with a new page.
  const version = createHash('sha256').update(later.join()).digest('hex').slice(0, 8);
  const tag = `<script data-transformer="transformer.js?${version}">${script}</script>`;
  const hashes = [first, script].filter(Boolean).map(hashOf).join(' ');
  const scripts = `${hashes} 'strict-dynamic' 'self'`; // 'self' where the former is not known
  return withPolicy(filled(html, { first, tags: [tag], style }), { scripts, styles: hashOf(style), also });
}
