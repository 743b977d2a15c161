// Models of every family in files of other formats than Hugging Face's, through the engine: opened, described, trained.
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import {
  Engine,
  type FileBytes,
  type FilesToOpen,
  type InputError,
  readModelFolder,
} from '../../web/src/engine/index.ts';
import {
  bytesOf,
  expectLogits,
  lettersJson,
  logitsOf,
  modelFiles,
  tokenizerBin,
  tokenizerModel,
} from './model-files.ts';

const engine = new Engine();
afterAll(() => engine.dispose());
afterEach(() => vi.restoreAllMocks());

const llama = bytesOf('llama-q8_0');
const greedy = { temperature: 0, maxTokens: 5, ignoreEos: true };
const prompt = 'a ab';

const folderOf = (files: Record<string, FileBytes | string>): Promise<FilesToOpen> =>
  readModelFolder({
    names: Object.keys(files),
    open: async (name) => {
      const file = files[name];
      if (file === undefined) throw new Error(`${name} was asked for`);
      return new File([file as BlobPart], name);
    },
  });

const refusal = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error: InputError) => error.message,
  );

describe('a file of its own format', () => {
  it.each(modelFiles.filter(({ logits }) => logits.length > 0))(
    'of $name computes what PyTorch does',
    async ({ bytes, tokens, logits }) => {
      const tokenizer = lettersJson(logits.length / tokens.length);
      const model = await engine.openModel({ weights: new File([bytes], 'model'), tokenizer });
      expectLogits(await logitsOf(model, tokens), logits);
      await model.dispose();
    },
  );

  it('has its vocabulary within it: text is cut and written without a file beside it', async () => {
    const gpt2 = await engine.openModel(bytesOf('gpt2-f16'));
    expect((await gpt2.tokenize('ab a')).map(({ text }) => text)).toEqual(['ab', ' a']);
    const model = await engine.openModel(llama);
    expect((await model.tokenize(prompt)).map(({ text }) => text)).toEqual(['<s>', ' a', ' a', 'b']);
    expect(Array.from(model.info.endTokens)).toEqual([2]);
    expect(model.info.config).toMatchObject({ architecture: 'llama', layers: 2, heads: 4, keyValueHeads: 2 });
  });

  it('is told by its first bytes, whatever it is called, alone, in memory, or in a folder', async () => {
    const model = await engine.openModel(new File([llama], 'stories.gguf'));
    const expected = await model.generate({ prompt, ...greedy });
    for (const given of [
      new File([llama], 'weights'),
      llama.buffer,
      { weights: llama },
      await folderOf({ 'model.gguf': llama, 'README.md': '' }),
    ]) {
      const same = await engine.openModel(given);
      expect(await same.generate({ prompt, ...greedy })).toEqual(expected);
      await same.dispose();
    }
  });

  it('is the same model once it is saved in Hugging Face’s layout', async () => {
    const model = await engine.openModel(llama);
    const saved = await engine.openModel(await model.save());
    expect(await saved.generate({ prompt, ...greedy })).toEqual(await model.generate({ prompt, ...greedy }));
    const tokens = [1, 6, 6, 5];
    expectLogits(await logitsOf(saved, tokens), await logitsOf(model, tokens));
  });
});

describe('a vocabulary of its own format', () => {
  it('stands beside a model.bin', async () => {
    const model = await engine.openModel(
      await folderOf({ 'model.bin': bytesOf('llama2c-v1-own-head'), 'tokenizer.bin': tokenizerBin(5) }),
    );
    const { prompt, text } = await model.generate({ prompt: 'aa', ...greedy, maxTokens: 0 });
    expect(prompt.map(({ id }) => id)).toEqual([1, 3, 4, 4]);
    expect(text).toBe('aa');
    expect(Array.from(model.info.endTokens)).toEqual([1, 2]);
  });

  it('is SentencePiece’s, beside safetensors', async () => {
    const own = await engine.openModel(llama);
    const { config, weights } = await own.save();
    const files = {
      'config.json': config,
      'model.safetensors': weights,
      'tokenizer.model': tokenizerModel(),
    };
    const model = await engine.openModel(await folderOf(files));
    expect(await model.tokenize(prompt)).toEqual(await own.tokenize(prompt));
    expect(await model.generate({ prompt, ...greedy })).toEqual(await own.generate({ prompt, ...greedy }));
  });

  it('that is missing is named, with the file that does not have it', async () => {
    expect(await refusal(engine.openModel(new File([bytesOf('qwen2-f32')], 'small.gguf')))).toBe(
      'tokenizer.json is missing: small.gguf does not say what is in it',
    );
    const folder = await folderOf({ 'model.bin': bytesOf('llama2c-v0') });
    expect(await refusal(engine.openModel(folder))).toBe(
      'tokenizer.json is missing: model.bin does not say what is in it',
    );
  });
});

describe('marks for the model', () => {
  it('are tokens, and no text', async () => {
    const model = await engine.openModel(llama);
    const generation = await model.generate({ prompt, temperature: 0, maxTokens: 40, seed: 1 });
    const ids = [...generation.prompt, ...generation.generated].map(({ id }) => id);
    expect(ids[0]).toBe(1);
    expect(generation.text).not.toMatch(/<s>|<\/s>|^ /);
    expect(generation.text).toMatch(/^a ab/);
    expect(await model.decode(ids)).toMatch(/^<s> a ab/);
    expect(await model.decode([1, 6, 2], { skipSpecial: true })).toBe('a');
    expect(await model.decode([1, 6, 2])).toBe('<s> a</s>');
  });

  it('can be what a text stops at', async () => {
    const model = await engine.openModel(llama);
    const options = { prompt, temperature: 5, maxTokens: 60, seed: 2, ignoreEos: true };
    const { generated } = await model.generate(options);
    const first = generated.findIndex(({ id }) => id === 2);
    expect(first).toBeGreaterThan(0);
    const stopped = await model.generate({ ...options, stop: '</s>' });
    expect(stopped.generated).toEqual(generated.slice(0, first + 1));
    expect(stopped.text).not.toContain('</s>');
  });
});

describe('what cannot be opened', () => {
  it.each([
    ['within its keys', 300, /^cut\.gguf:? /],
    ['within its numbers', llama.length - 100, /^cut\.gguf:? /],
  ])('a GGUF file that was cut short %s', async (_, length, message) => {
    const file = new File([llama.subarray(0, length)], 'cut.gguf');
    expect(await refusal(engine.openModel(file))).toMatch(message);
    expect(await refusal(engine.describeModel(file))).toMatch(message);
  });

  it('a pickle: the way out of it, with a config beside it and without', async () => {
    const pickle = Buffer.from('PK\x03\x04 and so on, as torch.save writes it', 'latin1');
    const config = { 'config.json': '{"model_type": "llama"}', 'tokenizer.json': lettersJson(5) };
    for (const beside of [{}, config]) {
      const opening = folderOf({ 'pytorch_model.bin': pickle, ...beside }).then((files) =>
        engine.openModel(files),
      );
      expect(await refusal(opening)).toMatch(
        /^pytorch_model\.bin is a ZIP archive, as torch\.save writes them, .*: python -c "import torch/,
      );
    }
  });
});

describe('what is in a file', () => {
  it('is told before it is opened', async () => {
    const description = await engine.describeModel(new File([llama], 'small.gguf'));
    const { format, bytes, config, tensors, metadata } = description;
    expect({ format, bytes }).toEqual({ format: 'GGUF', bytes: llama.length });
    expect(JSON.parse(config)).toMatchObject({ model_type: 'llama', hidden_size: 32, rms_norm_eps: 1e-6 });
    expect(tensors).toHaveLength(21);
    expect(tensors.find(({ name }) => name === 'model.layers.1.mlp.down_proj.weight')).toEqual({
      name: 'model.layers.1.mlp.down_proj.weight',
      dtype: 'Q8_0',
      shape: Float64Array.of(32, 64),
    });
    expect(metadata).toContainEqual({ key: 'general.name', type: 'string', value: 'a small one' });
    expect((await engine.describeModel(bytesOf('llama2c-v2'))).format).toBe('llama2.c');
  });
});

describe('a model from a file', () => {
  const text = 'a ab a ab aab a ab ba a ab a ab a ab '.repeat(20);

  it('learns', async () => {
    const model = await engine.openModel(llama);
    await model.startTraining({ text, steps: 40, batch: 2, learningRate: 0.01 });
    const { losses } = await model.trainSteps(40);
    expect(losses.at(-1) as number).toBeLessThan((losses[0] as number) / 2);
  });

  it('comes back, trained, where its core had to be given up', async () => {
    const own = new Engine();
    const model = await own.openModel(new File([llama], 'small.gguf'));
    await model.startTraining({ text, steps: 20 });
    await model.trainSteps(3);
    const loss = (await model.inspect({ prompt })).loss;
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('there is no more');
    });
    const large = own.createModel({ text, architecture: 'llama', layers: 1, heads: 4, dModel: 1024 });
    await expect(large).rejects.toThrow('this needs more memory than can be had here');
    grow.mockRestore();
    expect((await model.inspect({ prompt })).loss).toBe(loss);
    expect((await model.trainSteps(1)).step).toBe(4);
    own.dispose();
  });
});
