// What readers download, gzipped, and the most it may be: counted by `npm test` and by `npm run bench`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { root } from '../web/build/paths.mjs';

export function sizeOf(path) {
  const bytes = readFileSync(`${root}/${path}`);
  return { raw: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

const limits = [
  ['the script for posts, with worker and wasm', 110_000, 'dist/pay-attention.min.js'],
  ['the page before any module', 120_000, 'dist/index.html'],
  [
    'the page with all that its first screen needs',
    480_000,
    'dist/index.html',
    ...['transformer', 'stories', 'story'].map((name) => `dist/${name}.js`),
  ],
  ['the wasm of the post’s model', 46_000, 'build/wasm/post.wasm'],
  ['the wasm of transformers like GPT-2', 125_000, 'build/wasm/transformer.wasm'],
  ['the wasm of every family of transformers', 185_000, 'build/wasm/families.wasm'],
  ['the wasm of the story world', 40_000, 'build/wasm/stories.wasm'],
];

/** What each comes to, and its limit, in bytes. */
export const sizes = () =>
  limits.map(([what, limit, ...paths]) => ({
    goal: `${what}, gzipped: at most ${limit} bytes`,
    measured: paths.reduce((sum, path) => sum + sizeOf(path).gzipped, 0),
    limit,
  }));
