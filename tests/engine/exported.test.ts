// What training exports, read back by a program that shares nothing with the core: tests/reference/read_checkpoint.py.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../web/src/engine/index.ts';
import { cli } from './cli.ts';

const readerPath = fileURLToPath(new URL('../reference/read_checkpoint.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
afterAll(() => rmSync(folder, { recursive: true }));

const textFile = join(folder, 'text.txt');
writeFileSync(textFile, 'A naïve fox saw the dog; the dog saw a naïve fox, too. '.repeat(30));

/** A folder with a model that has learnt a little. */
async function trained(name: string, ...more: string[]): Promise<string> {
  const out = join(folder, name);
  const sizes = ['--layers', '2', '--heads', '2', '--d-model', '16', '--context', '24', '--tokenizer', 'bpe'];
  const options = ['--vocab-size', '280', '--steps', '60', '--batch', '2', '--lr', '1e-2', ...more];
  const { status } = await cli('train', '--text', textFile, '--out', out, ...sizes, ...options);
  expect(status).toBe(0);
  return out;
}

/** The largest difference between the logits that the engine and the reader get from the same files. */
async function difference(model: string): Promise<number> {
  const prompt = 'The naïve dog saw 狐';
  const asked = ['inspect', '--model', model, '--prompt', prompt, '--activation', 'logits', '--json'];
  const { stdout } = await cli(...asked);
  const { tokens, shape, data } = JSON.parse(stdout);
  const ids = tokens.map(({ id }: { id: number }) => String(id));
  const read = JSON.parse(
    execFileSync('/usr/bin/python3', [readerPath, model, ...ids], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
  expect(read.shape).toEqual(shape);
  expect(Math.max(...data)).toBeGreaterThan(1); // it has learnt something to compare
  return Math.max(...data.map((logit: number, i: number) => Math.abs(logit - read.data[i])));
}

describe.each([
  ['a model with an MLP', []],
  ['an attention-only model', ['--no-mlp']],
])('%s', async (name, options) => {
  const model = await trained(name, ...options);

  it('gives an independent reader the same logits', async () => {
    expect(await difference(model)).toBeLessThan(2e-5);
  });

  it('does so with weights of half precision', async () => {
    const halves = join(folder, `${name} in F16`);
    cpSync(model, halves, { recursive: true });
    const engine = await loadEngine();
    const opened = await engine.openModel({
      config: readFileSync(join(model, 'config.json'), 'utf8'),
      tokenizer: readFileSync(join(model, 'tokenizer.json'), 'utf8'),
      weights: new Uint8Array(readFileSync(join(model, 'model.safetensors'))),
    });
    const { config, weights } = await opened.save({ dtype: 'F16' });
    await opened.dispose();
    writeFileSync(join(halves, 'config.json'), config);
    writeFileSync(join(halves, 'model.safetensors'), weights);
    expect(weights.length).toBeLessThan(readFileSync(join(model, 'model.safetensors')).length * 0.7);
    expect(await difference(halves)).toBeLessThan(2e-5);
  });
});
