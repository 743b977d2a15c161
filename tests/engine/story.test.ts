// The model that ships: its bytes, what it has learned, and that its card says what is so.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  type Claims,
  distractors,
  families,
  loadEngine,
  rateOf,
  readModelFolder,
  unknownWords,
} from 'pay-attention';
import { describe, expect, it } from 'vitest';
import './breathe.ts';
import { cli } from './cli.ts';

const engine = await loadEngine();
const folder = fileURLToPath(new URL('../../dist/story', import.meta.url));
const zipped = (...names: string[]) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }).length, 0);
const claims: Claims = JSON.parse(readFileSync(`${folder}/claims.json`, 'utf8'));
const shareOf = (measure: string, labels: Record<string, string>) => {
  const { right, count } = rateOf(claims, measure, labels);
  return right / count;
};

describe('the files', () => {
  it('are at most 250 KB, gzipped, and the snapshots as much', () => {
    expect(zipped('config.json', 'tokenizer.json', 'model.safetensors')).toBeLessThanOrEqual(250_000);
    const snapshots = readdirSync(`${folder}/snapshots`).map((name) => `snapshots/${name}`);
    expect(zipped(...snapshots)).toBeLessThanOrEqual(250_000);
  });

  it('open as any model’s do, and are what openStory opens', async () => {
    const open = async (name: string) => new File([readFileSync(`${folder}/${name}`)], name);
    const model = await engine.openModel(await readModelFolder({ names: readdirSync(folder), open }));
    const story = await engine.openStory();
    expect(await story.save()).toEqual(await model.save());
    expect(story.info.config).toMatchObject({ layers: 2, heads: 2, dModel: 64, dMlp: 0, context: 80 });
    await model.dispose();
    await story.dispose();
  });

  it('have five moments of the run or more, from untrained to trained', async () => {
    const steps = await engine.storySteps();
    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(steps[0]).toBe(0);
    const stories = await engine.tellStories({ count: 120, set: 'held-out' });
    const shares: number[] = [];
    for (const step of steps) {
      const model = await engine.openStory({ step });
      const words = await model.vocabulary();
      let right = 0;
      for (const { words: told, answers } of stories) {
        const { position, word } = answers.at(-1) ?? { position: 0, word: '' };
        const prompt = told.slice(0, position).join(' ');
        const { chosen } = await model.nextToken({ prompt, temperature: 0 });
        if (words[chosen] === word) right += 1;
      }
      shares.push(right / stories.length);
      await model.dispose();
    }
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.1);
    expect(shares.at(-1)).toBeGreaterThan(0.95);
    await expect(engine.openStory({ step: 7 })).rejects.toThrow(
      `step must be one of ${steps.join(', ')}, not 7`,
    );
  });
});

describe('a measurement', () => {
  it('tells how far it is', async () => {
    const model = await engine.openStory();
    const shares: number[] = [];
    await engine.measureClaims(model, { cases: 1, onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await model.dispose();
  });
});

describe('the card', () => {
  it('has the rates of the shipped bytes', async () => {
    const { cases, seed } = claims;
    const { stdout } = await cli('claims', '--cases', String(cases), '--seed', String(seed), '--json');
    expect(JSON.parse(stdout)).toEqual({ model: 'story', ...claims });
  }, 300_000);

  it('counts at least 500 cases of each rate but those of what happened to be', () => {
    for (const { measure, count } of claims.rates)
      if (!measure.endsWith('by look')) expect(count).toBeGreaterThanOrEqual(500);
  });

  it('says that it is right at 95% of the answers of every family, and why: where one head looks', () => {
    const heads = [...new Set(claims.rates.flatMap(({ labels: { head } }) => (head ? [head] : [])))];
    let looking = 0;
    for (const family of families) {
      const learned = shareOf('accuracy', { family, attention: 'learned' });
      expect(learned).toBeGreaterThanOrEqual(0.95);
      const chance = shareOf('chance', { family });
      for (const attention of ['uniform', 'shuffled', 'cut'])
        expect(shareOf('accuracy', { family, attention })).toBeLessThan(learned - 0.5);
      const looks = heads.map((head) => shareOf('looks right', { family, head }));
      const best = heads[looks.indexOf(Math.max(...looks))] as string;
      if (Math.max(...looks) >= 0.9) looking += 1;
      expect(shareOf('accuracy without', { family, head: best })).toBeLessThan(chance + 0.1);
      // What gathers in the first layer is as needed; the second layer's other head is not.
      const others = heads.filter((head) => head !== best && String(head).startsWith('1.'));
      for (const head of others)
        expect(shareOf('accuracy without', { family, head })).toBeGreaterThan(learned - 0.1);
    }
    expect(looking).toBeGreaterThanOrEqual(4);
  });

  it('says that what was learned in one direction is not known in the other', () => {
    expect(shareOf('order', { order: 'forward' })).toBeGreaterThan(0.95);
    expect(shareOf('order', { order: 'backward' })).toBeGreaterThan(0.95);
    expect(shareOf('order', { order: 'reversed' })).toBeLessThan(0.1);
  });

  it('has every kind of distractor, and fewer stories that survive all of them than cases', () => {
    for (const kind of distractors) expect(shareOf('by kind', { kind })).toBeGreaterThan(0.5);
    expect(shareOf('macro', {})).toBeLessThan(shareOf('micro', {}));
  });
});

describe('any text', () => {
  it('is accepted as people write it; unknown words are visibly so, and near ones offered', async () => {
    const model = await engine.openStory();
    const prompt = 'The xylophone is in the kitchn. Where is the Key?';
    expect((await model.tokenize(prompt)).map(({ text }) => text).join(' ')).toBe(
      'the <unk> is in the <unk> . where is the key ?',
    );
    expect(await unknownWords(model, prompt)).toEqual([
      { word: 'xylophone', nearest: [] },
      { word: 'kitchn', nearest: ['kitchen'] },
    ]);
    expect(await unknownWords(model, 'The key is red.')).toEqual([]);
    await model.dispose();
  });

  it('goes on on the command line, with a note', async () => {
    const options = ['--model', 'story', '--max-tokens', '1', '--temperature', '0', '--prompt'];
    const { stdout, stderr } = await cli('generate', ...options, 'Ana met Ben. He was tired. Who was tired?');
    expect(stdout).toBe('<unk> met ben . he was tired . who was tired ? ben\n');
    expect(stderr).toMatch(/^unknown to this model: "Ana"; near it are .*anna/);
  });
});

describe('the heads', () => {
  const prompt = 'The key is in the box. Ben took the key to the hall. Where is the key? In the';

  it('are shown by scores, looks and effects', async () => {
    const { stdout } = await cli('heads', '--model', 'story', '--prompt', prompt, '--json');
    const { tokens, answer, heads } = JSON.parse(stdout);
    expect(answer).toMatchObject({
      word: 'hall',
      isDecided: true,
      position: tokens.length,
      antecedents: [13],
    });
    expect(heads.length).toBe(4);
    const [looking] = heads.filter(
      ({ layer, head }: { layer: number; head: number }) => layer === 1 && head === 1,
    );
    expect(looking.most).toBe(13);
    expect(looking.look).toBeGreaterThan(0.5);
    expect(looking.effects.zero).toBeLessThan(-1);
    for (const { scores, effects } of heads) {
      expect(Object.keys(scores).length).toBe(6);
      expect(Object.keys(effects)).toEqual(['zero', 'uniform', 'shuffled']);
    }
  });

  it('agree with interventions one by one', async () => {
    const model = await engine.openStory();
    const token = (await model.vocabulary()).indexOf('hall');
    const ids = (await model.tokenize(prompt)).map(({ id }) => id);
    const { effects } = await model.heads({
      prompt,
      question: { position: ids.length, token, antecedents: [13] },
    });
    const chance = async (interventions: Parameters<typeof model.judge>[0]['interventions'] = []) => {
      const { probabilities } = await model.judge({
        prompt,
        questions: [{ position: ids.length, token }],
        interventions,
      });
      return Math.log(probabilities[0] as number);
    };
    const before = await chance();
    for (let i = 0; i < 4; ++i) {
      const at = { layer: i >> 1, head: i & 1 };
      const [zero, uniform, shuffled] = effects.subarray(3 * i);
      expect(zero).toBeCloseTo((await chance([{ kind: 'head', ...at, to: 'zero' }])) - before, 3);
      expect(uniform).toBeCloseTo((await chance([{ kind: 'pattern', ...at, to: 'uniform' }])) - before, 3);
      expect(shuffled).toBeCloseTo(
        (await chance([{ kind: 'pattern', ...at, to: 'shuffled', seed: 1 }])) - before,
        3,
      );
    }
    await model.dispose();
  });

  it('print as a table, and say where nothing is decided', async () => {
    const { stdout } = await cli('heads', '--model', 'story', '--prompt', 'the sun is warm and');
    expect(stdout).toMatch(/^the next word: \S+, which the model would say: the text decides nothing\n/);
    expect(stdout.split('\n').length).toBe(7);
  });
});

describe('node dist/cli.js claims', () => {
  it('prints rates with their counts, the same for the same seed', async () => {
    const { stdout, status } = await cli(
      'claims',
      '--json',
      '--cases',
      '12',
      '--seed',
      '7',
      '--model',
      'story',
    );
    expect(status).toBe(0);
    const { model, cases, seed, rates } = JSON.parse(stdout);
    expect({ model, cases, seed }).toEqual({ model: 'story', cases: 12, seed: 7 });
    for (const rate of rates) {
      expect(Object.keys(rate)).toEqual(['claim', 'measure', 'labels', 'right', 'count']);
      expect(rate.right).toBeLessThanOrEqual(rate.count);
    }
    expect([...new Set(rates.map(({ claim }: { claim: string }) => claim))]).toEqual([
      'helps',
      'misled',
      'misses',
    ]);
    const again = await cli('claims', '--json', '--cases', '12', '--seed', '7');
    expect(again.stdout).toBe(stdout);
  });

  it('can be stopped on the way', async () => {
    const model = await engine.openStory();
    const stop = new AbortController();
    const measuring = engine.measureClaims(model, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(measuring).rejects.toThrow(/abort/i);
    await model.dispose();
  });

  it('refuses with one line and status 2', async () => {
    for (const [option, value, message] of [
      ['--cases', '0', /^pay-attention: --cases must be a whole number from 1 to 100000, not 0\n$/],
      ['--seed', 'x', /^pay-attention: --seed must be a whole number from 0 to 4294967295, not "x"\n$/],
      [
        '--model',
        'nowhere',
        /^pay-attention: --model "nowhere\/config.json" cannot be read: there is no such file\n$/,
      ],
    ] as const) {
      const { stderr, status } = await cli('claims', option, value);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    }
    const small = await engine.createModel({
      text: 'a b',
      tokenizer: 'words',
      layers: 1,
      heads: 1,
      dModel: 4,
    });
    await expect(engine.measureClaims(small)).rejects.toThrow(
      'model must know the words of the story world, not lack',
    );
    await small.dispose();
  });
});
