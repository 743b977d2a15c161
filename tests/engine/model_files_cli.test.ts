// node dist/cli.js with models of other families, in files of other formats: described, converted, used, trained.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from './cli.ts';
import { bytesOf, tokenizerBin } from './model-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
const path = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const llama = path('small.gguf');
writeFileSync(llama, bytesOf('llama-q8_0'));
const prompt = 'a ab';

const greedy = (model: string) =>
  cli(
    'generate',
    '--model',
    model,
    '--prompt',
    prompt,
    '--temperature',
    '0',
    '--max-tokens',
    '6',
    '--ignore-eos',
  );

describe('describe', () => {
  it('prints the format, sizes, settings, keys and tensors', async () => {
    const { status, stdout, stderr } = await cli('describe', '--model', llama);
    expect([status, stderr]).toEqual([0, '']);
    const bytes = readFileSync(llama).length.toLocaleString('en');
    expect(stdout).toMatch(new RegExp(`^GGUF, ${bytes} bytes: 19,072 numbers in 21 tensors\n`));
    expect(stdout).toMatch(/^F32 \(5\), Q8_0 \(16\); 76,288 bytes of memory once it is open$/m);
    expect(stdout).toMatch(/^model_type +llama *$/m);
    expect(stdout).toMatch(/^tokenizer\.ggml\.model +string +llama *$/m);
    expect(stdout).toMatch(/^model\.layers\.1\.mlp\.down_proj\.weight +Q8_0 +\[32, 64\] *$/m);
  });

  it('prints the same as JSON', async () => {
    const { stdout } = await cli('describe', '--model', llama, '--json');
    const { format, bytes, config, metadata, tensors } = JSON.parse(stdout);
    expect({ format, bytes }).toEqual({ format: 'GGUF', bytes: readFileSync(llama).length });
    expect(config).toMatchObject({ model_type: 'llama', num_key_value_heads: 2 });
    expect(metadata).toContainEqual({ key: 'general.name', type: 'string', value: 'a small one' });
    expect(tensors).toContainEqual({ name: 'lm_head.weight', dtype: 'Q8_0', shape: [7, 32] });
  });
});

describe('convert', () => {
  it('writes a model that says the same', async () => {
    const { stdout } = await greedy(llama);
    expect(stdout).toMatch(/^a ab/);
    const whole = path('whole.safetensors');
    for (const out of [path('converted'), whole]) {
      expect(await cli('convert', '--model', llama, '--out', out)).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(await greedy(out)).toEqual({ status: 0, stdout, stderr: '' });
    }
    const config = JSON.parse(readFileSync(path('converted', 'config.json'), 'utf8'));
    expect(config).toMatchObject({ model_type: 'llama', num_attention_heads: 4, num_key_value_heads: 2 });
  });

  it.each(['F16', 'BF16'])('writes %s in half the bytes', async (dtype) => {
    const out = path(dtype);
    await cli('convert', '--model', llama, '--out', out, '--dtype', dtype);
    const { stdout } = await cli('describe', '--model', out);
    expect(stdout).toMatch(new RegExp(`^safetensors, .*\n${dtype} \\(21\\)`));
    expect((await greedy(out)).stdout).toBe((await greedy(llama)).stdout);
  });

  it('refuses a type that safetensors files have not, and writes nothing', async () => {
    const { status, stderr } = await cli('convert', '--model', llama, '--out', path('x'), '--dtype', 'Q8_0');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'pay-attention: --dtype must be F32, F16 or BF16, not "Q8_0"\n',
    });
    expect(existsSync(path('x'))).toBe(false);
  });
});

describe('a model in a file of another format', () => {
  it('is inspected', async () => {
    const activation = 'blocks.1.attn.hook_rot_k';
    const args = ['--model', llama, '--prompt', prompt, '--activation', activation, '--json'];
    const { tokens, shape } = JSON.parse((await cli('inspect', ...args)).stdout);
    expect(tokens.map(({ text }: { text: string }) => text)).toEqual(['<s>', ' a', ' a', 'b']);
    expect(shape).toEqual([4, 2, 8]);
  });

  it('is drawn, and its heads are listed', async () => {
    const { stdout } = await cli('draw', '--model', llama, '--prompt', prompt, '--head', '1.3');
    expect(stdout).toMatch(/<svg .*<\/svg>\s*$/s);
    const heads = await cli('heads', '--model', llama, '--prompt', prompt, '--json');
    expect(heads).toMatchObject({ status: 0, stderr: '' });
    expect(heads.stdout).toContain('"head":3');
  });

  it('has to know the words of the stories, to be asked the claims', async () => {
    const { status, stderr } = await cli('claims', '--model', llama, '--cases', '1');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pay-attention: [^\n]+\n$/);
  });

  it('has its vocabulary beside it', async () => {
    writeFileSync(path('model.bin'), bytesOf('llama2c-v0'));
    const alone = await greedy(path('model.bin'));
    const missing = 'tokenizer.json is missing: model.bin does not say what is in it';
    expect(alone).toMatchObject({
      status: 2,
      stderr: `pay-attention: --model "${path('model.bin')}": ${missing}\n`,
    });
    writeFileSync(path('tokenizer.bin'), tokenizerBin(5));
    expect((await greedy(path('model.bin'))).stdout).toMatch(/^a a/); // it has no "b"
  });

  it('that is broken is named, and what it is', async () => {
    writeFileSync(path('cut.gguf'), bytesOf('llama-q8_0').subarray(0, 400));
    const cut = ['--model', path('cut.gguf')];
    for (const args of [
      ['describe', ...cut],
      ['convert', ...cut, '--out', path('x')],
    ]) {
      const { status, stderr } = await cli(...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^pay-attention: --model "[^"]*cut\.gguf": cut\.gguf:? [^\n]+\n$/);
    }
    writeFileSync(path('pytorch_model.bin'), 'PK\x03\x04, and more');
    expect((await greedy(path('pytorch_model.bin'))).stderr).toContain('this converts it: python -c');
  });
});

describe('train --architecture', () => {
  const text = path('text.txt');
  writeFileSync(text, 'The red cat saw a dog. The old cat saw a dog. '.repeat(40));
  const sizes = ['--layers', '1', '--heads', '4', '--d-model', '24', '--context', '16', '--batch', '2'];
  const train = (out: string, ...more: string[]) =>
    cli('train', '--text', text, '--out', path(out), ...sizes, '--steps', '20', ...more);

  it('trains a Llama, which opens again, and whose training is resumed', async () => {
    const more = ['--architecture', 'llama', '--key-value-heads', '2'];
    expect((await train('llama', ...more)).status).toBe(0);
    const config = JSON.parse(readFileSync(path('llama', 'config.json'), 'utf8'));
    expect(config).toMatchObject({ model_type: 'llama', hidden_size: 24, num_key_value_heads: 2 });
    const prompt = ['--prompt', 'The old', '--temperature', '0', '--max-tokens', '5'];
    expect((await cli('generate', '--model', path('llama'), ...prompt)).stdout).toMatch(/^The old./);
    expect((await train('llama', ...more, '--resume')).status).toBe(0);
  });

  it('refuses a name that it does not know', async () => {
    const known = 'gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma, phi';
    const message = `--architecture must be one of ${known}, not "mamba"`;
    expect((await train('x', '--architecture', 'mamba')).stderr).toBe(`pay-attention: ${message}\n`);
  });
});
