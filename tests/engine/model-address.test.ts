// Models from addresses: fetched with progress, once, within a size, and refused in words.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, inOneFile, loadEngine, type Model, type Progress } from '../../web/src/engine/index.ts';
import { cli } from './cli.ts';
import { part } from './shards.ts';

const text = 'one two three four '.repeat(40);
const served = new Map<
  string,
  { content: Buffer | string; type?: string; status?: number; isChunked?: boolean }
>();
const asked: string[] = [];
let model: Model;
let server: Server;
let origin: string;
let whole: Buffer;

beforeAll(async () => {
  const engine = await loadEngine();
  model = await engine.createModel({
    text,
    tokenizer: 'words',
    layers: 1,
    heads: 2,
    dModel: 64,
    context: 16,
  });
  const files = await model.save();
  whole = Buffer.concat(await inOneFile(files));
  const all = { 'config.json': files.config, 'tokenizer.json': files.tokenizer };
  served.set('/toys.safetensors', { content: whole });
  served.set('/chunked.safetensors', { content: whole, isChunked: true });
  for (const [name, content] of Object.entries({ ...all, 'model.safetensors': Buffer.from(files.weights) }))
    served.set(`/folder/${name}`, { content });
  const shards = [0, 1].map((half) => part(files.weights, (_, i) => i % 2 === half));
  const names = shards.map((_, i) => `model-0000${i + 1}-of-00002.safetensors`);
  const published = {
    ...all,
    'config.json': files.config.replace('"eos_token_id": null', '"eos_token_id": 2'),
    'generation_config.json': '{"eos_token_id": [3, 1]}',
    'model.safetensors.index.json': JSON.stringify({ weight_map: { one: names[0], two: names[1] } }),
    [names[0] as string]: Buffer.from(shards[0] as Uint8Array),
    [names[1] as string]: Buffer.from(shards[1] as Uint8Array),
  };
  for (const [name, content] of Object.entries(published)) {
    served.set(`/published/${name}`, { content });
    if (name !== names[1]) served.set(`/half/${name}`, { content });
  }
  served.set('/alone/model.safetensors', { content: whole });
  served.set('/astray/model.safetensors.index.json', {
    content: '{"weight_map": {"one": "../folder/model.safetensors"}}',
  });
  for (const [name, content] of Object.entries(all)) served.set(`/astray/${name}`, { content });
  served.set('/pieces/config.json', { content: files.config });
  served.set('/pieces/model.safetensors', { content: Buffer.from(files.weights) });
  served.set('/pieces/tokenizer.model', { content: 'no pieces' });
  served.set('/lacking/config.json', { content: files.config });
  served.set('/page', { content: '<!doctype html>', type: 'text/html; charset=utf-8' });
  served.set('/pointer.safetensors', {
    content: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
  });
  served.set('/tired.safetensors', { content: '', status: 503 });
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const file = served.get(request.url ?? '');
    if (request.url === '/broken.safetensors') {
      response.writeHead(200, { 'Content-Length': String(whole.length) });
      response.write(whole.subarray(0, 1000), () => response.destroy());
      return;
    }
    if (request.url === '/slow.safetensors') {
      response.writeHead(200, { 'Content-Length': String(whole.length) });
      response.write(whole.subarray(0, 1000)); // and no more
      return;
    }
    if (!file) return response.writeHead(404).end('no such file');
    const { content, type = 'application/octet-stream', status = 200, isChunked } = file;
    response.writeHead(status, {
      'Content-Type': type,
      ...(isChunked ? {} : { 'Content-Length': String(Buffer.byteLength(content)) }),
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const errorOf = async (opening: Promise<unknown>) => {
  const error = await opening.catch((error) => error);
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
};

describe('a model at an address', () => {
  it.each(['/toys.safetensors', '/chunked.safetensors', '/folder/', '/alone/', '/published/'])(
    'is the same model: %s',
    async (path) => {
      const engine = await loadEngine();
      const told: Progress[] = [];
      const opened = await engine.openModel(new URL(path, origin), {
        onProgress: (progress) => told.push(progress),
      });
      expect(await opened.snapshot()).toEqual(await model.snapshot());
      // Of a folder all may have come before it is known what it has not.
      if (path.endsWith('/')) expect([told.at(-1)?.loaded, undefined]).toContain(told.at(-1)?.total);
      else expect(told.at(-1)?.total).toBe(path.includes('chunked') ? undefined : told.at(-1)?.loaded);
      expect(told.map(({ loaded }) => loaded)).toEqual(
        told.map(({ loaded }) => loaded).toSorted((a, b) => a - b),
      );
      if (path.endsWith('.safetensors')) expect(told.at(-1)?.loaded).toBe(whole.length);
      expect(told.length).toBeGreaterThan(1);
      await opened.dispose();
    },
  );

  it('is a folder as it is published: in shards, with what generation_config.json says better', async () => {
    const engine = await loadEngine();
    asked.length = 0;
    const opened = await engine.openModel(`${origin}/published/`);
    expect(Array.from(opened.info.endTokens)).toEqual([3, 1]);
    expect(asked.toSorted()).toEqual(
      [
        'config.json',
        'generation_config.json',
        'model-00001-of-00002.safetensors',
        'model-00002-of-00002.safetensors',
        'model.safetensors',
        'model.safetensors.index.json',
        'tokenizer.json',
      ].map((name) => `/published/${name}`),
    );
    await opened.dispose();
  });

  it('is fetched once, however often its core stops', async () => {
    const engine = await loadEngine();
    asked.length = 0;
    const opened = await engine.openModel(`${origin}/toys.safetensors`);
    await opened.tokenize('one two');
    expect(asked).toEqual(['/toys.safetensors']);
    await opened.dispose();
  });

  it('is not waited for once the signal is aborted', async () => {
    const engine = await loadEngine();
    const stop = new AbortController();
    const reason = new Error('enough');
    const opening = engine.openModel(`${origin}/slow.safetensors`, {
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await expect(opening).rejects.toBe(reason);
    await expect(engine.openModel(`${origin}/toys.safetensors`, { signal: stop.signal })).rejects.toBe(
      reason,
    );
  });

  it('may have no more bytes than is said, told or not', async () => {
    const engine = await loadEngine();
    for (const path of ['/toys.safetensors', '/chunked.safetensors', '/folder/']) {
      const message = await errorOf(engine.openModel(origin + path, { mostBytes: 10_000 }));
      expect(message).toMatch(/safetensors has \d+ MB; more than \d+ MB do not fit here$/);
    }
    expect(await errorOf(engine.openModel(`${origin}/toys.safetensors`, { mostBytes: -1 }))).toBe(
      'mostBytes must be a number of bytes, not -1',
    );
  });

  it.each([
    ['/none.safetensors', /^model "http.*\/none\.safetensors" is not there: its host answers 404$/],
    ['/lacking/', /^model "http.*\/lacking\/tokenizer\.json" is not there: its host answers 404$/],
    ['/pieces/', /^tokenizer\.model /],
    ['/half/', /^model "http.*\/half\/model-00002-of-00002\.safetensors" is not there: .* 404$/],
    ['/astray/', /^model\.safetensors\.index\.json must have a weight_map of tensors and their files$/],
    ['/tired.safetensors', /^model "http.*" cannot be had: its host answers 503$/],
    ['/page', /^model "http.*\/page" is a web page, not a model: .* or a folder’s, which ends in \/$/],
    ['/pointer.safetensors', /^pointer\.safetensors is a Git LFS pointer/],
    ['/broken.safetensors', /^model "http.*" broke off after 1000 bytes$/],
    ['/folder/config.json', /^the header of config\.json must be at most/],
  ])('that is not there, or is something else, is refused in words: %s', async (path, said) => {
    const engine = await loadEngine();
    expect(await errorOf(engine.openModel(origin + path))).toMatch(said);
  });

  it.each([
    ['toys.safetensors', /^model must be an address that begins with https:\/\/, not "toys\.safetensors"$/],
    ['file:///etc/passwd', /^model must be an address that begins with https:\/\/, not "file:/],
    ['', /^model must be an address .*, not ""$/],
    [
      'http://127.0.0.1:9/a.safetensors',
      /^model "http:\/\/127\.0\.0\.1:9\/a\.safetensors" cannot be fetched: /,
    ],
  ])('that cannot be fetched is refused in words: “%s”', async (address, said) => {
    const engine = await loadEngine();
    expect(await errorOf(engine.openModel(address))).toMatch(said);
  });

  it('is what --model takes, and refuses in one line', async () => {
    const generate = (path: string) =>
      cli('generate', '--model', path, '--prompt', 'one two', '--temperature', '0', '--max-tokens', '3');
    const { text: written } = await model.generate({ prompt: 'one two', temperature: 0, maxTokens: 3 });
    for (const path of ['/toys.safetensors', '/folder/'])
      expect(await generate(origin + path)).toEqual({ status: 0, stdout: `${written}\n`, stderr: '' });
    const refusals = {
      '/none': `--model "${origin}/none" is not there: its host answers 404`,
      '/page': `--model "${origin}/page" is a web page, not a model`,
      '/pointer.safetensors': `--model "${origin}/pointer.safetensors": pointer.safetensors is a Git LFS pointer`,
    };
    for (const [path, said] of Object.entries(refusals)) {
      const { status, stderr } = await generate(origin + path);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/^pay-attention: [^\n]*\n$/)]);
      expect(stderr).toContain(said);
    }
  });
});
