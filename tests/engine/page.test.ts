// What the page hands out: the NumPy program that it writes, the tag for a post, the link, the picture.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { embedTag } from '../../web/src/element/embed.ts';
import { initialState, isCorrected, readState, turnSwitch, writeState } from '../../web/src/element/state.ts';
import { loadEngine, type PostOptions, switchNames } from '../../web/src/engine/index.ts';
import { numpyProgram } from '../../web/src/page/numpy/post-program.ts';
import { likeliest } from '../../web/src/views/bars.ts';

const post = [
  'The quick brown fox jumps over the lazy dog',
  'She sells seashells by the seashore',
  'I love to eat pizza with extra cheese',
];
const hard = ['say "no" \\ to  it’s 🦊 fox\u3000né', 'fox fox "fox'];

describe('the bars', () => {
  it('show the most probable, of equal ones the first', () => {
    const all = Float64Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 97) / 97);
    const sorted = [...all.keys()].sort((a, b) => (all[b] ?? 0) - (all[a] ?? 0) || a - b);
    for (const most of [0, 1, 7, 5000]) {
      const shown = likeliest({ probabilities: all, wordOf: (index) => `word ${index}` }, most);
      expect(shown.map(({ index }) => index)).toEqual(sorted.slice(0, most));
    }
    const zeros = likeliest({ probabilities: new Float64Array(3), wordOf: () => undefined }, 2);
    expect(zeros.map(({ index, word, probability }) => [index, word, probability])).toEqual([
      [0, undefined, 0],
      [1, undefined, 0],
    ]);
  });
});

describe('the NumPy program', () => {
  const options: PostOptions[] = [
    { sentences: post, seed: 42, dimensions: 3, context: 2, word: 'fox', corrected: 'none' },
    { sentences: post, seed: 7, dimensions: 5, context: 4, word: 'seashells', corrected: 'all' },
    { sentences: hard, seed: 1, dimensions: 2, context: 0, word: 'fox', corrected: 'lookup,context' },
    { sentences: hard, seed: 3, dimensions: 1, context: 1, word: '"fox', corrected: 'context' },
    ...switchNames.map((corrected) => ({
      sentences: post,
      seed: 11,
      dimensions: 3,
      context: 2,
      word: 'fox',
      corrected,
    })),
  ];

  it.each(options)('prints what the core prints for $corrected, seed $seed', async (option) => {
    const environment = { ...process.env, PYTHONIOENCODING: 'utf-8' };
    const printed = execFileSync('/usr/bin/python3', ['-'], {
      input: numpyProgram(option),
      env: environment,
    });
    expect(printed.toString()).toBe(await (await loadEngine()).printPost(option));
  });
});

describe('the state', () => {
  const state = {
    ...initialState,
    sentence: 'a "b" <c> & d=1 🦊',
    corpus: ['one line', 'another'],
    sampled: [{ text: 'b' }, { text: 'a' }],
    seed: 'x',
    query: 2,
    corrected: 'query,values',
    model: 'stories',
    head: { layer: 1, head: 2 },
  };

  it('comes back from a URL', () => {
    const hash = new URLSearchParams(writeState(state)).toString();
    expect(readState(new URLSearchParams(hash))).toEqual(state);
  });

  it('comes back from a URL where the last word is the query and the page opens with another', () => {
    const base = { ...initialState, query: 3 };
    const hash = String(new URLSearchParams(writeState(initialState, base)));
    expect(readState(new URLSearchParams(hash), base)).toEqual(initialState);
  });

  it('writes nothing but what differs', () => {
    expect(writeState(initialState)).toEqual([]);
    expect(writeState({ ...initialState, seed: 1 })).toEqual([['seed', '1']]);
  });

  it('leaves names alone that are not its own', () => {
    expect(readState(new URLSearchParams('utm_source=x&constructor=y&seed=3'))).toEqual({
      ...initialState,
      seed: 3,
    });
  });

  it('turns one switch at a time', () => {
    expect(turnSwitch('all', 'query')).toBe('normalisation,context,values,lookup');
    expect(turnSwitch('none', 'query')).toBe('query');
    expect(turnSwitch('query', 'query')).toBe('none');
    expect(switchNames.reduce(turnSwitch, 'none')).toBe('all');
    expect(isCorrected('query,values', 'values')).toBe(true);
    expect(isCorrected('query,values', 'lookup')).toBe(false);
  });

  it('reads what was sampled as words, and a head that is none as the text it is', () => {
    expect(readState([['sampled', 'the fox']])).toEqual({
      ...initialState,
      sampled: [{ text: 'the' }, { text: 'fox' }],
    });
    expect(readState([['head', 'last']]).head).toBe('last');
  });

  it('escapes what a tag must not hold', () => {
    expect(
      embedTag({ ...state, model: 'post', head: initialState.head }, { address: 'pay-attention.min.js' }),
    ).toBe(
      '<script src="pay-attention.min.js"></script>\n' +
        '<pay-attention sentence="a &quot;b&quot; &lt;c&gt; &amp; d=1 🦊" seed="x" corpus="one line&#10;another" ' +
        'sampled="b a" corrected="query,values" query="2"></pay-attention>',
    );
  });
});

it('the README’s picture is the one that the build makes: `npm run picture` renews it', () => {
  expect(readFileSync('web/story.svg', 'utf8')).toBe(readFileSync('dist/story.svg', 'utf8'));
});
