// `draw` as a reader calls it: the file is XML, and its numbers are the model's.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEngine } from 'pay-attention';
import { expect, it } from 'vitest';
import { share } from '../../web/src/views/numbers.ts';
import { cli } from './cli.ts';

const prompt = 'anna put the key in the drawer . where is the key ? in the';
const folder = mkdtempSync(join(tmpdir(), 'draw-'));

const draw = (...others: string[]) => cli('draw', '--model', 'story', '--prompt', prompt, ...others);

/** The texts of an SVG in their order, as libxml finds them. */
function textsIn(path: string): string[] {
  const query = '//*[local-name()="text"]/text()';
  return execFileSync('xmllint', ['--nonet', '--xpath', query, path], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

it('writes a file whose weights and chances are those of the model, with heads knocked out', async () => {
  const path = join(folder, 'figure.svg');
  const { status, stderr } = await draw('--head', '1.1', '--knock-out', '0.1', '--out', path);
  expect([status, stderr]).toEqual([0, '']);
  const model = await (await loadEngine()).openStory();
  const interventions = [{ kind: 'head', layer: 0, head: 1, to: 'zero' }] as const;
  const { head, draws } = await model.inspect({
    prompt,
    head: { layer: 1, head: 1 },
    seed: 1,
    interventions,
  });
  if (!head || !draws) throw new Error('asked for');
  const words = prompt.split(' ');
  const weights = Array.from(head.pattern.data.slice(-words.length), share);
  const texts = textsIn(path);
  expect(texts.slice(0, 2 * words.length)).toEqual(words.flatMap((word, i) => [word, weights[i]]));
  const likeliest = Math.max(...draws.probabilities.data.slice(-model.info.config.vocabSize));
  expect(texts[2 * words.length + 2]).toBe(share(likeliest));
  await model.dispose();
});

it('prints every part, of the model at an earlier step, and of the post’s model', async () => {
  const { stdout, status } = await draw(
    '--show',
    'heads, lens pair matrix',
    '--step',
    '500',
    '--theme',
    'dark',
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(/^<\?xml .*fill="#161614".*<\/svg>\n$/s);
  const post = await cli('draw', '--model', 'post', '--prompt', 'to be or not to be');
  expect(post.stdout).toContain('>not</text>');
});

it.each([
  [['--show', 'table'], '--show must be some of arcs, matrix, heads, pair, bars, lens, not "table"'],
  [['--theme', 'blue'], '--theme must be light or dark, not "blue"'],
  [['--width', '10'], '--width must be a number of pixels from 240 to 4000, not 10'],
  [['--head', 'a'], '--head must be a layer and one of its heads, as in 0.1, not "a"'],
  [['--knock-out', '5.5'], '--knock-out must be heads from 0.0 to 1.1, not "5.5"'],
  [['--query', '99'], '--query must be a whole number from 0 to 14, the last word, not 99'],
  [['--step', '7'], '--step must be one of 0, 500'],
])('refuses %j in a line', async (args, message) => {
  const { status, stderr, stdout } = await draw(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('says why a file cannot be written', async () => {
  const { status, stderr } = await draw('--out', join(folder, 'none', 'figure.svg'));
  expect(status).toBe(2);
  expect(stderr).toContain('cannot be written: there is no such file');
  expect(() => readFileSync(join(folder, 'none', 'figure.svg'))).toThrow();
});
