// Stories, what a typed text decides, and the words that are alike, as the engine and the command line have them.
import { families, loadEngine, nearestWords, orders } from 'pay-attention';
import { describe, expect, it } from 'vitest';
import './breathe.ts';
import { cli } from './cli.ts';

const engine = await loadEngine();
const wordsOf = (text: string) => text.split(' ');

describe('stories', () => {
  it('come as many as are wanted, the families in turns, and go on where others ended', async () => {
    const stories = await engine.tellStories({ seed: 3, count: 12 });
    expect(stories.map(({ family }) => family)).toEqual([...families, ...families]);
    expect(await engine.tellStories({ seed: 3, first: 6, count: 6 })).toEqual(stories.slice(6));
    for (const { words, answers } of stories) {
      for (const { position, word, antecedents } of answers) {
        expect(words[position]).toBe(word);
        expect(Math.max(...antecedents)).toBeLessThan(position);
      }
    }
  });

  it('are refused by what is wrong with the wish', async () => {
    const refused: [Parameters<typeof engine.tellStories>[0], string][] = [
      [{ family: 'whom' }, 'family must be one of where, who, pronoun, colour, pair, likes, not "whom"'],
      [{ count: 0 }, 'count must be a whole number from 1 to 100000, not 0'],
      [{ count: 'many' }, 'count must be a whole number from 1 to 100000, not "many"'],
      [{ seed: -1 }, 'seed must be a whole number from 0 to 4294967295, not -1'],
      [{ set: 'order:backward', family: 'who' }, 'family must be likes for the set order:backward, not who'],
    ];
    for (const [options, message] of refused)
      await expect(engine.tellStories(options)).rejects.toThrow(message);
    await expect(engine.tellStories({ set: 'test' })).rejects.toThrow(
      /^set must be one of train, held-out, .* not "test"$/,
    );
  });
});

describe('what is typed', () => {
  it('is understood where it decides what comes next', async () => {
    const [answer] = await engine.understand(wordsOf('the key is in the box . where is the key ? in the'));
    expect(answer).toEqual({ position: 14, word: 'box', family: 'where', antecedents: Int32Array.of(5) });
    expect(await engine.understand(wordsOf('the quick brown fox jumps over the'))).toEqual([]);
    expect(await engine.understand([])).toEqual([]);
  });

  it('has words that others can stand in for', async () => {
    expect(await engine.wordsLike('red')).toContain('blue');
    expect((await engine.wordsLike('anna')).length).toBe(24);
    expect(await engine.wordsLike('the')).toEqual([]);
  });

  it('has near words that are known', () => {
    const known = ['<unk>', 'kitchen', 'kite', 'key', '.', 'hall'];
    expect(nearestWords('Kitchn', known)).toEqual(['kitchen']);
    expect(nearestWords('kye', known)[0]).toBe('key');
    expect(nearestWords('xylophone', known)).toEqual([]);
  });
});

describe('node dist/cli.js stories', () => {
  it('prints what was told, and with --json the answers and what decides them', async () => {
    const options = ['stories', '--seed', '3', '--count', '2', '--family', 'colour', '--set', 'held-out'];
    const { stdout, status } = await cli(...options, '--json');
    expect(status).toBe(0);
    const stories = JSON.parse(stdout);
    expect(stories.length).toBe(2);
    for (const story of stories) {
      expect(Object.keys(story)).toEqual(['family', 'set', 'words', 'answers']);
      expect(story).toMatchObject({ family: 'colour', set: 'held-out' });
      for (const answer of story.answers) {
        expect(Object.keys(answer)).toEqual(['position', 'word', 'antecedents']);
        expect(story.words[answer.position]).toBe(answer.word);
      }
    }
    const { stdout: text } = await cli(...options);
    expect(text).toBe(stories.map(({ words }: { words: string[] }) => `${words.join(' ')}\n`).join(''));
  });

  it('has every set', async () => {
    for (const set of [
      'train',
      'held-out',
      ...orders.map((order) => `order:${order}`),
      'reworded:unseen-far',
    ]) {
      const { stdout, status } = await cli('stories', '--set', set, '--json');
      expect(status).toBe(0);
      expect(JSON.parse(stdout)[0].set).toBe(set);
    }
  });

  it('refuses with one line and status 2', async () => {
    for (const [option, value, message] of [
      ['--family', 'x', /^pay-attention: --family must be one of .*, not "x"\n$/],
      ['--set', 'distractor:x', /^pay-attention: --set must be one of .*, not "distractor:x"\n$/],
      ['--count', '1.5', /^pay-attention: --count must be a whole number from 1 to 100000, not 1.5\n$/],
      ['--seed', 'x', /^pay-attention: --seed must be a whole number .*, not "x"\n$/],
    ] as const) {
      const { stderr, status } = await cli('stories', option, value);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    }
  });
});
