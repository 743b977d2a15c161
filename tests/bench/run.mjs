// What `npm run bench` prints once everything is built: sizes, the page in Chromium, the core against NumPy, the
// transformer's core, how soon induction is learned, what heads do.
import { readdirSync, statSync } from 'node:fs';
import { root } from '../../web/build/paths.mjs';
import { sizeOf, sizes } from '../sizes.mjs';
import { benchCore } from './core.mjs';
import { benchHeads } from './heads.mjs';
import { benchInduction } from './induction.mjs';
import { benchPage } from './page.mjs';
import { benchTransformer } from './transformer.mjs';

/** Prints the sizes and returns the goals that they have. */
function benchSizes() {
  const published = readdirSync(`${root}/dist`)
    .map((name) => `dist/${name}`)
    .filter((path) => statSync(`${root}/${path}`).isFile());
  const parts = [
    'build/wasm/post.wasm',
    'build/wasm/transformer.wasm',
    'build/wasm/stories.wasm',
    'build/worker/worker.js',
  ];
  console.log('Sizes, bytes: what is published, and parts of the scripts');
  console.table(Object.fromEntries([...published, ...parts].map((path) => [path, sizeOf(path)])));
  return sizes();
}

const goals = [
  ...benchSizes(),
  ...(await benchPage()),
  ...(await benchCore()),
  ...(await benchTransformer()),
  ...(await benchInduction()),
  ...(await benchHeads()),
];
console.log('Goals');
console.table(
  goals.map(({ goal, measured, limit = Infinity, least = -Infinity }) => ({
    goal,
    measured: Number(measured.toFixed(3)),
    limit: Number((limit < Infinity ? limit : least).toFixed(3)),
    verdict: measured <= limit && measured >= least ? 'met' : 'not met',
  })),
);
