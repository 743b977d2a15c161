// node dist/cli.js train, generate and inspect, as a reader calls them.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, cutShort, interrupted } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
const path = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

const text = Array.from({ length: 40 }, (_, i) => `The ${['red', 'old', 'wet'][i % 3]} cat saw a dog. `).join(
  '',
);
const textFile = path('text.txt');
writeFileSync(textFile, text);
writeFileSync(path('large.txt'), text.repeat(400));

const small = [
  '--layers',
  '1',
  '--heads',
  '2',
  '--d-model',
  '8',
  '--context',
  '16',
  '--batch',
  '2',
  '--seed',
  '3',
];
const trainArguments = (out: string, ...more: string[]) => [
  'train',
  ...['--text', textFile, '--out', path(out)],
  ...small,
  ...more,
];
const bytes = (...names: string[]) => readFileSync(path(...names));

type Token = { id: number; text: string };
interface Inspected {
  name: string;
  tokens: Token[];
  shape: number[];
  data: (number | null)[];
}

const prompt = 'The old cat';

async function inspect(model: string, name: string, ...more: string[]): Promise<Inspected> {
  const args = [
    'inspect',
    '--model',
    path(model),
    '--prompt',
    prompt,
    '--activation',
    name,
    '--json',
    ...more,
  ];
  const { status, stdout, stderr } = await cli(...args);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  const { status, stdout, stderr } = await cli(
    ...trainArguments('model', '--tokenizer', 'bytes', '--steps', '30'),
  );
  expect(stderr).toMatch(
    /^step 30\/30 {2}loss \d\.\d{3} {2}held-out \d\.\d{3} {2}[\d.]+ steps\/s {2}0 s left$/m,
  );
  expect(stdout).toMatch(/^trained 30 of 30 steps, loss \d\.\d{3}, held-out \d\.\d{3}: /);
  expect(status).toBe(0);
});

describe('train', () => {
  it('writes a checkpoint in Hugging Face’s layout', () => {
    const config = JSON.parse(bytes('model', 'config.json').toString());
    expect(config).toMatchObject({
      model_type: 'gpt2',
      n_layer: 1,
      n_head: 2,
      n_embd: 8,
      n_positions: 16,
      vocab_size: 256,
    });
    expect(JSON.parse(bytes('model', 'tokenizer.json').toString()).model.type).toBe('BPE');
    expect(bytes('model', 'model.safetensors').length).toBeGreaterThan(4 * 256 * 8);
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    await cli(...trainArguments('again', '--tokenizer', 'bytes', '--steps', '30'));
    expect(bytes('again', 'model.safetensors')).toEqual(bytes('model', 'model.safetensors'));
    await cli(...trainArguments('other', '--tokenizer', 'bytes', '--steps', '30').with(-5, '4'));
    expect(bytes('other', 'model.safetensors')).not.toEqual(bytes('model', 'model.safetensors'));
  });

  it('learns: the loss falls', async () => {
    const { stdout } = await cli(
      ...trainArguments('long', '--tokenizer', 'bytes', '--steps', '400', '--lr', '1e-2'),
    );
    expect(Number(/loss ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(1);
  });

  it.each(['words', 'bpe'])('takes the tokenizer %s', async (tokenizer) => {
    const { status } = await cli(
      ...trainArguments(tokenizer, '--tokenizer', tokenizer, '--steps', '2', '--vocab-size', '270'),
    );
    expect(status).toBe(0);
    const { tokens } = await inspect(tokenizer, 'logits');
    expect(tokens.map((token) => token.text)).toEqual(
      tokenizer === 'words' ? ['The', 'old', 'cat'] : expect.arrayContaining(['The']),
    );
  });

  it('makes a model without MLP', async () => {
    await cli(...trainArguments('attention-only', '--no-mlp', '--tokenizer', 'bytes', '--steps', '2'));
    expect(JSON.parse(bytes('attention-only', 'config.json').toString()).n_inner).toBe(0);
    expect((await inspect('attention-only', 'logits')).shape).toEqual([11, 256]);
  });

  it('leaves a checkpoint at Ctrl-C that --resume continues to the same bits', async () => {
    const args = (out: string) => trainArguments(out, '--tokenizer', 'bytes', '--steps', '20000');
    const { status, stderr } = await interrupted(args('stopped'));
    expect(stderr).toMatch(/^stopped after \d+ of 20000 steps/m);
    expect(status).toBe(130);
    expect(Number(/stopped after (\d+)/.exec(stderr)?.[1])).toBeLessThan(20000);
    expect((await cli(...args('stopped'), '--resume')).status).toBe(0);
    await cli(...args('whole'));
    const whole = bytes('whole', 'model.safetensors');
    expect(bytes('stopped', 'model.safetensors')).toEqual(whole);

    // The terminal is closed; then the program is killed, and only the checkpoint of the first steps is there.
    expect((await interrupted(args('hung-up'), 'SIGHUP')).status).toBe(130);
    expect((await interrupted(args('killed'), 'SIGKILL', /^step/m)).status).toBe(null);
    for (const out of ['hung-up', 'killed']) {
      expect((await cli(...args(out), '--resume')).status).toBe(0);
      expect(bytes(out, 'model.safetensors')).toEqual(whole);
    }
  });

  it('keeps the best step on the text held out, through an interruption too', async () => {
    const args = (out: string, ...more: string[]) =>
      trainArguments(out, '--tokenizer', 'bytes', '--steps', '6000', '--lr', '1e-2', ...more);
    const { stdout, stderr } = await cli(...args('best', '--keep', 'best'));
    const [, heldOut, step] = /held-out ([\d.]+), as after step (\d+): /.exec(stdout) ?? [];
    expect(stderr).toMatch(/^loss of guessing: every token alike 5\.545, by frequency [\d.]+$/m);
    expect(Number(step) % 60).toBe(0);
    const { stdout: last } = await cli(...args('last'));
    expect(Number(/held-out ([\d.]+): /.exec(last)?.[1])).toBeGreaterThan(Number(heldOut));

    expect((await interrupted(args('best-later', '--keep', 'best'))).status).toBe(130);
    expect((await cli(...args('best-later', '--keep', 'last', '--resume'))).stderr).toContain(
      '--keep must be what the training was begun with, best, not "last"',
    );
    expect((await cli(...args('best-later', '--resume'))).status).toBe(0);
    expect(bytes('best-later', 'model.safetensors')).toEqual(bytes('best', 'model.safetensors'));
  });

  it('begins with weights scaled by the width, or as GPT-2’s', async () => {
    for (const init of ['width', 'gpt2']) {
      const { status } = await cli(...trainArguments(init, '--steps', '1', '--init', init));
      expect(status).toBe(0);
    }
    expect(bytes('width', 'model.safetensors')).not.toEqual(bytes('gpt2', 'model.safetensors'));
    const wrong = [
      [['--init', 'xavier'], '--init must be width or gpt2, not "xavier"'],
      [['--keep', 'all'], '--keep must be last or best, not "all"'],
      [['--weight-decay', '2'], '--weight-decay must be a number from 0 to 1, not 2'],
      [['--held-out', '0', '--keep', 'best'], '--held-out must leave at least'],
    ] as const;
    for (const [options, message] of wrong) {
      const { status, stderr } = await cli(...trainArguments('wrong', ...options));
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    }
  });

  it('refuses at --resume a vocabulary that the training cannot have been begun with', async () => {
    const args = trainArguments('vocabulary', '--tokenizer', 'bpe', '--vocab-size', '260', '--steps', '4');
    await cli(...args);
    for (const size of ['abc', '259']) {
      const { status, stderr } = await cli(...trainArguments('vocabulary', '--vocab-size', size, '--resume'));
      expect(status).toBe(2);
      expect(stderr).toContain('--vocab-size must be what the training was begun with');
    }
  });
});

describe('inspect', () => {
  it('says nothing when no one reads on', async () => {
    const long = ['--prompt', 'a'.repeat(16), '--activation', 'logits', '--json'];
    expect(await cutShort('inspect', '--model', path('model'), ...long)).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['blocks.0.attn.hook_q', [11, 2, 4]],
    ['blocks.0.attn.hook_pattern', [2, 11, 11]],
    ['blocks.0.mlp.hook_post', [11, 32]],
    ['ln_final.hook_normalized', [11, 8]],
    ['logits', [11, 256]],
  ])('%s has the shape %j', async (name, shape) => {
    const inspected = await inspect('model', name);
    expect(Object.keys(inspected)).toEqual(['name', 'tokens', 'shape', 'data']);
    expect(inspected.name).toBe(name);
    expect(inspected.tokens).toEqual([...prompt].map((text) => ({ id: text.charCodeAt(0), text })));
    expect(inspected.shape).toEqual(shape);
    expect(inspected.data).toHaveLength(shape.reduce((product, size) => product * size));
    expect(inspected.data.every((number) => Number.isFinite(number))).toBe(true);
  });

  it('gives null for the scores that the mask hides', async () => {
    const { data } = await inspect('model', 'blocks.0.attn.hook_attn_scores');
    data.forEach((score, i) => {
      expect(score === null).toBe(i % 11 > Math.floor(i / 11) % 11);
    });
  });

  it('gives the gradient of the mean next-token loss', async () => {
    const { data } = await inspect('model', 'logits', '--gradient');
    const logits = (await inspect('model', 'logits')).data as number[];
    for (let position = 0; position < 11; position++) {
      const row = logits.slice(position * 256, (position + 1) * 256);
      const largest = Math.max(...row);
      const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
      const target = prompt.charCodeAt(position + 1);
      row.forEach((logit, id) => {
        const probability = Math.exp(logit - largest) / sum;
        const expected = position === 10 ? 0 : (probability - Number(id === target)) / 10;
        expect(data[position * 256 + id]).toBeCloseTo(expected, 6);
      });
    }
  });

  it('zeroes the heads that are ablated', async () => {
    const { data } = await inspect('model', 'blocks.0.attn.hook_z', '--ablate', '0.1');
    expect(data.every((number, i) => (number === 0) === i % 8 >= 4)).toBe(true);
    const both = await inspect('model', 'blocks.0.attn.hook_z', '--ablate', '0.1', '--ablate=0.0');
    expect(both.data.every((number) => number === 0)).toBe(true);
    expect((await inspect('model', 'logits', '--ablate', '0.1')).data).not.toEqual(
      (await inspect('model', 'logits')).data,
    );
  });
});

describe('generate', () => {
  const generate = (...more: string[]) =>
    cli('generate', '--model', path('long'), '--prompt', 'The red ', '--max-tokens', '20', ...more);

  it('prints the prompt and what follows, the same for the same seed', async () => {
    const { status, stdout, stderr } = await generate('--seed', '5');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^The red [\s\S]{12,}\n$/);
    expect((await generate('--seed', '5')).stdout).toBe(stdout);
    expect((await generate('--seed', '6', '--temperature', '3')).stdout).not.toBe(stdout);
  });

  it('comes whole where a token is only part of a character', async () => {
    const folder = path('greek');
    writeFileSync(path('greek.txt'), 'η γάτα τρώει το ψάρι. '.repeat(60));
    const args = ['--text', path('greek.txt'), '--out', folder, '--tokenizer', 'bytes', '--steps', '20'];
    await cli('train', ...args, '--context', '16', '--d-model', '16', '--heads', '2');
    const asked = ['generate', '--model', folder, '--prompt', 'η γάτα', '--max-tokens', '200'];
    const { generated } = JSON.parse((await cli(...asked, '--json')).stdout);
    const ids = Uint8Array.from(generated, ({ id }: Token) => id);
    expect((await cli(...asked)).stdout).toBe(
      `${new TextDecoder().decode(Buffer.concat([Buffer.from('η γάτα'), ids]))}\n`,
    );
  });

  it('--json has every token with its probability and draw', async () => {
    const { prompt, generated } = JSON.parse((await generate('--json', '--top-k', '3')).stdout);
    expect(prompt.map(({ text }: Token) => text).join('')).toBe('The red ');
    expect(generated).toHaveLength(20);
    for (const token of generated) {
      expect(Object.keys(token)).toEqual(['id', 'text', 'probability', 'draw']);
      expect(token.probability).toBeGreaterThan(0);
      expect(token.probability).toBeLessThanOrEqual(1);
      expect(token.draw).toBeGreaterThanOrEqual(0);
      expect(token.draw).toBeLessThan(1);
    }
  });

  it('temperature 0 takes the likeliest, past the context too', async () => {
    const args = ['--temperature', '0', '--json'];
    const idsWith = async (...more: string[]) =>
      JSON.parse((await generate(...args, ...more)).stdout).generated.map(({ id }: Token) => id);
    const ids = await idsWith();
    const asked = ['inspect', '--model', path('long'), '--prompt', 'The red ', '--activation', 'logits'];
    const logits = JSON.parse((await cli(...asked, '--json')).stdout).data.slice(-256);
    expect(ids[0]).toBe(logits.indexOf(Math.max(...logits)));
    expect(await idsWith('--seed', '9')).toEqual(ids);
  });
});

describe('a folder', () => {
  it('whose files cannot be replaced is refused before the training', async () => {
    mkdirSync(path('blocked', 'model.safetensors'), { recursive: true });
    const { status, stderr } = await cli(...trainArguments('blocked'));
    expect(status).toBe(2);
    expect(stderr).toBe(
      `pay-attention: --out "${path('blocked', 'model.safetensors')}" cannot be written: it is a folder\n`,
    );
    expect(readdirSync(path('blocked'))).toEqual(['model.safetensors']);
    writeFileSync(path('afile'), '');
    expect((await cli(...trainArguments('afile'))).stderr).toContain(
      `--out "${path('afile')}" cannot be written to: it is a file`,
    );
    expect((await cli(...trainArguments('afile/deeper'))).status).toBe(2);
  });

  it('that was being written when the program ended is resumed all the same', async () => {
    const args = trainArguments('torn', '--tokenizer', 'bytes', '--steps', '30');
    expect((await cli(...args)).status).toBe(0);
    const whole = bytes('torn', 'training.safetensors');
    for (const name of ['model.safetensors', 'training.safetensors'])
      renameSync(path('torn', name), path('torn', `${name}.new`));
    for (const name of ['model.safetensors', 'training.safetensors'])
      writeFileSync(path('torn', name), 'of an earlier checkpoint');
    expect((await cli(...args, '--resume')).status).toBe(0);
    expect(bytes('torn', 'training.safetensors')).toEqual(whole);
    expect(readdirSync(path('torn')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'training.safetensors',
    ]);
  });

  it('whose tokenizer has fewer tokens than the model is generated from', async () => {
    mkdirSync(path('padded'));
    for (const name of ['config.json', 'model.safetensors'])
      writeFileSync(path('padded', name), bytes('words', name));
    const tokenizer = JSON.parse(bytes('words', 'tokenizer.json').toString());
    const all = Object.keys(tokenizer.model.vocab);
    for (const word of all.slice(3)) delete tokenizer.model.vocab[word];
    writeFileSync(path('padded', 'tokenizer.json'), JSON.stringify(tokenizer));
    const args = ['generate', '--model', path('padded'), '--prompt', all[1] as string, '--json'];
    const { status, stdout } = await cli(...args, '--max-tokens', '40', '--temperature', '5');
    expect(status).toBe(0);
    const { generated } = JSON.parse(stdout);
    expect(generated).toHaveLength(40);
    expect(generated.some(({ text }: Token) => text === '')).toBe(true);
  });
});

describe('bad arguments', () => {
  const cases: [string, string[], string][] = [
    ['no text', ['train', '--out', path('x')], '--text must name the file to learn'],
    ['no out', ['train', '--text', textFile], '--out must name the folder to write to'],
    ['an empty out', ['train', '--text', textFile, '--out', ''], '--out must name the folder to write to'],
    ['no value', ['train', '--text', '--out', path('x')], '--text must be followed by a value'],
    [
      'missing text',
      ['train', '--text', path('none.txt'), '--out', path('x')],
      `--text "${path('none.txt')}" cannot be read: there is no such file`,
    ],
    [
      'bad size',
      trainArguments('x', '--tokenizer', 'letters'),
      '--tokenizer must be words, bytes or bpe, not "letters"',
    ],
    [
      'no steps',
      trainArguments('x', '--steps', '0'),
      '--steps must be a whole number from 1 to 10000000, not 0',
    ],
    ['bad rate', trainArguments('x', '--lr', 'fast'), '--lr must be a number, not "fast"'],
    ['no rate', trainArguments('x', '--lr', '0'), '--lr must be a number from'],
    [
      'too much memory',
      trainArguments('x').with(12, '60000').with(2, path('large.txt')),
      'the activations of 60000 tokens need',
    ],
    [
      'too many parameters',
      trainArguments('x').with(6, '96').with(10, '4096'),
      '--layers, --d-model, --d-mlp, --context and --vocab-size must give at most 268435456 parameters, not',
    ],
    ['odd heads', trainArguments('x').with(8, '3'), '--d-model must be a multiple of the 3 heads, not 8'],
    ['unknown', ['train', '--textt', 'a'], '"--textt" is not an option: expected --text,'],
    [
      'missing model',
      ['generate', '--model', path('none'), '--prompt', 'a'],
      `--model "${path('none', 'config.json')}" cannot be read: there is no such file`,
    ],
    [
      'empty prompt',
      ['generate', '--model', path('model'), '--prompt', ''],
      '--prompt must have at least one token, not ""',
    ],
    ['top-p', ['generate', '--model', path('model'), '--prompt', 'a', '--top-p', '2'], '--top-p must be'],
    [
      'long prompt',
      ['inspect', '--model', path('model'), '--prompt', 'a'.repeat(17), '--activation', 'logits', '--json'],
      "--prompt must have at most 16 tokens, the model's context, not 17",
    ],
    [
      'unknown activation',
      ['inspect', '--model', path('model'), '--prompt', 'a', '--activation', 'hook_x', '--json'],
      'activation',
    ],
    [
      'bad ablation',
      [
        'inspect',
        '--model',
        path('model'),
        '--prompt',
        'a',
        '--activation',
        'logits',
        '--json',
        '--ablate',
        '0',
      ],
      '--ablate must be layer.head, from 0.0 to 0.1, not "0"',
    ],
    [
      'no such head',
      [
        'inspect',
        '--model',
        path('model'),
        '--prompt',
        'a',
        '--activation',
        'logits',
        '--json',
        '--ablate',
        '0.2',
      ],
      '--ablate must be layer.head, from 0.0 to 0.1, not "0.2"',
    ],
  ];
  it.each(cases)('%s: one line on stderr, status 2', async (_, args, message) => {
    const { status, stdout, stderr } = await cli(...args);
    expect(stderr).toMatch(/^pay-attention: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
    expect(existsSync(path('x'))).toBe(false);
  });

  it('a broken checkpoint: says what is wrong with which file', async () => {
    mkdirSync(path('broken'));
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors'])
      writeFileSync(path('broken', name), bytes('model', name));
    truncateSync(path('broken', 'model.safetensors'), 3000);
    const { status, stderr } = await cli('generate', '--model', path('broken'), '--prompt', 'a');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pay-attention: --model ".*broken": [^\n]+\n$/);
  });

  it('--resume with another option, text or without a checkpoint is refused', async () => {
    const args = trainArguments('model', '--tokenizer', 'bytes', '--resume');
    expect((await cli(...args, '--steps', '31')).stderr).toContain(
      '--steps must be what the training was begun with, 30, not 31',
    );
    writeFileSync(path('other.txt'), `${text}!`);
    const { status, stderr } = await cli(...args.with(2, path('other.txt')));
    expect(status).toBe(2);
    expect(stderr).toContain(
      `--out "${path('model', 'training.safetensors')}": training state must belong to the text`,
    );
    expect((await cli(...args, '--no-mlp')).stderr).toContain('--no-mlp must not be given');
    expect((await cli(...trainArguments('x', '--resume'))).stderr).toContain(
      'cannot be read: there is no such file',
    );
  });
});
