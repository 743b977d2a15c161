// The instrument in each of the places it is published for: the site, the single file from disk, somebody's post.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { drawnWord, Instrument, readUnderNode, rowOf, shows } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const dist = `${import.meta.dirname}/../../dist`;
const sentence = 'The quick brown fox jumps over the lazy dog';

// Alone in a folder, as a reader has it who was handed the one file.
const folder = mkdtempSync(join(tmpdir(), 'pay-attention-'));
afterAll(() => rmSync(folder, { recursive: true }));
copyFileSync(`${dist}/pay-attention.html`, join(folder, 'pay-attention.html'));

const places = {
  'the site under a sub-path': servers.post,
  'the single file from disk': `${pathToFileURL(join(folder, 'pay-attention.html')).href}#model=post`,
  'a post on another origin': servers.fixture('post.html'),
};

function expectShown(numbers: string[], values: number[]) {
  expect(numbers).toHaveLength(values.length);
  for (const [i, value] of values.entries()) {
    expect(numbers[i], `number ${i}`).toSatisfy((text: string) => shows(text, value));
  }
}

describe.each(Object.entries(places))('%s', (_, address) => {
  beforeEach(async () => {
    await browser.open(address);
    await instrument.settled(sentence);
  });

  test('shows the weights that the core computes', async () => {
    const reading = await instrument.reading();
    expect(reading).toEqual(await readUnderNode(await instrument.state()));

    const weights = rowOf(reading.pattern, await instrument.pinned());
    expectShown(await instrument.numbers(), weights);
  });

  test('shows the probabilities of the next words', async () => {
    const reading = await instrument.reading();
    const probabilities = rowOf(reading.probabilities, await instrument.pinned());
    const words = await instrument.candidates();
    const numbers = await instrument.candidateNumbers();
    expect(words.length).toBeGreaterThan(0);
    for (const [i, word] of words.entries()) {
      const possible = probabilities.filter((_, j) => reading.vocabulary[reading.outcomes[j] ?? -1] === word);
      expect(numbers[i], word).toSatisfy((text: string) => possible.some((value) => shows(text, value)));
    }
  });

  test('takes text from the keyboard', async () => {
    await instrument.write('a cat sat on a mat');
    await instrument.settled('a cat sat on a mat');
    const reading = await instrument.reading();
    expect(reading).toEqual(await readUnderNode(await instrument.state()));
    await browser.type(' too');
    await instrument.settled('a cat sat on a mat too');
  });

  test('samples the word that the reading says, and takes it back', async () => {
    const pinned = await instrument.pinned();
    const next = drawnWord(await instrument.reading(), pinned);
    await browser.click(instrument.path('button.sample'));
    await instrument.settled([...sentence.split(' ').slice(0, pinned + 1), next].join(' '));
    const reading = await instrument.reading();
    const state = await instrument.state();
    expect(state).toMatchObject({ sentence, sampled: [{ text: next }] });
    expect(reading).toEqual(await readUnderNode(state));

    await browser.click(instrument.path('button.undo'));
    await instrument.settled(sentence);
    expect((await instrument.state()).sampled).toEqual([]);
  });

  test('follows the word that is pinned by a click', async () => {
    await browser.click(instrument.path('button.token[data-position="3"]'));
    await expect.poll(instrument.pinned).toBe(3);
    const weights = rowOf((await instrument.reading()).pattern, 3);
    expectShown(await instrument.numbers(), weights);
  });

  test('says in words what is wrong with the input, and recovers', async () => {
    await instrument.write('');
    await expect.poll(instrument.alert).toBe('Write at least one word.');
    await instrument.write('back again');
    await instrument.settled('back again');
    expect(await instrument.alert()).toBe('');

    await instrument.enter('input[name="seed"]', 'abc');
    await expect.poll(instrument.alert).toContain('abc');
    await instrument.enter('input[name="seed"]', '7');
    await expect.poll(instrument.alert).toBe('');
    expect(await instrument.reading()).toEqual(await readUnderNode(await instrument.state()));

    await instrument.paste(Array.from({ length: 300 }, (_, i) => `word${i}`).join(' '));
    await expect.poll(instrument.alert).toContain('256');
    await instrument.paste(sentence);
    await instrument.settled(sentence);
    expect(await instrument.alert()).toBe('');
  });

  test('takes markup for the text it is', async () => {
    const markup = '<img src=x onerror=globalThis.broken=1> <script>globalThis.broken=1</script> &amp;';
    await instrument.write(markup);
    await instrument.settled(markup);
    const { images, broken } = await browser.evaluate(() => {
      const root = document.querySelector('pay-attention')?.shadowRoot;
      return { images: root?.querySelectorAll('img, script').length, broken: 'broken' in globalThis };
    });
    expect({ images, broken }).toEqual({ images: 0, broken: false });
  });

  test('agrees with the command line', async () => {
    const state = await instrument.state();
    const sentences = [sentence, ...state.corpus].flatMap((text) => ['--sentence', text]);
    const options = [...sentences, '--seed', String(state.seed), '--corrected', state.corrected];
    const run = JSON.parse(
      execFileSync('node', [`${dist}/cli.js`, 'blog', '--json', '--word', 'jumps', ...options], {
        encoding: 'utf8',
      }),
    );
    const reading = await instrument.reading();
    expect(run.sentences[0].probabilities).toEqual(rowOf(reading.probabilities, 4));
    expect(run.sentences[0].weights).toEqual(rowOf(reading.weights, 4));
  });
});
