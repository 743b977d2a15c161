// The memory of the cores: given back when nothing needs it, and no larger with each call.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Engine, type Model } from '../../web/src/engine/index.ts';

const text = 'in the rain tom eats the plum . in the sun ann eats the fig . '.repeat(20);
const size = { text, tokenizer: 'words', layers: 1, heads: 2, dModel: 16, context: 16 };
const prompt = 'in the rain';

/** Of the instances, one after another. */
let memories: WebAssembly.Memory[];

beforeEach(() => {
  memories = [];
  const { instantiate } = WebAssembly;
  vi.spyOn(WebAssembly, 'instantiate').mockImplementation((async (
    module: WebAssembly.Module,
    imports: object,
  ) => {
    const instance = await instantiate(module, imports as WebAssembly.Imports);
    memories.push(
      Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory) as never,
    );
    return instance;
  }) as never);
});
afterEach(() => vi.restoreAllMocks());

const lossOf = async (model: Model) => (await model.inspect({ prompt })).loss;

describe('memory is given back', () => {
  it('once the last model is closed', async () => {
    const engine = new Engine();
    const first = await engine.createModel(size);
    const second = await first.copy();
    await first.dispose();
    const loss = await lossOf(second);
    const before = memories.length;
    await second.dispose();
    expect(await lossOf(await engine.createModel(size))).toBe(loss);
    expect(memories.length).toBe(before + 1);
  });

  it('once a request was refused for memory: models come back as they were, in training too', async () => {
    const engine = new Engine();
    const model = await engine.createModel(size);
    const twin = await model.copy();
    for (const learning of [model, twin]) await learning.startTraining({ text, steps: 20 });
    for (const learning of [model, twin]) await learning.trainSteps(4);
    const loss = await lossOf(model);
    const before = memories.length;

    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('there is no more');
    });
    const large = engine.createModel({ ...size, dModel: 1024 });
    await expect(large).rejects.toThrow('this needs more memory than can be had here');
    grow.mockRestore();

    expect(await lossOf(model)).toBe(loss);
    expect(await model.trainSteps(4)).toEqual(await twin.trainSteps(4));
    expect(memories.length).toBe(before + 1);
    expect((await model.trainSteps(1)).step).toBe(9);
  });
});

describe('memory does not grow with each call', () => {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;

  const used = () => {
    collect();
    return {
      core: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
      heap: process.memoryUsage().heapUsed,
    };
  };

  /** Nothing stays of a call in the core, and less in JavaScript than a promise takes; but for what is made once. */
  async function check(calls: number, call: () => Promise<unknown>): Promise<void> {
    const repeat = async (times: number) => {
      for (let i = 0; i < times; ++i) {
        await call();
        if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve)); // Vitest wants to hear of it
      }
    };
    await repeat(calls / 10);
    const before = used();
    await repeat(calls);
    const after = used();
    expect(after.core).toBe(before.core);
    expect(after.heap - before.heap).toBeLessThan(20 * calls + 400_000);
  }

  it('of answers and refusals', async () => {
    const engine = new Engine();
    await check(20_000, () => engine.softmax({ scores: [1, 2, 3] }));
    await check(5_000, () => engine.readSentence({ sentence: 'to be or not to be' }));
    await check(5_000, () => engine.softmax({ scores: [] }).catch(() => {}));
    const { signal } = new AbortController();
    await check(5_000, () => engine.softmax({ scores: [1] }, { signal }));
  });

  it('of models: 100,000 samples, readings, steps, copies', async () => {
    const engine = new Engine();
    const model = await engine.createModel(size);
    await check(100_000, () => model.nextToken({ prompt, seed: 1 }));
    await check(3_000, () => model.inspect({ prompt, activations: ['blocks.*.attn.hook_pattern'] }));
    await check(3_000, () => model.tokenize('no such word'));
    await model.startTraining({ text, steps: 1e6 });
    await check(3_000, () => model.trainSteps(1));
    await check(1000, async () => (await model.copy()).dispose());
    await check(1000, () => engine.createModel({ ...size, heads: 0 }).catch(() => {}));
  });
});
