// How soon a small model learns induction in Chromium, on one thread: steps, and seconds of training, until 90% of the
// pairs in stories that it has not seen are right. `node tests/bench/induction.mjs` after a build.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { root } from '../../web/build/paths.mjs';
import { inChromium } from './in-chromium.mjs';

const seeds = [1, 2, 3, 4, 5];
const enough = 0.9;
const lookEvery = 50; // steps

/** Runs in the page. */
async function learn({ text, questions, model: sizes, training, seed, enough, lookEvery }) {
  globalThis.engine ??= await (await import('/index.js')).loadEngine();
  const model = await globalThis.engine.createModel({ text, ...sizes, seed });
  await model.startTraining({ text, ...training, seed });
  let seconds = 0;
  let share = 0;
  let step = 0;
  while (share < enough && step < training.steps) {
    const start = performance.now();
    ({ step } = await model.trainSteps(lookEvery));
    seconds += (performance.now() - start) / 1000;
    let right = 0;
    for (const { prompt, answer } of questions) {
      const { chosenText } = await model.nextToken({ prompt, temperature: 0 });
      if (chosenText === answer) right += 1;
    }
    share = right / questions.length;
  }
  await model.dispose();
  return { step, seconds, share };
}

const described = ({ step, seconds, share }) =>
  share >= enough
    ? `${step} steps, ${seconds.toFixed(1)} s`
    : `${Math.round(100 * share)}% after ${step} steps, ${seconds.toFixed(1)} s`;

export async function benchInduction() {
  const load = async (path) => (await runnerImport(`${root}/${path}`)).module;
  const { induction, pairsQuestions, pairsText } = await load('web/src/training/pairs.ts');
  return inChromium(async (page) => {
    const options = { text: pairsText(), questions: pairsQuestions(), enough, lookEvery, ...induction };
    const run = (seed, init) =>
      page.evaluate(learn, { ...options, model: { ...induction.model, init }, seed });
    const results = [];
    for (const seed of seeds)
      results.push({ seed, width: await run(seed, 'width'), gpt2: await run(seed, 'gpt2') });
    console.log(
      'Induction in Chromium: training until 90% of held-out pairs are right, by how the weights begin',
    );
    console.table(
      results.map(({ seed, width, gpt2 }) => ({
        seed,
        'scaled by width': described(width),
        'as GPT-2’s': described(gpt2),
      })),
    );
    const seconds = results
      .map(({ width }) => (width.share >= enough ? width.seconds : Number.POSITIVE_INFINITY))
      .sort((a, b) => a - b);
    return [
      { goal: 'induction, slowest seed: at most 40 s', measured: seconds.at(-1), limit: 40 },
      { goal: 'induction, median: at most 20 s', measured: seconds[seconds.length >> 1], limit: 20 },
    ];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchInduction());
