// The NumPy programs that the page hands out for what the instrument shows print the core's numbers: of the post's
// model, of the model that ships at two of its steps, and of one with an MLP, from their own files.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postSource } from '../../web/src/element/post-source.ts';
import { candidatesOf, checkShown, type Shown } from '../../web/src/element/shown.ts';
import { initialState, type State } from '../../web/src/element/state.ts';
import { storySource } from '../../web/src/element/story-source.ts';
import { transformerSource } from '../../web/src/element/transformer-source.ts';
import { inOneFile, loadEngine, type Model, row } from '../../web/src/engine/index.ts';
import { numpyOf } from '../../web/src/page/numpy/shown.ts';
import { likeliest } from '../../web/src/views/bars.ts';

const { signal } = new AbortController();
const dist = join(import.meta.dirname, '../../dist');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'numpy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What it prints: of each line, numbers and what stands after them. */
function printed(shown: Shown, cwd = folder) {
  const text = execFileSync('/usr/bin/python3', ['-'], {
    cwd,
    input: numpyOf(shown),
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    encoding: 'utf8',
  });
  const lines = text.trimEnd().split('\n');
  const next = lines.findIndex((line) => line.startsWith('Next '));
  const read = (lines: string[]) =>
    lines.map((line) => {
      const numbers = line.match(/\b\d\.\d{6}\b/g) ?? [];
      return { numbers: numbers.map(Number), name: line.slice(9 * numbers.length) };
    });
  return { pattern: read(lines.slice(1, next)), next: read(lines.slice(next + 1)) };
}

const near = (expected: ArrayLike<number>) => Array.from(expected, (number) => expect.closeTo(number, 4));

/** The same lines, from the core. */
const chances = (shown: Shown, most: number) =>
  likeliest(candidatesOf(shown), most).map(({ word = '(none)', probability }) => ({
    numbers: near([probability]),
    name: word,
  }));

describe('of the post’s model', () => {
  const changes: Partial<State>[] = [
    {},
    { query: 3, corpus: ['She sells seashells', 'I love “pizza” 🦊'], seed: 7, dimensions: 5 },
    { query: 2, sampled: [{ text: 'dog' }, { text: 'fox' }], sampledAfter: 4 },
    ...['none', 'values', 'context,query', 'normalisation,lookup'].map((corrected) => ({
      corrected,
      query: 4,
    })),
  ];

  it.each(changes)('what is shown is printed: %j', async (change) => {
    const state = { ...initialState, ...change };
    const shown = checkShown(await postSource({}).read(state, signal), state, true);
    const { reading, query } = shown;
    const { pattern, next } = printed(shown);
    const weights = row(reading.pattern, query);
    expect(pattern).toEqual(reading.words.map((name, i) => ({ name, numbers: near([weights[i] ?? 0]) })));
    expect(next).toEqual(chances(shown, next.length));
    expect(next).toHaveLength(candidatesOf(shown).probabilities.length);
  });
});

/** Both the pattern, row by row, and the ten likeliest. */
function expectSame(shown: Shown, cwd?: string): void {
  const { words, pattern: weights } = shown.reading;
  const { pattern, next } = printed(shown, cwd);
  expect(pattern).toEqual(words.map((name, i) => ({ name, numbers: near(row(weights, i)) })));
  expect(next).toEqual(chances(shown, 10));
}

describe('of the model that ships', () => {
  const changes: Partial<State>[] = [
    {},
    {
      knockOut: [
        { layer: 1, head: 1 },
        { layer: 0, head: 0 },
      ],
      head: { layer: 1, head: 0 },
    },
    { step: 500, query: 5, head: { layer: 0, head: 1 } },
    {
      sampled: [{ text: 'box' }, { text: '.' }],
      sampledAfter: 6,
      temperature: 3,
      topK: 40,
      topP: 0.9,
      minP: 0.001,
    },
  ];

  it.each(changes)('what is shown is printed: %j', async (change) => {
    const source = storySource({});
    const state = { ...initialState, model: 'story', sentence: source.opening?.() ?? '', ...change };
    expectSame(checkShown(await source.read(state, signal), state, false), dist);
  });
});

describe('of a model with an MLP, as one file', () => {
  let model: Model;

  beforeAll(async () => {
    const text = 'the cat sat on the mat . the dog sat on the log . '.repeat(30);
    const shape = { layers: 2, heads: 2, dModel: 16, context: 16 };
    model = await (await loadEngine()).createModel({ text, tokenizer: 'words', seed: 3, ...shape });
    await model.startTraining({ text, steps: 30, learningRate: 0.01, seed: 3 });
    await model.trainSteps(30);
    writeFileSync(join(folder, 'model.safetensors'), Buffer.concat(await inOneFile(await model.save())));
  });

  it.each([{}, { knockOut: [{ layer: 0, head: 1 }], head: { layer: 1, head: 1 }, query: 3 }])(
    'what is shown is printed: %j',
    async (change: Partial<State>) => {
      const state = { ...initialState, model: 'trained', sentence: 'the dog sat on the', ...change };
      const source = transformerSource(model.info.config, { model, travels: 'nowhere' }, (work) =>
        work(model),
      );
      expectSame(checkShown(await source.read(state, signal), state, false));
    },
  );
});
