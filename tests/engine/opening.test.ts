// What is told of a model before it is opened, and while it is.
import { afterAll, describe, expect, it } from 'vitest';
import { Engine, type ModelDescription, type Progress } from '../../web/src/engine/index.ts';
import { summaryOf } from '../../web/src/engine/model-summary.ts';
import { goldenFile } from './golden-file.ts';

const engine = new Engine();
afterAll(() => engine.dispose());

describe('what is in a file', () => {
  it('comes to a few numbers, whatever its format', async () => {
    const weights = new File([new Uint8Array(goldenFile('llama-q8_0'))], 'small.gguf');
    const summary = summaryOf(await engine.describeModel({ weights }), { weights });
    const { parameters } = (await engine.openModel({ weights })).info;
    expect(summary).toMatchObject({
      ...{ name: 'small.gguf', format: 'GGUF', architecture: 'llama' },
      ...{ layers: 2, heads: 4, keyValueHeads: 2, dModel: 32, context: 50 },
      ...{ numbers: parameters, memory: 4 * parameters },
    });
    expect(summary.metadata).toContainEqual(
      expect.objectContaining({ key: 'general.name', value: '"a small one"' }),
    );
    const text = 'the cat sat on the mat. '.repeat(9);
    const gpt2 = await engine.createModel({ text, layers: 1, heads: 2, dModel: 8, context: 16 });
    const files = await gpt2.save();
    expect(summaryOf(await engine.describeModel(files), files)).toMatchObject({
      ...{ format: 'safetensors', architecture: 'gpt2', layers: 1, heads: 2, keyValueHeads: 2 },
      ...{ dModel: 8, context: 16, numbers: gpt2.info.parameters },
    });
  });

  it('is left out where it does not say, and refused where it would not fit', () => {
    const description = (config: string, extent: number): ModelDescription => ({
      ...{ format: 'GGUF', config, metadata: [], bytes: 3 },
      tensors: [{ name: 'model.norm.weight', dtype: 'Q4_0', shape: Float64Array.of(extent, 1000) }],
    });
    const files = { weights: new File([], 'large.gguf') };
    const unknown = summaryOf(description('{"model_type": 3, "num_hidden_layers": "two"}', 2), files);
    expect(unknown).toMatchObject({ architecture: undefined, layers: undefined, numbers: 2000 });
    expect(() => summaryOf(description('{}', 475_001), files)).toThrow(
      'large.gguf needs 1900 MB of memory once it is open; what fits here needs 1900 MB at the most',
    );
    expect(() => summaryOf(description('{}', 475_000), files)).not.toThrow();
  });
});

describe('opening files', () => {
  const made = async () => {
    const sizes = { layers: 4, heads: 2, dModel: 256, context: 16 };
    return (await engine.createModel({ text: 'a b c '.repeat(30), tokenizer: 'words', ...sizes })).save();
  };

  it('tells how much the core has of them, up to all', async () => {
    const files = await made();
    const told: Progress[] = [];
    const model = await engine.openModel(files, { onProgress: (progress) => told.push(progress) });
    const total = files.weights.length;
    expect(told.length).toBe(2); // pieces of 8 MiB
    expect(told[0]?.loaded).toBeLessThan(total);
    expect(told.at(-1)).toEqual({ loaded: total, total });
    await model.dispose();
  });

  it('can be ended on the way', async () => {
    const ending = new AbortController();
    const opening = engine.openModel(await made(), {
      signal: ending.signal,
      onProgress: () => ending.abort(new Error('enough')),
    });
    await expect(opening).rejects.toThrow('enough');
  });
});
