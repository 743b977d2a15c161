// A transformer through the engine: training, inspection, interventions, readouts, generation, files.
import { afterAll, describe, expect, it } from 'vitest';
import {
  Engine,
  InputError,
  type InspectOptions,
  type Intervention,
  type Model,
  type Tensor,
} from '../../web/src/engine/index.ts';

const engine = new Engine();
afterAll(() => engine.dispose());

const text = Array.from(
  { length: 60 },
  (_, i) => `${['Ann', 'Bo', 'Cy'][i % 3]} has a ${['hat', 'cat'][i % 2]}. `,
).join('');
const sizes = { layers: 2, heads: 2, dModel: 16, context: 24, seed: 5 };
const prompt = 'Bo has a ';
const length = prompt.length;

async function trained(steps = 60): Promise<Model> {
  const model = await engine.createModel({ text, tokenizer: 'bytes', ...sizes });
  await model.startTraining({ text, steps, batch: 2, learningRate: 0.01, seed: 2 });
  await model.trainSteps(steps);
  return model;
}

const model = await trained();

const pattern = 'blocks.1.attn.hook_pattern';
const at = ({ shape, data }: Tensor, ...indices: number[]) =>
  data[indices.reduce((place, index, axis) => place * (shape[axis] as number) + index, 0)] as number;

async function activationOf(name: string, interventions: Intervention[] = [], of = prompt): Promise<Tensor> {
  const { activations } = await model.inspect({ prompt: of, activations: [name], interventions });
  return activations[name] as Tensor;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, bound = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  const worst = Array.from(actual, (value, i) => Math.abs(value - (expected[i] as number)));
  expect(Math.max(...worst)).toBeLessThan(bound);
}

function softmax(logits: ArrayLike<number>): number[] {
  const largest = Math.max(...Array.from(logits));
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value);
  return exponentials.map((value) => value / sum);
}

const lastRow = ({ shape, data }: Tensor) => data.slice(-(shape.at(-1) as number));

describe('training', () => {
  it('reports every step, and ends where it was told to', async () => {
    const model = await engine.createModel({ text, tokenizer: 'words', ...sizes });
    const info = await model.startTraining({ text, steps: 7, batch: 2, heldOut: 0.3 });
    expect(info).toMatchObject({ steps: 7, step: 0, batch: 2 });
    expect(info.trainTokens + info.heldOutTokens).toBe((await model.tokenize(text)).length);
    const first = await model.trainSteps(5);
    expect([first.step, first.losses.length]).toEqual([5, 5]);
    expect(first.losses[0]).toBeCloseTo(Math.log(model.info.config.vocabSize), 0);
    const last = await model.trainSteps(5);
    expect([last.step, last.steps, last.losses.length]).toEqual([7, 7, 2]);
    expect((await model.trainSteps(1)).losses.length).toBe(0);
    expect(await model.heldOutLoss()).toBeGreaterThan(0);
    await model.dispose();
  });

  it('gives the same bits however it is cut into calls', async () => {
    const other = await engine.createModel({ text, tokenizer: 'bytes', ...sizes });
    await other.startTraining({ text, steps: 60, batch: 2, learningRate: 0.01, seed: 2 });
    while ((await other.trainAWhile()).step < 60);
    expect(await other.snapshot()).toEqual(await model.snapshot());
    await other.dispose();
  });

  it('goes on from a saved state to the same bits', async () => {
    const half = await engine.createModel({ text, tokenizer: 'bytes', ...sizes });
    await half.startTraining({ text, steps: 60, batch: 2, learningRate: 0.01, seed: 2 });
    await half.trainSteps(31);
    const opened = await engine.openModel(await half.save());
    expect(await opened.resumeTraining(text, await half.saveTraining())).toMatchObject({
      step: 31,
      steps: 60,
    });
    await opened.trainSteps(29);
    expect(await opened.snapshot()).toEqual(await model.snapshot());
    await opened.dispose();
    await half.dispose();
  });

  it('refuses a text that is too short', async () => {
    const model = await engine.createModel({ text, tokenizer: 'bytes', ...sizes });
    await expect(model.startTraining({ text: 'short' })).rejects.toThrow(/25/);
    await expect(model.trainSteps(1)).rejects.toThrow(new InputError('training', 'must be started first'));
    await model.dispose();
  });
});

describe('inspection', () => {
  it('gives the activations of all layers for a star', async () => {
    const { activations } = await model.inspect({
      prompt,
      activations: ['blocks.*.attn.hook_pattern', 'logits'],
    });
    expect(Object.keys(activations)).toEqual(['blocks.0.attn.hook_pattern', pattern, 'logits']);
    expect(activations[pattern]?.shape).toEqual([2, length, length]);
    for (let query = 0; query < length; query++) {
      const row = Array.from({ length }, (_, key) => at(activations[pattern] as Tensor, 1, query, key));
      expect(row.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 5);
      expect(row.slice(query + 1).every((weight) => weight === 0)).toBe(true);
    }
  });

  it('gives a loss, the mean over the predictions within the prompt', async () => {
    const { loss, activations } = await model.inspect({ prompt, activations: ['logits'] });
    const { data } = activations.logits as Tensor;
    const losses = Array.from(
      { length: length - 1 },
      (_, i) => -Math.log(softmax(data.subarray(256 * i, 256 * (i + 1)))[prompt.charCodeAt(i + 1)] as number),
    );
    expect(loss).toBeCloseTo(losses.reduce((sum, item) => sum + item) / losses.length, 4);
    expect((await model.inspect({ prompt: 'B' })).loss).toBeNaN();
  });

  it('gives the gradient that small changes of an activation have', async () => {
    const name = 'blocks.0.hook_resid_post';
    const { gradients } = await model.inspect({ prompt, gradients: [name] });
    expect(gradients[name]?.shape).toEqual([length, 16]);
    expect(gradients[name]?.data.some((value) => value !== 0)).toBe(true);
    // Setting one weight of a pattern changes the loss as the pattern's gradient says.
    const { gradients: before } = await model.inspect({ prompt, gradients: [pattern] });
    const weights = await activationOf(pattern);
    const lossWith = async (value: number) => {
      const edit = {
        kind: 'weight',
        layer: 1,
        head: 0,
        query: 6,
        key: 2,
        value,
        renormalise: false,
      } as const;
      return (await model.inspect({ prompt, interventions: [edit] })).loss;
    };
    const here = at(weights, 0, 6, 2);
    const slope =
      ((await lossWith(here + 0.05)) - (await lossWith(here - Math.min(here, 0.05)))) /
      (0.05 + Math.min(here, 0.05));
    expect(slope).toBeCloseTo(at(before[pattern] as Tensor, 0, 6, 2), 2);
  });

  it('gives the logit lens, whose last layer is the model’s own prediction', async () => {
    const { lens, activations } = await model.inspect({ prompt, lens: 3, activations: ['logits'] });
    expect(lens?.shape).toEqual([3, length, 3]);
    const probabilities = softmax(lastRow(activations.logits as Tensor));
    const best = [...probabilities.keys()].sort(
      (a, b) => (probabilities[b] as number) - (probabilities[a] as number),
    );
    expect(Array.from(lens?.ids.slice(-3) ?? [])).toEqual(best.slice(0, 3));
    expectClose(
      lens?.probabilities.slice(-3) ?? [],
      best.slice(0, 3).map((id) => probabilities[id] as number),
    );
    expect(lens?.texts.at(-3)).toBe(String.fromCharCode(best[0] as number));
  });

  it('gives the rollout, each row a share of the whole', async () => {
    const { rollout } = await model.inspect({ prompt, rollout: true });
    expect(rollout?.shape).toEqual([2, length, length]);
    for (let row = 0; row < 2 * length; row++) {
      const sum = rollout?.data
        .slice(row * length, (row + 1) * length)
        .reduce((total, share) => total + share);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it('gives each part’s share of a logit, which add up to it', async () => {
    const token = 'h'.charCodeAt(0);
    const { attribution, activations } = await model.inspect({
      prompt,
      activations: ['logits'],
      attribution: { position: 8, token },
    });
    if (!attribution) throw new Error('no attribution');
    const { logit, embed, posEmbed, heads, attnBiases, mlps, bias, edits } = attribution;
    expect(heads.shape).toEqual([2, 2]);
    const parts = [embed, posEmbed, ...heads.data, ...attnBiases, ...mlps, bias, edits];
    expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(logit, 4);
    expect(logit).toBeCloseTo(at(activations.logits as Tensor, 8, token), 4);
    expect(edits).toBeCloseTo(0, 4);
  });
});

describe('a prompt', () => {
  const ids = Array.from(prompt, (letter) => letter.charCodeAt(0));

  it('may be the tokens’ ids instead of a text', async () => {
    const options = { activations: ['logits'] };
    const expected = await model.inspect({ prompt, ...options });
    expect(await model.inspect({ prompt: ids, ...options })).toEqual(expected);
    expect(await model.inspect({ prompt: Int32Array.from(ids), ...options })).toEqual(expected);
    expect(await model.nextToken({ prompt: ids })).toEqual(await model.nextToken({ prompt }));
    const few = { maxTokens: 5 };
    expect(await model.generate({ prompt: ids, ...few })).toEqual(await model.generate({ prompt, ...few }));
  });

  it('of ids that there are not is refused', async () => {
    const refusal = (prompt: unknown) => model.inspect({ prompt } as InspectOptions);
    await expect(refusal([66, 256])).rejects.toThrow('prompt must be a whole number from 0 to 255, not 256');
    await expect(refusal([])).rejects.toThrow('prompt must have at least one token, not ""');
    await expect(refusal([0.5])).rejects.toThrow('not 0.5');
    await expect(refusal({})).rejects.toThrow('prompt must be an array of numbers');
    await expect(refusal(5)).rejects.toThrow('prompt must be text, not 5');
  });

  it('keeps the bytes of a token that is only part of a character', async () => {
    const { texts } = await model.inspect({ prompt: 'é😀' });
    expect(texts).toEqual(['\udcc3', '\udca9', '\udcf0', '\udc9f', '\udc98', '\udc80']);
    expect((await model.tokenize('é')).map(({ text }) => text)).toEqual(['\ufffd', '\ufffd']);
  });
});

describe('interventions', () => {
  const head = { layer: 1, head: 1 };

  it('zero a head, or set it to its mean', async () => {
    const z = 'blocks.1.attn.hook_z';
    const before = await activationOf(z);
    const zero = await activationOf(z, [{ kind: 'head', ...head, to: 'zero' }]);
    const mean = await activationOf(z, [{ kind: 'head', ...head, to: 'mean' }]);
    for (let position = 0; position < length; position++) {
      for (let i = 0; i < 8; i++) {
        expect(at(zero, position, 1, i)).toBe(0);
        expect(at(zero, position, 0, i)).toBe(at(before, position, 0, i));
        const all = Array.from({ length }, (_, other) => at(before, other, 1, i));
        expect(at(mean, position, 1, i)).toBeCloseTo(all.reduce((sum, value) => sum + value) / length, 5);
      }
    }
  });

  it('replace a pattern', async () => {
    const uniform = await activationOf(pattern, [{ kind: 'pattern', ...head, to: 'uniform' }]);
    expect(at(uniform, 1, 3, 2)).toBeCloseTo(0.25, 6);
    const previous = await activationOf(pattern, [{ kind: 'pattern', ...head, to: 'previous' }]);
    expect([at(previous, 1, 0, 0), at(previous, 1, 3, 2), at(previous, 1, 3, 3)]).toEqual([1, 1, 0]);
    const to = new Float32Array(length * length);
    for (let query = 0; query < length; query++) to[query * length] = 1;
    expect(at(await activationOf(pattern, [{ kind: 'pattern', ...head, to }]), 1, 5, 0)).toBe(1);
  });

  it('edit one weight, and renormalise its row or not', async () => {
    const edit = { kind: 'weight', ...head, query: 4, key: 1, value: 0.5 } as const;
    const rowSum = (tensor: Tensor) =>
      Array.from({ length }, (_, key) => at(tensor, 1, 4, key)).reduce((sum, weight) => sum + weight);
    const renormalised = await activationOf(pattern, [{ ...edit, renormalise: true }]);
    expect(at(renormalised, 1, 4, 1)).toBe(0.5);
    expect(rowSum(renormalised)).toBeCloseTo(1, 5);
    const before = await activationOf(pattern);
    const not = await activationOf(pattern, [{ ...edit, renormalise: false }]);
    expect(rowSum(not)).toBeCloseTo(1 + 0.5 - at(before, 1, 4, 1), 5);
  });

  it('patch an activation from another prompt', async () => {
    const other = 'Cy has a ';
    const activation = 'blocks.1.hook_resid_post';
    const patched = await activationOf('logits', [{ kind: 'patch', activation, prompt: other }]);
    expectClose(patched.data, (await activationOf('logits', [], other)).data, 1e-6);
    const same = await activationOf('logits', [{ kind: 'patch', activation, prompt }]);
    expectClose(same.data, (await activationOf('logits')).data, 1e-6);
    const last = await activationOf('logits', [
      { kind: 'patch', activation, prompt: other, positions: [length - 1] },
    ]);
    expectClose(lastRow(last), lastRow(await activationOf('logits', [], other)), 1e-6);
    expect(last.data[0]).toBe((await activationOf('logits')).data[0]);
  });

  it('patch one head', async () => {
    const activation = 'blocks.1.attn.hook_z'; // [T, 2, D]
    const other = 'Cy has a ';
    const [before, source] = [await activationOf(activation), await activationOf(activation, [], other)];
    const patched = await activationOf(activation, [{ kind: 'patch', activation, prompt: other, head: 1 }]);
    const size = before.shape[2] ?? 0;
    const expected = before.data.map((z, i) => (Math.floor(i / size) % 2 === 1 ? (source.data[i] ?? 0) : z));
    expectClose(patched.data, expected, 1e-6);
  });

  it('are made together', async () => {
    const both = await activationOf('blocks.1.attn.hook_z', [
      { kind: 'head', layer: 1, head: 0, to: 'zero' },
      { kind: 'head', layer: 1, head: 1, to: 'zero' },
    ]);
    expect(both.data.every((number) => number === 0)).toBe(true);
  });

  it.each([
    [{}, 'kind must be given'],
    [{ kind: 'heads' }, 'kind must be head, pattern, weight or patch, not "heads"'],
    [{ kind: 'head', head: 0, to: 'zero' }, 'layer must be given'],
    [{ kind: 'head', ...head, layer: 2, to: 'zero' }, 'layer must be a whole number from 0 to 1, not 2'],
    [{ kind: 'head', ...head, head: -1, to: 'zero' }, 'head must be a whole number from 0 to 1, not -1'],
    [{ kind: 'head', ...head }, 'to must be given'],
    [{ kind: 'head', ...head, to: 'one' }, 'to must be zero or mean, not "one"'],
    [{ kind: 'head', ...head, to: 'zero', key: 1 }, 'options must be among kind, layer, head, to, not "key"'],
    [{ kind: 'pattern', ...head }, 'to must be given'],
    [{ kind: 'pattern', ...head, to: new Float32Array(3) }, /3/],
    [{ kind: 'weight', ...head, query: 1, key: 0 }, 'value must be given'],
    [{ kind: 'weight', ...head, query: 1, key: 2, value: 0.5, renormalise: true }, /key/],
    [{ kind: 'weight', ...head, query: 2, key: 1, value: Number.NaN, renormalise: true }, /value/],
    [{ kind: 'patch', prompt }, 'activation must be given'],
    [{ kind: 'patch', activation: 'logit', prompt }, /"logit"/],
    [{ kind: 'patch', activation: 'logits', prompt: 'Bo' }, /2/],
    [
      { kind: 'patch', activation: 'blocks.0.attn.hook_z', prompt, head: 2 },
      'head must be a whole number from 0 to 1, not 2',
    ],
    [{ kind: 'patch', activation: 'logits', prompt, head: 0 }, /^head is of an activation that heads have/],
  ])('%o is refused', async (intervention, message) => {
    const refused = model.inspect({ prompt, interventions: [intervention as Intervention] });
    await expect(refused).rejects.toBeInstanceOf(InputError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('the next token', () => {
  it('has its whole story', async () => {
    const next = await model.nextToken({ prompt, temperature: 0.5, topK: 5, seed: 3 });
    expect(next.texts.join('')).toBe(prompt);
    expectClose(next.logits, lastRow(await activationOf('logits')), 1e-6);
    expectClose(
      next.scaled,
      Array.from(next.logits, (logit) => logit / 0.5),
      1e-6,
    );
    expect(next.kept.reduce((sum, kept) => sum + kept, 0)).toBe(5);
    expect(next.probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 10);
    expect(next.cumulative.at(-1)).toBe(1);
    expect(next.chosen).toBe(next.cumulative.findIndex((end) => next.draw < end));
    expect(next.kept[next.chosen]).toBe(1);
    expect(next.chosenText).toBe((await model.vocabulary())[next.chosen]);
  });

  it('follows interventions', async () => {
    const before = await model.nextToken({ prompt });
    const after = await model.nextToken({
      prompt,
      interventions: [{ kind: 'head', layer: 0, head: 0, to: 'zero' }],
    });
    expect(after.logits).not.toEqual(before.logits);
    expect(after.draw).toBe(before.draw);
  });
});

describe('generation', () => {
  it('with its cache takes the tokens that the whole model would, past the context too', async () => {
    const { generated, text } = await model.generate({ prompt, maxTokens: 40, temperature: 0 });
    expect(generated.length).toBe(40);
    let so = prompt;
    for (const token of generated) {
      const { logits } = (await model.inspect({ prompt: so.slice(-24), activations: ['logits'] }))
        .activations;
      const last = lastRow(logits as Tensor);
      expect(token.id).toBe(last.indexOf(Math.max(...last)));
      so += token.text;
    }
    expect(text).toBe(so);
  });

  it('tells of the tokens as they come, and can be stopped', async () => {
    const controller = new AbortController();
    let heard = 0;
    const stopped = model.generate(
      { prompt, maxTokens: 100_000 },
      {
        signal: controller.signal,
        onTokens: (tokens) => {
          heard += tokens.length;
          if (heard > 50) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(heard).toBeLessThan(5000);
  });

  it.each([
    [{ maxTokens: -1 }, 'max_tokens must be a whole number from 0 to 1000000, not -1'],
    [{ temperature: -1 }, 'temperature'],
    [{ topK: 1.5 }, 'top_k'],
    [{ topP: 0 }, 'top_p'],
    [{ minP: 2 }, 'min_p'],
    [{ prompt: '' }, 'prompt must have at least one token, not ""'],
  ])('%o is refused', async (options, message) => {
    await expect(model.generate({ prompt, ...options })).rejects.toThrow(message);
  });
});

describe('weights and files', () => {
  it('a copy has its own weights', async () => {
    const copy = await model.copy();
    const snapshot = await copy.snapshot();
    await copy.restore(snapshot.map((weight) => weight / 2));
    expect(await model.snapshot()).toEqual(snapshot);
    expect((await copy.inspect({ prompt })).loss).not.toBe((await model.inspect({ prompt })).loss);
    await expect(copy.restore(snapshot.slice(1))).rejects.toThrow(
      `parameters must be ${snapshot.length} numbers, not ${snapshot.length - 1}`,
    );
    await copy.dispose();
    await expect(copy.snapshot()).rejects.toThrow(/^model \d+ is not open$/);
  });

  it('saved and opened again it is the same', async () => {
    const opened = await engine.openModel(await model.save());
    expect(opened.info).toEqual({ ...model.info, model: opened.info.model });
    expect(await opened.snapshot()).toEqual(await model.snapshot());
    await opened.dispose();
  });

  it('opens from a file that is still to be read', async () => {
    const files = await model.save();
    const opened = await engine.openModel({ ...files, weights: new Blob([files.weights as BlobPart]) });
    expect(await opened.snapshot()).toEqual(await model.snapshot());
    await opened.dispose();
    const noBytes = { arrayBuffer: () => Promise.reject(new Error('it is gone')) };
    const gone = Object.assign(new Blob(['12345678']), { slice: () => Object.assign(new Blob(), noBytes) });
    const refusal = engine.openModel({ ...files, weights: gone });
    await expect(refusal).rejects.toThrow('the file cannot be read: it is gone');
    await expect(refusal).rejects.toMatchObject({ argument: '', pieces: ['it is gone'] });
    await expect(refusal).rejects.toBeInstanceOf(InputError);
  });

  it('opens a file of several pieces, and leaves nothing of one that it was told to stop at', async () => {
    const large = await engine.createModel({
      text: 'a b',
      tokenizer: 'bytes',
      layers: 3,
      dModel: 256,
      context: 8,
    });
    const files = await large.save();
    expect(files.weights.length).toBeGreaterThan(8 * 2 ** 20);
    const opened = await engine.openModel(files);
    // Compared as bytes: number by number it takes 20 seconds.
    const bytesOf = async (of: Model) => Buffer.from((await of.snapshot()).buffer);
    expect((await bytesOf(opened)).equals(await bytesOf(large))).toBe(true);
    const stopped = new AbortController();
    const bytes = new Blob([files.weights as BlobPart]);
    const slice = (begin: number, end: number) => {
      if (begin > 2 ** 20) stopped.abort(new Error('enough'));
      return bytes.slice(begin, end);
    };
    const weights = Object.assign(new Blob([bytes]), { slice });
    await expect(engine.openModel({ ...files, weights }, { signal: stopped.signal })).rejects.toThrow(
      'enough',
    );
    await opened.dispose();
    await large.dispose();
  });

  it('reads a head, and the draw at every position', async () => {
    const prompt = 'the old cat';
    const asked = await model.inspect({
      prompt,
      head: { layer: 1, head: 1 },
      seed: 7,
      activations: ['logits'],
    });
    const length = asked.ids.length;
    expect(asked.head?.pattern).toMatchObject({ rows: length, columns: length });
    expect(asked.draws?.probabilities.columns).toBe(model.info.config.vocabSize);
    const next = await model.nextToken({ prompt, seed: 7 });
    expect([asked.draws?.draw, asked.draws?.chosen[length - 1]]).toEqual([next.draw, next.chosen]);
    const sampling = { temperature: 0.7, topK: 5, topP: 0.9, minP: 0.01 };
    const cut = await model.inspect({ prompt, seed: 7, ...sampling });
    const row = cut.draws?.probabilities.data.slice(-model.info.config.vocabSize);
    const { probabilities } = await model.nextToken({ prompt, seed: 7, ...sampling });
    expect(row).toEqual(probabilities);
    expect(row?.filter((p) => p > 0).length).toBeLessThanOrEqual(5);
    const plain = await model.inspect({ prompt });
    expect([plain.head, plain.draws]).toEqual([undefined, undefined]);
    await expect(model.inspect({ prompt, head: { layer: 2, head: 0 } })).rejects.toThrow(
      'layer must be a whole number from 0 to 1, not 2',
    );
    await expect(model.inspect({ prompt, head: { layer: 0, head: 0.5 } })).rejects.toThrow(/^head must be/);
    await expect(model.inspect({ prompt, seed: -1 })).rejects.toThrow(
      'seed must be a whole number from 0 to 4294967295, not -1',
    );
  });

  it('takes no weights that are not finite', async () => {
    const weights = await model.snapshot();
    weights[3] = Number.NaN;
    const refusal = 'parameters must be finite numbers, not nan at 3';
    await expect(model.restore(weights)).rejects.toThrow(refusal);
    await expect(model.copy(weights)).rejects.toThrow(refusal);
  });

  it('saved with half the bits it is almost the same', async () => {
    const files = await model.save({ dtype: 'F16' });
    expect(files.weights.length).toBeLessThan(0.6 * (await model.save()).weights.length);
    const opened = await engine.openModel(files);
    expectClose(await opened.snapshot(), await model.snapshot(), 2e-3);
    await opened.dispose();
    await expect(model.save({ dtype: 'F8' })).rejects.toThrow('dtype must be F32, F16 or BF16, not "F8"');
  });

  it('a bad file is refused, and what is open stays as it was', async () => {
    const before = await model.snapshot();
    const files = await model.save();
    const cut = { ...files, weights: files.weights.slice(0, -4) };
    await expect(engine.openModel(cut)).rejects.toBeInstanceOf(InputError);
    await expect(engine.openModel({ ...files, config: '{' })).rejects.toThrow(/config\.json/);
    await expect(engine.openModel({ ...files, tokenizer: '[]' })).rejects.toThrow(/tokenizer\.json/);
    await expect(engine.openModel({ ...files, weights: 'x' as never })).rejects.toThrow(
      'weights must be an ArrayBuffer, a view of one, or a Blob, not "x"',
    );
    expect(await model.snapshot()).toEqual(before);
  });

  it('texts come back from their tokens', async () => {
    const hard = 'é🦊\u0000\n  end';
    const tokens = await model.tokenize(hard);
    expect(await model.decode(tokens.map(({ id }) => id))).toBe(hard);
    await expect(model.decode([256])).rejects.toThrow('ids must be a whole number from 0 to 255, not 256');
    await expect(model.decode([1.5])).rejects.toThrow('ids must be a whole number from 0 to 255, not 1.5');
  });
});
