// The core in wasm against the same computation in NumPy, seeded, for sentences of 10, 1,000 and 100,000 different
// words, from the text to the word drawn. The core's time is a whole request of JavaScript, every intermediate in it.
// `node tests/bench/core.mjs` after a build.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const sizes = [
  { words: 10, repetitions: 2000 },
  { words: 1000, repetitions: 200 },
  { words: 100_000, repetitions: 15 },
];

const sentenceOf = (words) =>
  Array.from({ length: words }, (_, i) => `word${(i * 7919) % 1_000_003}`).join(' ');

async function timeCore(engine, sentence, repetitions) {
  const times = [];
  let last;
  for (let i = 0; i < repetitions; ++i) {
    const start = performance.now();
    const run = await engine.runPost({ sentences: [sentence], seed: 42 });
    times.push(performance.now() - start);
    last = run.sentences[0];
  }
  const { predicted, probabilities, chosen } = last;
  return { times, predicted, probability: probabilities.data[chosen[0]] };
}

function timeNumpy(requests) {
  const script = fileURLToPath(new URL('core_numpy.py', import.meta.url));
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const output = execFileSync('/usr/bin/python3', [script], { input, encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const minimum = (times) => Math.min(...times);
const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

function rowOf(words, core, { post, arrays }) {
  for (const { predicted, probability } of [post, arrays]) {
    if (core.predicted !== predicted || Math.abs(core.probability - probability) > 1e-12) {
      throw new Error(`${words} words: the core drew ${core.predicted}, NumPy ${predicted}`);
    }
  }
  const ms = ({ times }) => `${minimum(times).toFixed(3)} / ${median(times).toFixed(3)}`;
  const ratio = ({ times }) => `${(median(times) / median(core.times)).toFixed(1)} x`;
  return {
    words,
    'core in wasm': ms(core),
    'NumPy, as the post': ms(post),
    'NumPy, whole arrays': ms(arrays),
    'post : core': ratio(post),
    'arrays : core': ratio(arrays),
  };
}

/**
 * Prints the table, its ratios of medians above 1 where the core is faster, and returns the goals: to be faster than
 * the post's program. What is left of the core's time is mostly splitting, hashing and carrying words, where NumPy's
 * whole arrays, which need no strings from JavaScript, have the lead from 1,000 words on.
 */
export async function benchCore() {
  const { Engine } = await import('../../dist/index.js');
  const engine = new Engine();
  const sentences = sizes.map(({ words }) => sentenceOf(words));
  const numpy = timeNumpy(sentences.map((sentence, i) => [sentence, sizes[i].repetitions]));
  const rows = [];
  const goals = [];
  for (const [i, { words, repetitions }] of sizes.entries()) {
    await timeCore(engine, sentences[i], Math.ceil(repetitions / 10)); // warms up
    const core = await timeCore(engine, sentences[i], repetitions);
    rows.push(rowOf(words, core, numpy[i]));
    const limit = median(numpy[i].post.times);
    goals.push({
      goal: `core, ${words} words, ms: less than the post’s program in NumPy`,
      measured: median(core.times),
      limit,
    });
  }
  engine.dispose();
  console.log('The model for one sentence, milliseconds, minimum / median');
  console.table(rows);
  return goals;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchCore();
