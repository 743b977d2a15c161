// What `npm run bench` prints once everything is built: sizes, the page in Chromium, the core against NumPy, the
// transformer's core.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { root } from '../../web/build/paths.mjs';
import { benchCore } from './core.mjs';
import { benchPage } from './page.mjs';
import { benchTransformer } from './transformer.mjs';

const largestScript = 100_000;
const largestWasm = 120_000;
const largestPage = 150_000;

const sizeOf = (path) => {
  const bytes = readFileSync(`${root}/${path}`);
  return { raw: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
};

/** Prints the sizes and returns the goals that they have. */
function benchSizes() {
  const published = readdirSync(`${root}/dist`)
    .map((name) => `dist/${name}`)
    .filter((path) => statSync(`${root}/${path}`).isFile());
  const parts = ['build/wasm/attention.wasm', 'build/worker/worker.js'];
  console.log('Sizes, bytes: what is published, and two parts of every script');
  console.table(Object.fromEntries([...published, ...parts].map((path) => [path, sizeOf(path)])));
  const gzipped = (...paths) => paths.reduce((sum, path) => sum + sizeOf(path).gzipped, 0);
  return [
    {
      goal: `script, worker and wasm gzipped: at most ${largestScript} bytes`,
      measured: gzipped('dist/pay-attention.min.js'),
      limit: largestScript,
    },
    {
      goal: `wasm gzipped: at most ${largestWasm} bytes`,
      measured: gzipped('build/wasm/attention.wasm'),
      limit: largestWasm,
    },
    {
      goal: `page without a model gzipped: at most ${largestPage} bytes`,
      measured: gzipped('dist/index.html', 'dist/page.css', 'dist/page.js'),
      limit: largestPage,
    },
  ];
}

const goals = [
  ...benchSizes(),
  ...(await benchPage()),
  ...(await benchCore()),
  ...(await benchTransformer()),
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
