// What each head of the model that ships does on twenty words, in one request, in Chromium's worker: `node
// tests/bench/heads.mjs` after a build.
import { fileURLToPath } from 'node:url';
import { inChromium } from './in-chromium.mjs';

const prompt = 'the key is in the box . ben took the key to the hall . where is the key ?';
const calls = 100;

/** Runs in the page. Milliseconds, in order. */
async function time({ prompt, calls }) {
  const engine = await (await import('/index.js')).loadEngine();
  const model = await engine.openStory();
  const { ids, chosen } = await model.nextToken({ prompt });
  const question = { position: ids.length, token: chosen, antecedents: [13] };
  const times = [];
  for (let i = 0; i < calls; ++i) {
    const start = performance.now();
    await model.heads({ prompt, question });
    times.push(performance.now() - start);
  }
  return { tokens: ids.length, times: times.sort((a, b) => a - b) };
}

export async function benchHeads() {
  const { tokens, times } = await inChromium((page) => page.evaluate(time, { prompt, calls }));
  const median = times[Math.floor(times.length / 2)];
  console.log(`Heads of the model that ships, ${tokens} tokens, in Chromium, milliseconds a request`);
  console.table({ heads: { min: times[0].toFixed(2), median: median.toFixed(2) } });
  return [{ goal: 'what each head does on 20 words: at most 30 ms (median)', measured: median, limit: 30 }];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchHeads();
