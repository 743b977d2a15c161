// What the chapter that trains a model begins with, and what it makes of the core's numbers.
import { beforeAll, describe, expect, it } from 'vitest';
import { initialState, type State } from '../../web/src/element/state.ts';
import { squareOf, transformerSource } from '../../web/src/element/transformer-source.ts';
import {
  type Engine,
  loadEngine,
  type Matrix,
  type Model,
  row,
  type Tensor,
} from '../../web/src/engine/index.ts';
import { oneWayQuestions } from '../../web/src/training/one-way.ts';
import { presets } from '../../web/src/training/presets.ts';
import { learningRateOf, sizes } from '../../web/src/training/settings.ts';
import { worldSentence, worldText } from '../../web/src/training/world.ts';

const name = { layer: 0, head: 3 };
let engine: Engine;
let model: Model;

beforeAll(async () => {
  engine = await loadEngine();
});

/** Trains on the chapter's own text, as the chapter does; gives the held-out loss before and after. */
async function train(size: keyof typeof sizes): Promise<[number, number]> {
  const { steps, ...shape } = sizes[size];
  const text = worldText();
  model = await engine.createModel({ text, tokenizer: 'words', seed: 1, ...shape });
  await model.startTraining({ text, steps, learningRate: learningRateOf(shape), seed: 1 });
  const before = await model.heldOutLoss();
  await model.trainSteps(steps);
  return [before, await model.heldOutLoss()];
}

describe('the text that is there', () => {
  it('is short, and every word of its sentence is in it', () => {
    const text = worldText();
    expect(text.length).toBeGreaterThan(2000);
    expect(text.length).toBeLessThan(6144);
    const words = new Set(text.split(/\s+/));
    expect(worldSentence.split(' ').filter((word) => !words.has(word))).toEqual([]);
  });

  it.each(['small', 'medium', 'attention only'] as const)(
    'is learned by the %s model: the guess follows the name',
    async (size) => {
      const [before, after] = await train(size);
      expect(after).toBeLessThan(0.3 * before);
      for (const [child, toy] of [
        ['tom', 'drum'],
        ['max', 'bell'],
        ['leo', 'boat'],
      ] as const) {
        const { probabilities } = await model.nextToken({ prompt: `today ${child} plays with the` });
        const likeliest = probabilities.indexOf(Math.max(...probabilities));
        expect((await model.vocabulary())[likeliest], child).toBe(toy);
      }
    },
  );

  it('makes a head sharp that was not', async () => {
    const patternOf = async () => {
      const { activations } = await model.inspect({
        prompt: worldSentence,
        activations: ['blocks.0.attn.hook_pattern'],
      });
      return activations['blocks.0.attn.hook_pattern'];
    };
    const largestInLastRow = async () => {
      const pattern = await patternOf();
      const [heads = 0, length = 0] = pattern?.shape ?? [];
      const rows = Array.from({ length: heads }, (_, head) => {
        const from = (head * length + length - 1) * length;
        return Math.max(...(pattern?.data.subarray(from, from + length) ?? []));
      });
      return Math.max(...rows);
    };
    const { steps, ...shape } = sizes.medium;
    model = await engine.createModel({ text: worldText(), tokenizer: 'words', seed: 1, ...shape });
    expect(await largestInLastRow()).toBeLessThan(0.15);
    await train('medium');
    expect(steps).toBeLessThan(1000);
    expect(await largestInLastRow()).toBeGreaterThan(0.9);
  });
});

describe('what is told in one direction', () => {
  it('is known in that one only', async () => {
    const { text, size, tokenizer, steps, rate, batch, decay, start } = await presets['one way'].choices();
    const { steps: _, ...shape } = sizes[size];
    const model = await engine.createModel({ text, tokenizer, init: start, seed: 1, ...shape });
    const training = { learningRate: Number(rate), weightDecay: Number(decay) };
    await model.startTraining({ text, steps: Number(steps), batch: Number(batch), ...training, seed: 1 });
    await model.trainSteps(Number(steps));
    const vocabulary = await model.vocabulary();
    const isKnown = async ({ prompt, answer }: { prompt: string; answer: string }) => {
      const { probabilities } = await model.nextToken({ prompt });
      return vocabulary[probabilities.indexOf(Math.max(...probabilities))] === answer;
    };
    for (const { isToldBothWays, forward, backward } of oneWayQuestions) {
      expect(await isKnown(forward), forward.prompt).toBe(true);
      expect(await isKnown(backward), backward.prompt).toBe(isToldBothWays);
    }
  });
});

describe('a head’s reading', () => {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const column = ({ rows, columns, data }: Matrix, j: number) =>
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] ?? 0);

  const read = (change: Partial<State>) => {
    const row = { model, travels: 'everywhere' as const };
    const source = transformerSource(model.info.config, row, (work) => work(model));
    return source.read({ ...initialState, head: name, ...change }, new AbortController().signal);
  };

  it('goes on from tokens that were sampled, by their numbers or as they are written', async () => {
    const { words, ids } = await read({ sentence: 'tom eats the', sampled: [{ text: 'fig' }] });
    expect(words).toEqual(['tom', 'eats', 'the', 'fig']);
    const id = ids?.at(-1) as number;
    expect(await read({ sentence: 'tom eats the', sampled: [{ text: '', id }] })).toMatchObject({
      words,
      ids,
    });
    await expect(read({ sentence: 'tom', sampled: [{ text: 'zebra' }] })).rejects.toThrow('"zebra"');
  });

  it('goes on after an earlier word, without what stood behind that', async () => {
    const sentence = 'in the rain tom eats the fig';
    const sampled = [{ text: 'plays' }];
    expect((await read({ sentence, sampled, sampledAfter: 3 })).words.join(' ')).toBe(
      'in the rain tom plays',
    );
    expect((await read({ sentence, sampledAfter: 3 })).words.join(' ')).toBe(sentence);
    await expect(read({ sentence, sampled, sampledAfter: 7 })).rejects.toThrow(
      /^sampledAfter must be .* 6, .*7$/,
    );
  });

  it('is of a head that there is', async () => {
    expect((await read({ head: { layer: 9, head: 1 } })).heads?.name).toEqual({ layer: 1, head: 1 });
    await expect(read({ head: 'last' })).rejects.toThrow(/^head .*"last"/);
  });

  it('is attention, step by step', async () => {
    const activations = ['blocks.0.attn.hook_attn_scores', 'blocks.0.attn.hook_pattern'];
    const inspection = await model.inspect({ prompt: worldSentence, activations });
    const next = await model.nextToken({ prompt: worldSentence, seed: 3 });
    const reading = await read({ sentence: worldSentence, seed: 3 });
    expect(reading.heads?.name).toEqual(name);
    const square = [4, 13, 13];
    expect(reading.heads?.patterns.map(({ shape }) => shape)).toEqual([square, square]);
    const of = (hook: string) =>
      squareOf(inspection.activations[`blocks.0.attn.hook_${hook}`] as Tensor, name.head);
    expect(reading.pattern).toEqual(of('pattern'));
    const scores = of('attn_scores');
    const length = worldSentence.split(' ').length;
    expect(reading.words).toHaveLength(length);
    for (let query = 0; query < length; ++query) {
      for (let key = 0; key < length; ++key) {
        const at = (matrix: Matrix) => row(matrix, query)[key] ?? Number.NaN;
        expect(at(reading.products)).toBeCloseTo(
          dot(row(reading.queries, query), row(reading.keys, key)),
          10,
        );
        expect(at(reading.scores)).toBeCloseTo(at(reading.products) / 4, 5);
        if (key > query) {
          expect([at(reading.pattern), at(reading.shifted), at(reading.exponentials)]).toEqual([
            0,
            -Infinity,
            0,
          ]);
          continue;
        }
        expect(at(reading.scores)).toBe(at(scores));
        expect(at(reading.exponentials)).toBeCloseTo(Math.exp(at(reading.shifted)), 10);
        expect(at(reading.pattern)).toBeCloseTo(at(reading.exponentials) / (reading.sums[query] ?? 0), 5);
      }
      const values = reading.values as Matrix;
      for (let i = 0; i < values.columns; ++i) {
        const sum = dot(row(reading.pattern, query), column(values, i));
        expect(row(reading.outputs, query)[i]).toBeCloseTo(sum, 4);
      }
    }
    const last = row(reading.probabilities, length - 1);
    for (const [i, probability] of next.probabilities.entries()) expect(last[i]).toBeCloseTo(probability, 6);
    expect(reading.chosen[length - 1]).toBe(next.chosen);
  });
});
