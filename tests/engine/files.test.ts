// Models as people's own tools leave them, opened from a folder by the command line and by name by the engine.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngine, type Model, type ModelFiles, readModelFolder } from '../../web/src/engine/index.ts';
import { cli } from './cli.ts';
import { type Header, part } from './shards.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the cat sat on the mat. the dog sat on the log. '.repeat(20);
const prompt = 'the cat sat';
let model: Model;
let files: ModelFiles;
let written: string;

/** A folder of the model, some of its files replaced (or, with null, left out). */
function folderOf(name: string, others: Record<string, string | Uint8Array | null> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  const { config, tokenizer, weights } = files;
  const all = { 'config.json': config, 'tokenizer.json': tokenizer, 'model.safetensors': weights, ...others };
  for (const [file, content] of Object.entries(all)) {
    if (content !== null) writeFileSync(join(path, file), content);
  }
  return path;
}

const greedy = (path: string, ...more: string[]) =>
  cli('generate', '--model', path, '--prompt', prompt, '--temperature', '0', '--max-tokens', '12', ...more);

beforeAll(async () => {
  const engine = await loadEngine();
  model = await engine.createModel({ text, vocabSize: 300, layers: 2, heads: 2, dModel: 16, context: 32 });
  await model.startTraining({ text, steps: 60, learningRate: 0.01 });
  while ((await model.trainSteps(20)).losses.length > 0);
  files = await model.save();
  written = (await model.generate({ prompt, temperature: 0, maxTokens: 12 })).text;
});

describe('weights in shards', () => {
  const shards = () => ({
    'model-00001-of-00002.safetensors': part(files.weights, (_, i) => i % 2 === 0),
    'model-00002-of-00002.safetensors': part(files.weights, (_, i) => i % 2 === 1),
  });
  const indexOf = (names: readonly string[]) =>
    JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(names.map((name, i) => [`t${i}`, name])) });

  it('are one model, by their index or by their names', async () => {
    const index = indexOf(Object.keys(shards()));
    const whole = { 'model.safetensors': null, ...shards() };
    for (const path of [
      folderOf('indexed', { ...whole, 'model.safetensors.index.json': index }),
      folderOf('named', whole),
    ]) {
      expect(await greedy(path)).toMatchObject({ status: 0, stdout: `${written}\n` });
    }
  });

  it('of which one is missing are refused, and the file named', async () => {
    const [first = '', second = ''] = Object.keys(shards());
    const all: Record<string, Uint8Array | string | null> = { 'model.safetensors': null, ...shards() };
    all['model.safetensors.index.json'] = indexOf([first, second]);
    const path = folderOf('lacking', { ...all, [second]: null });
    const { status, stderr } = await greedy(path);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(second) });
    expect(stderr).toContain('there is no such file');
    const broken = await greedy(folderOf('no map', { ...all, 'model.safetensors.index.json': '{}' }));
    expect(broken.stderr).toContain('model.safetensors.index.json must have a weight_map');
  });
});

describe('a folder', () => {
  it('may have byte order marks, and NaN where nobody reads it', async () => {
    const config = files.config.replace('"attn_pdrop": 0.0', '"attn_pdrop": NaN');
    expect(config).toContain('NaN');
    const path = folderOf('marked', {
      'config.json': `\ufeff${config}`,
      'tokenizer.json': `\ufeff${files.tokenizer}`,
    });
    expect(await greedy(path)).toMatchObject({ status: 0, stdout: `${written}\n` });
  });

  it('may have vocab.json and merges.txt in place of tokenizer.json', async () => {
    const { vocab, merges } = JSON.parse(files.tokenizer).model;
    const lines = merges.map((merge: string | string[]) =>
      typeof merge === 'string' ? merge : merge.join(' '),
    );
    const pair = {
      'tokenizer.json': null,
      'vocab.json': `\ufeff${JSON.stringify(vocab)}`,
      'merges.txt': `#version: 0.2\r\n${lines.join('\r\n')}\r\n`,
    };
    expect(await greedy(folderOf('pair', pair))).toMatchObject({ status: 0, stdout: `${written}\n` });
    const broken = await greedy(folderOf('broken pair', { ...pair, 'vocab.json': '[1' }));
    expect(broken.stderr).toMatch(/vocab\.json is not JSON/);
  });

  it.each([
    [
      'model.safetensors',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      'is a Git LFS pointer',
    ],
    ['tokenizer.json', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'is a Git LFS pointer'],
    ['config.json', '<!doctype html><title>Not here</title>', 'is a web page'],
  ])('with a %s that is something else says what it is', async (name, content, said) => {
    const { status, stderr } = await greedy(folderOf(`${name} ${said}`, { [name]: content }));
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${name} ${said}`),
    });
  });

  it('with pytorch_model.bin only says how it is converted', async () => {
    const path = folderOf('pickled', {
      'model.safetensors': null,
      'pytorch_model.bin': 'PK\x03\x04 and so on',
    });
    const { status, stderr } = await greedy(path);
    expect(status).toBe(2);
    expect(stderr).toMatch(/pytorch_model\.bin is a ZIP archive, .* python -c "import torch/);
  });

  it('says which tensors it passes over', async () => {
    const renamed = Buffer.from(part(files.weights, () => true));
    const length = Number(renamed.readBigUInt64LE(0));
    const header = JSON.parse(renamed.subarray(8, 8 + length).toString()) as Header;
    const end = renamed.length - 8 - length;
    header['score.weight'] = { dtype: 'BOOL', shape: [2], data_offsets: [end, end + 2] };
    const head = Buffer.from(JSON.stringify(header));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(head.length));
    const file = Buffer.concat([size, head, renamed.subarray(8 + length), Buffer.from([1, 0])]);
    const { status, stdout, stderr } = await greedy(folderOf('scored', { 'model.safetensors': file }));
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `${written}\n`,
      stderr: 'passed over: score.weight\n',
    });
  });
});

describe('a text ends', () => {
  const endOf = async () => {
    const { generated } = await model.generate({ prompt, temperature: 0, maxTokens: 12 });
    return generated[4] as { id: number; text: string };
  };

  it('at eos_token_id, one or several, which generation_config.json may say better', async () => {
    const { id } = await endOf();
    const saying = (ids: unknown) =>
      files.config.replace('"eos_token_id": null', `"eos_token_id": ${JSON.stringify(ids)}`);
    const never = 299;
    const ends = [
      folderOf('eos', { 'config.json': saying(id) }),
      folderOf('eos list', { 'config.json': saying([never, id]) }),
      folderOf('eos generation', {
        'config.json': saying(never),
        'generation_config.json': `\ufeff{"eos_token_id": [${id}]}`,
      }),
    ];
    for (const path of ends) {
      const { stdout } = await greedy(path, '--json');
      const ids = JSON.parse(stdout).generated.map((token: { id: number }) => token.id);
      expect(ids.indexOf(id)).toBe(ids.length - 1);
      expect(ids.length).toBeLessThan(12);
      expect(await greedy(path, '--ignore-eos')).toMatchObject({ status: 0, stdout: `${written}\n` });
    }
    const wrong = await greedy(folderOf('eos wrong', { 'config.json': saying('end') }));
    expect(wrong.stderr).toMatch(/config\.json: eos_token_id must be a whole number .*, not "end"/);
  });

  it('at eos_token_id after it was saved again', async () => {
    const { id } = await endOf();
    const engine = await loadEngine();
    const config = files.config.replace('"eos_token_id": null', `"eos_token_id": [${id}, 3]`);
    const opened = await engine.openModel({ ...files, config });
    expect(Array.from(opened.info.endTokens)).toEqual([id, 3]);
    expect((await opened.save()).config).toContain(`"eos_token_id": [${id}, 3]`);
    expect(Array.from((await opened.copy()).info.endTokens)).toEqual([id, 3]);
  });

  it('before a text that it is to stop at', async () => {
    const after = written.slice(prompt.length);
    const stop = after.slice(3, 6);
    const expected = prompt + after.slice(0, after.indexOf(stop));
    const path = folderOf('stopping');
    expect(await greedy(path, '--stop', stop)).toMatchObject({ status: 0, stdout: `${expected}\n` });
    expect(await greedy(path, '--stop', 'never', '--stop', stop)).toMatchObject({ stdout: `${expected}\n` });
    const { text, generated } = await model.generate({ prompt, temperature: 0, maxTokens: 12, stop });
    expect(text).toBe(expected);
    expect(generated.length).toBeLessThan(12);
    await expect(model.generate({ prompt, stop: '' })).rejects.toThrow(/^stop must be a text/);
  });
});

describe('weights', () => {
  it('come as buffers, views and blobs of any realm', async () => {
    const engine = await loadEngine();
    const { weights } = files;
    const buffer = weights.slice().buffer;
    const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes: Array.from(weights) });
    expect(foreign instanceof Uint8Array).toBe(false);
    const forms = [
      buffer,
      new DataView(buffer),
      new Float32Array(buffer.slice(0, weights.length - (weights.length % 4))),
      foreign,
      foreign.buffer,
      Buffer.from(weights),
      new Blob([weights as BlobPart]),
    ];
    for (const [i, form] of forms.entries()) {
      if (i === 2 && weights.length % 4 > 0) continue; // no whole number of floats
      const opened = await engine.openModel({ ...files, weights: form });
      expect(await opened.snapshot()).toEqual(await model.snapshot());
      await opened.dispose();
    }
  });

  it('are read by name from any folder', async () => {
    const contents: Record<string, string | Uint8Array> = {
      'config.json': files.config,
      'tokenizer.json': files.tokenizer,
      'my-model.safetensors': files.weights,
    };
    const open = async (name: string) => new File([contents[name] as BlobPart], name);
    const engine = await loadEngine();
    const opened = await engine.openModel(await readModelFolder({ names: Object.keys(contents), open }));
    expect(opened.info.parameters).toBe(model.info.parameters);
  });
});

it('a text that is too large is called that', async () => {
  const path = join(folder, 'large.txt');
  writeFileSync(path, '');
  truncateSync(path, 600_000_000);
  const { status, stderr } = await cli('train', '--text', path, '--out', join(folder, 'out'));
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('has 600 MB; more than 537 MB'),
  });
});

it('a byte order mark before a text is no word of it', async () => {
  const path = join(folder, 'marked.txt');
  writeFileSync(path, `\ufeff${text}`);
  const out = join(folder, 'marked model');
  const { status } = await cli('train', '--text', path, '--out', out, '--tokenizer', 'words', '--steps', '1');
  expect(status).toBe(0);
  expect(
    Object.keys(JSON.parse(readFileSync(join(out, 'tokenizer.json'), 'utf8')).model.vocab),
  ).not.toContain('\ufeffthe');
});
