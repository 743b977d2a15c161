// Prints what the story world has to ask of a model, part by part, as JSON: `node tests/reference/claim_trials.mjs SEED
// CASES LAYERS HEADS` after a build. For programs that have a model of their own.
import { readFileSync } from 'node:fs';
import create from '#wasm/stories.js';
import { root } from '../../web/build/paths.mjs';

const module = await WebAssembly.compile(readFileSync(`${root}/build/wasm/stories.wasm`));
const core = await create({
  instantiateWasm(imports, done) {
    WebAssembly.instantiate(module, imports).then((instance) => done(instance, module));
    return {};
  },
});
const [seed, cases, layers, heads] = process.argv.slice(2).map(Number);
const plan = { seed, cases, layers, heads };
const parts = Array.from({ length: core.claimParts(plan) }, (_, part) => core.claimTrials({ ...plan, part }));
const plain = parts.map((trials) =>
  trials.map(({ story: { family, words, answers } }) => {
    const { position, word } = answers.at(-1);
    return { family, words, position, word };
  }),
);
process.stdout.write(JSON.stringify(plain));
