// A model in one file: written, read by the engine, by the command line and by a program apart from both, and refused
// in words where it is something else.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  InputError,
  inOneFile,
  loadEngine,
  type Model,
  type ModelFiles,
  readModelFolder,
} from '../../web/src/engine/index.ts';
import { readFiles } from '../../web/src/training/files.ts';
import { cli } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'the cat sat on the mat – “naïve” 🦊 dogs too. '.repeat(20);
const prompt = 'the cat sat';
let model: Model;
let files: ModelFiles;
let whole: Buffer<ArrayBuffer>;
let written: string;

beforeAll(async () => {
  const engine = await loadEngine();
  model = await engine.createModel({ text, vocabSize: 300, layers: 1, heads: 2, dModel: 16, context: 32 });
  await model.startTraining({ text, steps: 40, learningRate: 0.01 });
  while ((await model.trainSteps(20)).losses.length > 0);
  files = await model.save();
  whole = Buffer.concat(await inOneFile(files));
  written = (await model.generate({ prompt, temperature: 0, maxTokens: 12 })).text;
  writeFileSync(join(folder, 'toys.safetensors'), whole);
});

const headerOf = (file: Buffer) =>
  JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString());

/** The file with another header. */
function withHeader(file: Buffer<ArrayBuffer>, header: unknown): Buffer<ArrayBuffer> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, file.subarray(8 + Number(file.readBigUInt64LE()))]);
}

const withMetadata = (metadata: unknown) => withHeader(whole, { ...headerOf(whole), __metadata__: metadata });

const generate = (model: string) =>
  cli('generate', '--model', model, '--prompt', prompt, '--temperature', '0', '--max-tokens', '12');

describe('one file', () => {
  it('is the model: as bytes, as a Blob, dropped, in a folder', async () => {
    const engine = await loadEngine();
    const weights = await model.snapshot();
    const file = new File([whole], 'toys (1).safetensors');
    const dropped = await readFiles([file]);
    if (dropped.kind !== 'model') throw new Error('a model was dropped');
    const ways = [
      whole,
      whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.length),
      file,
      dropped.files,
      await readModelFolder({ names: ['toys.safetensors', 'notes.txt'], open: async () => file }),
    ];
    for (const way of ways) {
      const opened = await engine.openModel(way);
      expect(await opened.snapshot()).toEqual(weights);
      expect((await opened.save()).tokenizer).toBe(files.tokenizer);
      await opened.dispose();
    }
  });

  it('opens in another reader of the format, with the very tensors and texts', () => {
    const read = (path: string) =>
      JSON.parse(
        execFileSync(
          '/usr/bin/python3',
          [fileURLToPath(new URL('../reference/read_one_file.py', import.meta.url)), path],
          { encoding: 'utf8' },
        ),
      );
    const { metadata, tensors } = read(join(folder, 'toys.safetensors'));
    expect(metadata).toEqual({
      format: 'pt',
      'config.json': files.config,
      'tokenizer.json': files.tokenizer,
    });
    const { __metadata__: _, ...stored } = headerOf(Buffer.from(files.weights));
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(stored).sort());
    const begin = 8 + Number(Buffer.from(files.weights).readBigUInt64LE());
    for (const [name, tensor] of Object.entries(stored)) {
      const { shape, data_offsets: offsets } = tensor as { shape: number[]; data_offsets: number[] };
      const bytes = files.weights.slice(begin + (offsets[0] ?? 0), begin + (offsets[1] ?? 0));
      const sum = new Float32Array(bytes.buffer).reduce((sum, number) => sum + number, 0);
      expect(tensors[name].shape).toEqual(shape);
      expect(tensors[name].sum).toBeCloseTo(sum, 3);
    }
  });

  it('is written without a second copy of the tensors, and again from what was read', async () => {
    const [head, tensors] = await inOneFile(files);
    expect(tensors?.buffer).toBe(files.weights.buffer);
    expect((head?.length ?? 0) % 8).toBe(0);
    expect(Buffer.concat(await inOneFile({ ...files, weights: new Uint8Array(whole) }))).toEqual(whole);
  });

  it('carries generation_config.json where there is one', async () => {
    const engine = await loadEngine();
    const generationConfig = '{"eos_token_id": [7]}';
    const opened = await engine.openModel(new Blob(await inOneFile({ ...files, generationConfig })));
    expect(Array.from(opened.info.endTokens)).toEqual([7]);
  });

  it('gives way to files that stand beside it', async () => {
    const contents: Record<string, BlobPart> = {
      'model.safetensors': withMetadata({
        'config.json': '{"model_type":"none"}',
        'tokenizer.json': files.tokenizer,
      }),
      'config.json': files.config,
    };
    const open = async (name: string) => new Blob([contents[name] as BlobPart]);
    const { config } = await readModelFolder({ names: Object.keys(contents), open });
    expect(config).toBe(files.config);
  });
});

describe('the command line', () => {
  it('takes one file wherever it takes a model', async () => {
    expect(await generate(join(folder, 'toys.safetensors'))).toEqual({
      status: 0,
      stdout: `${written}\n`,
      stderr: '',
    });
  });

  it('trains into one file, and nothing beside it', async () => {
    writeFileSync(join(folder, 'text.txt'), text);
    const out = join(folder, 'deep', 'small.safetensors');
    const sizes = ['--layers', '1', '--heads', '2', '--d-model', '8', '--context', '16', '--steps', '3'];
    const args = ['train', '--text', join(folder, 'text.txt'), '--out', out, ...sizes];
    expect(await cli(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining(out) });
    expect(readdirSync(join(folder, 'deep'))).toEqual(['small.safetensors']);
    expect(headerOf(readFileSync(out)).__metadata__['config.json']).toContain('"gpt2"');
    expect((await generate(out)).status).toBe(0);
    const again = await cli(...args, '--resume');
    expect(again).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--resume needs a folder in --out'),
    });
    mkdirSync(join(folder, 'a.safetensors'));
    const blocked = await cli(...args.with(4, join(folder, 'a.safetensors')));
    expect(blocked).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot be written: it is a folder'),
    });
  });
});

describe('what is no model in one file is refused in words', () => {
  const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
  const cases: [string, () => Buffer<ArrayBuffer> | string, RegExp][] = [
    ['nothing', () => '', /must begin with the 8 bytes of its header’s length, not end after 0/],
    ['tensors alone', () => withMetadata({ format: 'pt' }), /has no config\.json in its __metadata__/],
    [
      'a config alone',
      () => withMetadata({ 'config.json': files.config }),
      /has no tokenizer\.json in its __metadata__/,
    ],
    ['a list for metadata', () => withMetadata([1]), /__metadata__ must be an object of texts, not "\[1\]"/],
    [
      'a number for a config',
      () => withMetadata({ 'config.json': 12 }),
      /__metadata__ must have the text of config\.json, not "12"/,
    ],
    ['a broken header', () => withHeader(whole, '{"a": nul}'), /the header of .* is not JSON/],
    ['a header of numbers', () => withHeader(whole, ' [1]'), /must be an object of tensors, not "\[1\]"/],
    [
      'a file cut short',
      () => whole.subarray(0, 300),
      /must be at most 292 bytes long, not \d+: the file is cut short/,
    ],
    [
      'a wrong length',
      () => Buffer.alloc(64, 0xff),
      /must be at most 56 bytes long, not 18446744073709551615/,
    ],
    ['a Git LFS pointer', () => lfs, /is a Git LFS pointer/],
    ['a web page', () => '\ufeff <!doctype html><title>Not here</title>', /is a web page/],
    ['a ZIP archive', () => 'PK\x03\x04 and so on', /is a ZIP archive, .* python -c "import torch/],
    ['a pickle', () => Buffer.from([0x80, 2, 0x8a, 10, 0, 0, 0, 0, 0]), /is a Python pickle/],
    ['tensors that end early', () => whole.subarray(0, -4), /./],
  ];
  it.each(cases)('%s', async (name, content, said) => {
    const engine = await loadEngine();
    const file = new File([content()], 'toys.safetensors');
    const error = await engine.openModel(file).catch((error) => error);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(said);
    expect(error.message).toContain('toys.safetensors');
    const path = join(folder, `${name}.safetensors`);
    writeFileSync(path, content());
    const { status, stderr } = await generate(path);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^pay-attention: --model "[^\n]*\n$/)]);
    expect(stderr).toMatch(said);
  });

  it('in the core’s own words where the core has them', async () => {
    const engine = await loadEngine();
    for (const content of [lfs, '<html>', 'PK\x03\x04', Buffer.from([0x80, 2, 0x8a])]) {
      const file = new File([content], 'm.safetensors');
      const ofCore = await engine.openModel({ ...files, weights: file }).catch(({ message }) => message);
      expect(await engine.openModel(file).catch(({ message }) => message)).toBe(ofCore);
    }
  });

  it('what is no file at all', async () => {
    const engine = await loadEngine();
    for (const nothing of [undefined, null, 5, {}, []])
      await expect(engine.openModel(nothing as never)).rejects.toThrow(InputError);
  });
});
