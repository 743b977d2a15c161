// What a link holds: the page's state, a model's recipe, a small model whole. Each comes back as it went, and what is
// damaged on the way is refused in words.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Engine, InputError, loadEngine, type Model } from '../../web/src/engine/index.ts';
import { hashOf, readAddress } from '../../web/src/page/address.ts';
import { pageState } from '../../web/src/page/page-state.ts';
import { mostPacked, pack, unpack } from '../../web/src/training/link/packing.ts';
import { readOutcome, readRecipe, writeRecipe } from '../../web/src/training/link/recipe.ts';
import { readLinked } from '../../web/src/training/link/travel.ts';
import { packModel, unpackModel } from '../../web/src/training/link/whole-model.ts';
import { usual } from '../../web/src/training/presets.ts';
import { outcomeOf, type Recipe, settingsOf } from '../../web/src/training/recipe.ts';
import { Run } from '../../web/src/training/run.ts';
import { mostParameters, type Texts } from '../../web/src/training/travel.ts';

const times = 100 * Number(process.env.FUZZ_TIMES ?? 1);

const text = 'the cat eats the fish . the dog eats the bone . '.repeat(20).trim();
const choices = { ...usual('small'), text, tokenizer: 'words' as const, steps: '12', seed: '7' };
const recipe: Recipe = { preset: undefined, choices, prompt: 'the cat eats the' };

let engine: Engine;
let model: Model;
let packed: string;

beforeAll(async () => {
  engine = await loadEngine();
  const run = await finished(recipe);
  model = run.model;
  packed = await packModel(await model.save());
});

/** A run of the recipe, at its end. */
async function finished(recipe: Recipe, until?: number): Promise<Run> {
  let run: Run | undefined;
  await new Promise<void>((resolve, reject) => {
    const changed = () => run?.phase === 'finished' && resolve();
    const starting = Run.start(engine, settingsOf(recipe), changed, reject, { origin: { recipe }, until });
    starting.then((started) => {
      run = started;
      changed();
    }, reject);
  });
  return run as Run;
}

const asGiven = (texts: Texts) => new Map(texts.map(([name, text]) => [name, text] as const));
const asHash = (texts: Texts) => String(new URLSearchParams(texts.map(([name, text]) => [name, text])));
const noRefusal = (error: Error) => expect.unreachable(error.message);

/** Numbers below `most`, the same for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 48271) % 2147483647;
    return state % most;
  };
}

/** Some characters gone, doubled or others. */
function damaged(text: string, random: ReturnType<typeof randomFrom>): string {
  const letters = 'Aa0-_%&=+#.\u202e🦊"<';
  let result = text;
  for (let i = 0; i <= random(3); ++i) {
    const [from, gone, put] = [random(result.length + 1), random(9), random(9)];
    const piece = Array.from({ length: put }, () => letters[random(letters.length)]).join('');
    result = result.slice(0, from) + piece + result.slice(from + gone);
  }
  return result.replace(/\p{Surrogate}/gu, '\ufffd'); // as addresses are
}

/** Of work that may refuse what it was given, and nothing else. */
async function refusalOf(work: () => unknown): Promise<InputError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message.length).toBeLessThan(500);
    return error as InputError;
  }
}

describe('an address', () => {
  const state = {
    ...pageState,
    sentence: 'a & b=c #1 100% “naïve” + 🦊\n',
    seed: 7,
    knockOut: [{ layer: 0, head: 1 }],
  };
  const others = new Map([['softmax-scores', '1 -2.5 3']]);

  it('holds the state, the chapter and what figures have, with the version first', () => {
    const hash = hashOf(state, { chapter: 'train', others });
    expect(hash).toMatch(/^#v=1&/);
    expect(readAddress(hash)).toEqual({ state, chapter: 'train', others, problems: [] });
    expect(readAddress(hashOf({ ...state, model: 'post' })).state).toEqual({ ...state, model: 'post' });
  });

  it('is empty where the page is as it opens', () => {
    expect(hashOf(pageState)).toBe('');
    expect(readAddress('')).toEqual({ state: pageState, chapter: '', others: new Map(), problems: [] });
  });

  it('without a version is of the first, of a newer one is read as far as it is understood, and says so', () => {
    expect(readAddress('#seed=5')).toMatchObject({ state: { seed: 5 }, problems: [] });
    const newer = readAddress('#v=2&seed=5&hologram=on');
    expect(newer.state).toEqual({ ...pageState, seed: 5 });
    expect(newer.problems.map(({ message }) => message)).toEqual([
      'The link is of version "2", of a newer page: shown is what this one, of version 1, knows of it',
    ]);
    expect(readAddress('#v=one').problems[0]?.message).toContain('"one"');
  });

  it('with a value that is broken keeps the others, and quotes it', () => {
    const { state, problems } = readAddress('#seed=5&sentence=%E0%A4%A&view=pair');
    expect(state).toEqual({ ...pageState, seed: 5, view: 'pair' });
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('"sentence=%E0%A4%A"')]);
  });

  it('that is damaged in any way is read, and what is read can be written again', async () => {
    const random = randomFrom(4);
    const whole = hashOf(state, { chapter: 'train', others });
    for (let i = 0; i < 10 * times; ++i) {
      const read = readAddress(damaged(whole, random));
      const again = readAddress(hashOf(read.state, read));
      expect(again).toEqual({ ...read, problems: [] });
    }
  });
});

describe('packed bytes', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251);

  it('come back, also where nothing can be deflated', async () => {
    const { CompressionStream } = globalThis;
    const deflated = await pack(bytes);
    expect(deflated).toMatch(/^d[\w-]+$/);
    try {
      Object.assign(globalThis, { CompressionStream: undefined });
      const plain = await pack(bytes);
      expect(plain).toMatch(/^p[\w-]+$/);
      expect(await unpack('x', plain, 300)).toEqual(bytes);
    } finally {
      Object.assign(globalThis, { CompressionStream });
    }
    expect(await unpack('x', deflated, 300)).toEqual(bytes);
  });

  it('are refused where they are more than there may be, whatever they deflate to', async () => {
    const bomb = await pack(new Uint8Array(5e6));
    expect(bomb.length).toBeLessThan(10_000);
    await expect(unpack('train-text', bomb, 1e6)).rejects.toThrow(/^train-text was cut short or changed/);
    await expect(unpack('train-text', await pack(bytes), 299)).rejects.toThrow(InputError);
    await expect(unpack('train-text', `p${'A'.repeat(mostPacked)}`, 1e9)).rejects.toThrow(`${mostPacked}`);
  });
});

describe('a recipe', () => {
  it('comes back from a link as it was', async () => {
    const texts = await writeRecipe(recipe, undefined);
    expect(await readRecipe(asGiven(texts), noRefusal)).toEqual(recipe);
    expect(texts.map(([name]) => name).sort()).toEqual(
      ['batch', 'decay', 'prompt', 'rate', 'seed', 'size', 'start', 'steps', 'text', 'tokenizer'].map(
        (name) => `train-${name}`,
      ),
    );
  });

  it('of a Llama says so, and where nothing is said it is a GPT-2, as of older links', async () => {
    const llama: Recipe = { ...recipe, choices: { ...choices, architecture: 'llama' } };
    const given = asGiven(await writeRecipe(llama, undefined));
    expect(given.get('train-architecture')).toBe('llama');
    expect(await readRecipe(given, noRefusal)).toEqual(llama);
    const { model } = await finished(llama);
    expect(model.info.config).toMatchObject({ architecture: 'llama', positions: 'rotary' });
    given.delete('train-architecture');
    expect((await readRecipe(given, noRefusal))?.choices.architecture).toBe('gpt2');
  });

  it('of a small Llama goes into a link whole', async () => {
    const { model } = await finished({ ...recipe, choices: { ...choices, architecture: 'llama' } });
    const again = await engine.openModel(await unpackModel(await packModel(await model.save())));
    expect(again.info.config).toEqual(model.info.config);
  });

  it.each(['children', 'pairs', 'one way', 'stories'] as const)('names the text “%s”', async (preset) => {
    const texts = await writeRecipe({ ...recipe, preset }, undefined);
    expect(asHash(texts).length).toBeLessThan(300);
    const read = await readRecipe(asGiven(texts), noRefusal);
    expect(read).toMatchObject({ preset, choices: { steps: '12' } });
    expect(read?.choices.text).not.toBe(text);
  });

  it('trains the same model again, to the same bits, and one that was stopped as far as that', async () => {
    const [run, stopped] = [await finished(recipe), await finished(recipe, 5)];
    const [whole, part] = [outcomeOf(run), outcomeOf(stopped)];
    expect([run.step, stopped.step]).toEqual([12, 5]);
    expect(part?.sum).not.toBe(whole?.sum);
    for (const outcome of [whole, part]) {
      const given = asGiven(await writeRecipe(recipe, outcome));
      expect(readOutcome(given)).toEqual(outcome);
      const { until } = readLinked(given, {}, noRefusal);
      const again = await finished((await readRecipe(given, noRefusal)) as Recipe, until);
      expect(outcomeOf(again)).toEqual(outcome);
      await again.dispose();
    }
    const weights = run.snapshots.at(-1)?.weights as Float32Array;
    const bits = new Uint32Array(weights.buffer);
    bits[100] = (bits[100] as number) ^ 1; // of one weight
    expect(outcomeOf(run)?.sum).not.toBe(whole?.sum);
    await Promise.all([run.dispose(), stopped.dispose()]);
  });

  it('takes a long text that deflates, and says what to do with one that does not', async () => {
    const long = { ...recipe, choices: { ...choices, text: text.repeat(100) } };
    expect(await readRecipe(asGiven(await writeRecipe(long, undefined)), noRefusal)).toEqual(long);
    const random = randomFrom(5);
    const noise = Array.from({ length: 60_000 }, () => random(36).toString(36)).join('');
    await expect(writeRecipe({ ...recipe, choices: { ...choices, text: noise } }, undefined)).rejects.toThrow(
      'of 60000 characters, is too long for a link. Save the model as one file',
    );
  });

  it('with something broken in it has what is usual there, and says so', async () => {
    const given = asGiven(await writeRecipe({ ...recipe, preset: 'children' }, undefined));
    given.set('train-size', 'huge').set('train-steps', 'many').set('train-seed', '9');
    const refused: string[] = [];
    const read = await readRecipe(given, ({ message }) => refused.push(message));
    expect(read?.choices).toMatchObject({ size: 'medium', steps: '300', seed: '9' });
    expect(refused).toEqual([expect.stringMatching(/^train-size .*"huge"/), expect.stringMatching(/"many"/)]);
    await expect(readRecipe(new Map([['train-preset', 'toString']]), noRefusal)).rejects.toThrow(
      '"toString"',
    );
    await expect(readRecipe(new Map([['train-text', 'd!']]), noRefusal)).rejects.toThrow('"d!"');
    expect(await readRecipe(new Map([['train-steps', '5']]), noRefusal)).toBeUndefined();
  });

  it('that is damaged in any way is read or refused in words', async () => {
    const random = randomFrom(6);
    const whole = asHash(await writeRecipe(recipe, undefined));
    let read = 0;
    for (let i = 0; i < 2 * times; ++i) {
      const { others } = readAddress(damaged(whole, random));
      const refusal = await refusalOf(() => readRecipe(others, () => {}));
      readLinked(others, {}, () => {});
      if (!refusal) ++read;
    }
    expect(read).toBeGreaterThan(times / 5);
    expect(read).toBeLessThan(2 * times);
  });
});

describe('a small model', () => {
  const prompt = 'the cat eats the fish . the dog eats the';

  it('fits in a link, and says nearly the same from there', async () => {
    expect(model.info.parameters).toBeLessThan(mostParameters);
    expect(packed.length).toBeLessThan(mostPacked);
    expect(packed.length).toBeLessThan(1.6 * model.info.parameters);
    const rounded = await engine.openModel(await unpackModel(packed));
    expect(rounded.info.config).toEqual(model.info.config);
    expect(rounded.info.parameters).toBe(model.info.parameters);
    const [before, after] = await Promise.all([model, rounded].map((each) => each.nextToken({ prompt })));
    const changes = before?.probabilities.map((value, i) => Math.abs(value - (after?.probabilities[i] ?? 9)));
    expect(Math.max(...(changes ?? []))).toBeLessThan(0.02);
    expect(Math.max(...(changes ?? []))).toBeGreaterThan(0); // it is rounded
    await rounded.dispose();
  });

  it('rounds each number of a matrix by half a step of its row’s 127 at the most', async () => {
    const numbersOf = async (files: { weights: Uint8Array }) => {
      const length = Number(new DataView(files.weights.slice(0, 8).buffer).getBigUint64(0, true));
      const header = JSON.parse(new TextDecoder().decode(files.weights.subarray(8, 8 + length)));
      const { shape, data_offsets } = header[Object.keys(header).find((name) => /wte/.test(name)) as string];
      const [from, to] = data_offsets.map((offset: number) => 8 + length + offset);
      return { shape, data: new Float32Array(files.weights.slice(from, to).buffer) };
    };
    const { shape, data } = await numbersOf(await model.save());
    const rounded = (await numbersOf(await unpackModel(packed))).data;
    const [rows, columns] = shape;
    for (let row = 0; row < rows; ++row) {
      const values = data.subarray(row * columns, (row + 1) * columns);
      const largest = Math.max(...values.map(Math.abs));
      const changes = values.map((value, i) => Math.abs(value - (rounded[row * columns + i] as number)));
      expect(Math.max(...changes)).toBeLessThan((1.01 * largest) / 127);
    }
  });

  it('that is damaged in any way is opened or refused in words', async () => {
    const random = randomFrom(8);
    const refusals = new Set<string>();
    for (let i = 0; i < times; ++i) {
      const refusal = await refusalOf(() => unpackModel(damaged(packed, random)));
      if (refusal) refusals.add(refusal.message.slice(0, 30));
    }
    expect(refusals.size).toBeGreaterThan(0);
  });

  it('whose unpacked bytes are damaged is opened or refused in words, without much room for it', async () => {
    const bytes = await unpack('x', packed, 2 ** 18);
    const random = randomFrom(9);
    let opened = 0;
    for (let i = 0; i < times; ++i) {
      const copy = bytes.slice();
      // In the JSON and its length, mostly: it is what is believed.
      for (let j = 0; j <= random(3); ++j) copy[random(random(2) ? 8 : 3000)] = random(256);
      const text = await pack(copy);
      const refusal = await refusalOf(async () => {
        const broken = await engine.openModel(await unpackModel(text));
        await broken.dispose();
      });
      if (!refusal) ++opened;
    }
    expect(opened).toBeLessThan(times);
  });

  it.each([
    ['a tensor of negative size', [['wte', [-1, 4]]]],
    ['more numbers than fit', [['wte', [200, 101]]]],
    ['a size that overflows', [['wte', [2 ** 31, 2 ** 31]]]],
    ['three sizes', [['wte', [2, 2, 2]]]],
    ['no name', [[7, [2]]]],
    ['sizes that the bytes have not', [['wte', [2, 2]]]],
  ])('with %s is refused', async (_, tensors) => {
    const described = tensors.map(([name, shape]) => ({ name, shape }));
    const json = new TextEncoder().encode(
      JSON.stringify({ config: '{}', tokenizer: '{}', tensors: described }),
    );
    const bytes = new Uint8Array(4 + json.length);
    new DataView(bytes.buffer).setUint32(0, json.length, true);
    bytes.set(json, 4);
    await expect(unpackModel(await pack(bytes))).rejects.toThrow(/^train-weights is no model: /);
  });
});
