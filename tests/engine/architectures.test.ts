// Transformers of other architectures than GPT-2 through the engine: made, trained, looked into, saved and opened.
import { afterAll, describe, expect, it } from 'vitest';
import { Engine, type InputError, type Model } from '../../web/src/engine/index.ts';

const engine = new Engine();
afterAll(() => engine.dispose());

const text = 'Ann has a hat. Bo has a cat. Cy has a hat. '.repeat(20);
const sizes = { layers: 2, heads: 4, dModel: 24, context: 16, seed: 3 };
const prompt = 'Ann has a';

const made = (architecture: string, more = {}) =>
  engine.createModel({ text, tokenizer: 'words', architecture, ...sizes, ...more });

async function logitsOf(model: Model): Promise<Float32Array | undefined> {
  const { activations } = await model.inspect({ prompt, activations: ['logits'] });
  return activations.logits?.data;
}

const loss = async (model: Model) => (await model.inspect({ prompt: text.slice(0, 40) })).loss;

describe.each(['gpt_neox', 'llama', 'mistral', 'qwen2', 'qwen3', 'gemma', 'phi'])(
  'a new %s',
  (architecture) => {
    it('is what it says it is, learns, and comes back from its files', async () => {
      const model = await made(architecture);
      expect(model.info.config).toMatchObject({
        architecture,
        positions: 'rotary',
        headSize: 6,
        keyValueHeads: 4,
      });
      const before = await loss(model);
      await model.startTraining({ text, steps: 30, batch: 2, learningRate: 0.01 });
      await model.trainSteps(30);
      expect(await loss(model)).toBeLessThan(before / 2);
      const { config, tokenizer, weights } = await model.save();
      expect(JSON.parse(config)).toMatchObject({ model_type: architecture, hidden_size: 24 });
      const opened = await engine.openModel({ config, tokenizer, weights });
      expect(opened.info.config).toEqual(model.info.config);
      const [expected, actual] = [await logitsOf(model), await logitsOf(opened)];
      expect(actual?.length).toBe(expected?.length);
      expect(
        Math.max(...Array.from(actual ?? [], (x, i) => Math.abs(x - (expected?.[i] ?? 0)))),
      ).toBeLessThan(1e-5);
    });
  },
);

describe('a new llama', () => {
  it('has activations, gradients and interventions under their names, keys and values by their own heads', async () => {
    const model = await made('llama', { keyValueHeads: 2 });
    const names = ['blocks.1.attn.hook_k', 'blocks.1.attn.hook_rot_q', 'blocks.0.mlp.hook_pre_linear'];
    const { activations, gradients, attribution, head } = await model.inspect({
      prompt,
      activations: names,
      gradients: names,
      attribution: { position: 2, token: 1 },
      head: { layer: 1, head: 3 },
    });
    expect(activations['blocks.1.attn.hook_k']?.shape).toEqual([3, 2, 6]);
    expect(activations['blocks.1.attn.hook_rot_q']?.shape).toEqual([3, 4, 6]);
    expect(activations['blocks.0.mlp.hook_pre_linear']?.shape).toEqual([3, 64]);
    for (const name of names) expect(gradients[name]?.data.some((number) => number !== 0)).toBe(true);
    expect(attribution?.posEmbed).toBe(0);
    expect(Math.abs(attribution?.edits ?? 1)).toBeLessThan(1e-5);
    expect(head?.queries.columns).toBe(6);
    const patched = await model.inspect({
      prompt,
      interventions: [{ kind: 'patch', activation: 'blocks.0.attn.hook_v', prompt: 'Bo has a', head: 1 }],
    });
    expect(patched.loss).not.toBe((await model.inspect({ prompt })).loss);
  });

  it('is refused by name where its sizes cannot be', async () => {
    const refusal = (more: object, architecture = 'llama') =>
      made(architecture, more).then(
        () => '',
        (error: InputError) => error.message,
      );
    expect(await refusal({ keyValueHeads: 3 })).toBe(
      'heads must be a multiple of the 3 key_value_heads, not 4',
    );
    expect(await refusal({ dModel: 20 })).toBe(
      'rotary size must be an even number, at most the 5 of a head, not 5',
    );
    expect(await refusal({}, 'mamba')).toBe(
      'architecture must be one of gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma, phi, not "mamba"',
    );
    expect(await refusal({}, 'gpt2')).toBe('');
  });
});
