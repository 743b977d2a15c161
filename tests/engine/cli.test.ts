// node dist/cli.js, as a reader calls it.
import { describe, expect, it } from 'vitest';
import { loadEngine, row } from '../../web/src/engine/index.ts';
import { cli } from './cli.ts';
import { type GoldenRun, optionsOf, runs, stoppingRuns } from './golden.ts';

function argumentsOf(golden: GoldenRun): string[] {
  const { sentences, ...others } = optionsOf(golden);
  return [
    ...Object.entries(others).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...sentences.flatMap((sentence) => ['--sentence', sentence]),
  ];
}

describe('blog', () => {
  it.each(runs)('prints "$name" byte for byte', async (golden) => {
    expect(await cli('blog', ...argumentsOf(golden))).toEqual({
      status: 0,
      stdout: golden.head.text('printed'),
      stderr: '',
    });
  });

  it('is the post with seed 42 where nothing is given', async () => {
    const golden = runs.find((run) => run.name === 'the post, seed 42');
    expect((await cli('blog')).stdout).toBe(golden?.head.text('printed'));
  });

  it('takes --name=value too', async () => {
    expect(await cli('blog', '--seed=7', '--sentence=the fox')).toEqual(
      await cli('blog', '--seed', '7', '--sentence', 'the fox'),
    );
  });
});

describe('blog --json', () => {
  it('holds every intermediate at full double precision, in this shape', async () => {
    const sentences = ['the fox and 狐', 'the end'];
    const { status, stdout, stderr } = await cli(
      'blog',
      '--json',
      '--seed',
      '7',
      ...sentences.flatMap((s) => ['--sentence', s]),
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.endsWith('}\n')).toBe(true);
    const run = await (await loadEngine()).runPost({ seed: 7, sentences });
    expect(JSON.stringify(JSON.parse(stdout))).toBe(
      JSON.stringify({
        seed: 7,
        vocabulary: ['the', 'fox', 'and', '狐', 'end'],
        embeddings: [0, 1, 2, 3, 4].map((i) => Array.from(row(run.embeddings, i))),
        sentences: run.sentences.map((s) => ({
          sentence: s.sentence,
          words: s.words,
          context: s.words.slice(-3),
          query: Array.from(s.queries.data),
          scores: Array.from(s.scores.data),
          weights: Array.from(s.weights.data),
          probabilities: Array.from(s.probabilities.data),
          cumulative: Array.from(s.cumulative.data),
          draw: s.draw,
          index: s.chosen[0],
          predicted: s.predicted,
        })),
      }),
    );
  });

  it('names the seed that stands where none is given', async () => {
    expect(JSON.parse((await cli('blog', '--json')).stdout).seed).toBe(42);
  });
});

const commands = 'blog, train, generate, inspect, draw, heads, describe, convert, claims, stories';

describe('bad arguments', () => {
  const options = '--seed, --dimensions, --context, --word, --sentence, --corrected, --json';
  const seedRange = '--seed must be a whole number from 0 to 4294967295';
  it.each([
    [[], `command must be one of ${commands}, not none; --help lists their options`],
    [['log'], `command must be one of ${commands}, not "log"; --help lists their options`],
    [['blog', '--sed', '1'], `"--sed" is not an option: expected ${options}`],
    [['blog', 'fox'], `"fox" is not an option: expected ${options}`],
    [['blog', 'two\nlines'], `"two\\nlines" is not an option: expected ${options}`],
    [['blog', '--toString=1'], `"--toString=1" is not an option: expected ${options}`],
    [['blog', '--seed'], '--seed must be followed by a value'],
    [['blog', '--seed', '1', '--seed', '2'], '--seed is given twice'],
    [['blog', '--json=a\nb'], '--json takes no value, not "a\\nb"'],
    [['blog', '--seed', '-1'], `${seedRange}, not -1`],
    [['blog', '--seed', '4294967296'], `${seedRange}, not 4294967296`],
    [['blog', '--seed', '1.5'], `${seedRange}, not 1.5`],
    [['blog', '--seed', 'x\ny'], `${seedRange}, not "x?y"`],
    [['blog', '--seed', ''], `${seedRange}, not ""`],
    [['blog', '--seed', '0x10'], `${seedRange}, not "0x10"`],
    [['blog', '--dimensions', '0'], '--dimensions must be a whole number from 1 to 1024, not 0'],
    [['blog', '--context', 'two'], '--context must be a whole number from 0 to 100000, not "two"'],
    [
      ['blog', '--word', 'wolf'],
      '--word "wolf" is not in the vocabulary: it must be one of the sentences\' words',
    ],
    [['blog', '--sentence', ' '], '--sentence must have at least one word, not " "'],
    [
      ['blog', '--corrected', 'everything'],
      '--corrected must be all, none, or a list of normalisation, context, query, values, lookup, not "everything"',
    ],
    ...stoppingRuns.map((golden): [string[], string] => [
      ['blog', ...argumentsOf(golden)],
      `lookup must be corrected for this sentence: position ${golden.head.text('stops')} was drawn and is read as an ` +
        "index of the vocabulary, which ends at 1; the post's program stops here with a KeyError",
    ]),
  ])('%j: one line on stderr, status 2', async (args, message) => {
    expect(await cli(...args)).toEqual({ status: 2, stdout: '', stderr: `pay-attention: ${message}\n` });
  });
});

it('--help lists the options', async () => {
  const { status, stdout, stderr } = await cli('--help');
  expect([status, stderr]).toEqual([0, '']);
  for (const name of ['seed', 'dimensions', 'context', 'word', 'sentence', 'corrected', 'json']) {
    expect(stdout).toContain(`--${name} `);
  }
});
