// What `npm run bench` prints once everything is built: sizes, the page in Chromium, the core against NumPy.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { root } from '../../web/build/paths.mjs';
import { benchCore } from './core.mjs';
import { benchPage } from './page.mjs';

const largestScript = 100_000;

const sizeOf = (path) => {
  const bytes = readFileSync(`${root}/${path}`);
  return { raw: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
};

/** Prints the sizes and returns the goal that they have. */
function benchSizes() {
  const published = readdirSync(`${root}/dist`)
    .map((name) => `dist/${name}`)
    .filter((path) => statSync(`${root}/${path}`).isFile());
  const parts = ['build/wasm/attention.wasm', 'build/worker/worker.js'];
  console.log('Sizes, bytes: what is published, and two parts of every script');
  console.table(Object.fromEntries([...published, ...parts].map((path) => [path, sizeOf(path)])));
  return {
    goal: `script, worker and wasm gzipped: at most ${largestScript} bytes`,
    measured: sizeOf('dist/pay-attention.min.js').gzipped,
    limit: largestScript,
  };
}

const goals = [benchSizes(), ...(await benchPage()), ...(await benchCore())];
console.log('Goals');
console.table(
  goals.map(({ goal, measured, limit }) => ({
    goal,
    measured: Number(measured.toFixed(3)),
    limit: Number(limit.toFixed(3)),
    verdict: measured <= limit ? 'met' : 'not met',
  })),
);
