// `draw` as a reader calls it: the file is XML, and its numbers are the model's.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEngine } from 'pay-attention';
import { expect, it } from 'vitest';
import { partNames } from '../../web/src/element/parts.ts';
import { count, decimal, share } from '../../web/src/views/numbers.ts';
import { cli } from './cli.ts';

const prompt = 'anna put the key in the drawer . where is the key ? in the';
const folder = mkdtempSync(join(tmpdir(), 'draw-'));

/** As its header says. */
function sizeOfPng(path: string): number[] {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const draw = (...others: string[]) => cli('draw', '--model', 'story', '--prompt', prompt, ...others);

/** The texts of an SVG in their order, as libxml finds them. */
function textsIn(path: string): string[] {
  const query = '//*[local-name()="text"]/text()';
  return execFileSync('xmllint', ['--nonet', '--xpath', query, path], { encoding: 'utf8' })
    .trim()
    .replaceAll('&lt;', '<')
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

it('draws all ten parts, the losses and the table with the model’s numbers', async () => {
  const path = join(folder, 'parts.svg');
  const { status } = await draw('--show', partNames.join(','), '--out', path);
  expect(status).toBe(0);
  const model = await (await loadEngine()).openStory();
  const { ids } = await model.inspect({ prompt });
  const questions = Array.from(ids.slice(1), (token, i) => ({ position: i + 1, token }));
  const { probabilities } = await model.judge({ prompt, questions });
  const texts = textsIn(path);
  expect(texts.join(' ')).toContain(prompt);
  const begin = texts.indexOf('The loss at each token, in nats') + 1;
  const losses = Array.from(probabilities, (probability) => (-Math.log(probability)).toFixed(2));
  expect(texts.slice(begin, begin + 2 * ids.length)).toEqual(
    prompt.split(' ').flatMap((word, i) => [word, ['–', ...losses][i]]),
  );
  // The whole pattern, a row for each query: of parts that are maps, the table is of that.
  const { head } = await model.inspect({ prompt, head: { layer: 0, head: 0 } });
  const last = Array.from(head?.pattern.data.slice(-ids.length) ?? [], (weight) => decimal(weight, 4));
  expect(texts.join(' ')).toContain(`the ${last.join(' ')}`);
  await model.dispose();
});

it('draws a head forming, at every step that there is a snapshot of, in a file that moves by itself', async () => {
  const path = join(folder, 'forming.svg');
  const { status, stderr } = await draw('--forming', '--show', 'arcs', '--head', '1.1', '--out', path);
  expect([status, stderr]).toEqual([0, '']);
  const svg = readFileSync(path, 'utf8');
  expect(svg).not.toMatch(/<script|href=|url\(/);
  const engine = await loadEngine();
  const steps = await engine.storySteps();
  const texts = textsIn(path);
  const words = prompt.split(' ');
  for (const step of steps) {
    const model = await engine.openStory({ step });
    const { head } = await model.inspect({ prompt, head: { layer: 1, head: 1 } });
    const weights = Array.from(head?.pattern.data.slice(-words.length) ?? [], share);
    const begin = texts.indexOf(step === 0 ? 'before training' : `after ${count(step, 'step')}`);
    expect(texts.slice(begin + 1, begin + 1 + 2 * words.length), String(step)).toEqual(
      words.flatMap((word, i) => [word, weights[i]]),
    );
    await model.dispose();
  }
  expect(svg.match(/@keyframes/g)).toHaveLength(steps.length);
});

it('draws a card for a link, as an SVG and as a PNG of 1200 × 630', async () => {
  const paths = ['svg', 'png'].map((ending) => join(folder, `card.${ending}`)) as [string, string];
  for (const path of paths) {
    const { status, stderr } = await draw(
      '--card',
      '--title',
      'It looks back',
      '--head',
      '1.1',
      '--out',
      path,
    );
    expect([status, stderr]).toEqual([0, '']);
  }
  expect(readFileSync(paths[0], 'utf8')).toMatch(/^<\?xml .*<svg [^>]*width="1200" height="630"/s);
  expect(textsIn(paths[0])).toEqual(expect.arrayContaining(['It looks back', 'drawer']));
  expect(sizeOfPng(paths[1])).toEqual([1200, 630]);
});

it('says what is missing where no library makes pixels', async () => {
  const alone = join(folder, 'alone.mjs');
  copyFileSync(join(import.meta.dirname, '../../dist/cli.js'), alone);
  const args = ['draw', '--model', 'story', '--prompt', prompt, '--card', '--out', join(folder, 'alone.png')];
  const { status, stderr } = spawnSync(process.execPath, [alone, ...args], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^[^\n]*npm install @resvg\/resvg-js[^\n]*\n$/),
  ]);
});

it('the page names its card, which is there', () => {
  const dist = join(import.meta.dirname, '../../dist');
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const meta = (name: string) => new RegExp(`"og:${name}"\\s+content="([^"]+)"`).exec(html)?.[1] ?? '';
  expect(sizeOfPng(join(dist, meta('image')))).toEqual(
    [meta('image:width'), meta('image:height')].map(Number),
  );
  expect(meta('description')).not.toBe('');
});

it.each([
  [['--card', '--forming'], '--card is one picture: leave --forming out'],
  [['--title', 'x'], '--title is of --card'],
  [
    ['--show', 'tables'],
    '--show must be some of sentence, arcs, matrix, heads, pair, bars, lens, losses, table, summary, not "tables"',
  ],
  [['--forming', '--step', '500'], '--forming draws every step: leave --step out'],
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
