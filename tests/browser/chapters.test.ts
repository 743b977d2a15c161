// The chapters below the instrument: they follow it, change it, and say what is wrong where it was done.
import { readFileSync } from 'node:fs';
import { loadEngine } from 'pay-attention';
import { beforeEach, describe, expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { drawnWord, Instrument, shows } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const sentence = 'The quick brown fox jumps over the lazy dog';

const textsOf = (selector: string) =>
  browser.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(selector), (element) => element.textContent?.trim() ?? ''),
    selector,
  );

/** Brings a figure into sight and waits until something is in it. */
async function reach(figure: string): Promise<void> {
  await expect
    .poll(() =>
      browser.evaluate((figure) => {
        const element = document.querySelector(figure);
        element?.scrollIntoView({ behavior: 'instant', block: 'start' });
        return element?.querySelector('button, input, table, pre') !== null;
      }, figure),
    )
    .toBe(true);
}

const say = (figure: string) => textsOf(`${figure} .say`);

beforeEach(async () => {
  await browser.setViewport(1280, 900);
  await browser.open(servers.post);
  await instrument.settled(sentence);
});

describe('what follows a sample', () => {
  async function sampleTwice(): Promise<void> {
    await browser.click(instrument.path('button.token[data-position="2"]'));
    for (const count of [1, 2]) {
      await browser.click(instrument.path('button.sample'));
      await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(count);
      await expect.poll(instrument.words).toHaveLength(3 + count);
    }
  }

  test('a word stands where it was predicted: behind the pinned word, with the vectors it had', async () => {
    await browser.click(instrument.path('button.token[data-position="2"]'));
    await expect.poll(instrument.pinned).toBe(2);
    const before = await instrument.reading();
    await browser.click(instrument.path('button.sample'));
    await instrument.settled(`The quick brown ${drawnWord(before, 2)}`);
    const { vocabulary, embeddings } = await instrument.reading();
    expect({ vocabulary, embeddings }).toEqual({
      vocabulary: before.vocabulary,
      embeddings: before.embeddings,
    });
    expect(await instrument.said()).toContain('goes on after “brown”');
  });

  test('undo takes the words back, and what they took the place of comes again with its pin', async () => {
    await sampleTwice();
    expect(await instrument.pinned()).toBe(4);
    await browser.click(instrument.path('button.undo'));
    await expect.poll(instrument.pinned).toBe(3);
    await browser.click(instrument.path('button.undo'));
    await expect.poll(instrument.pinned).toBe(2);
    await instrument.settled(sentence);
  });

  test('another seed starts the sentence again', async () => {
    await sampleTwice();
    await browser.click(instrument.path('button.reseed'));
    await instrument.settled(sentence);
    expect(await instrument.alert()).toBe('');
    expect(await instrument.pinned()).toBe(2);
  });
});

describe('the softmax figure', () => {
  test('overflows without the subtraction, and says so', async () => {
    await reach('softmax-figure');
    await browser.evaluate(() => {
      const temperature = document.querySelector<HTMLInputElement>(
        'softmax-figure input[name="temperature"]',
      );
      if (!temperature) throw new Error('no temperature');
      temperature.value = '-3';
      temperature.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await expect
      .poll(() => say('softmax-figure'))
      .toEqual([expect.stringContaining('“fox” has the largest share, 1.0')]);
    await browser.click('softmax-figure input[type="checkbox"]');
    await expect.poll(() => say('softmax-figure')).toEqual([expect.stringContaining('∞ ÷ ∞ is no share')]);
    await browser.click('softmax-figure button');
    await expect
      .poll(() => say('softmax-figure'))
      .toEqual([expect.stringContaining('“fox” has the largest share, .16')]);
  });
});

describe('the prediction figure', () => {
  test('shows the draw and the word that it falls on', async () => {
    await reach('prediction-figure');
    const { draw } = await instrument.reading();
    await expect.poll(() => say('prediction-figure')).toEqual([expect.stringContaining(draw.toFixed(4))]);
    const [chosen] = await textsOf('prediction-figure .candidate.chosen .word');
    expect(await say('prediction-figure')).toEqual([expect.stringContaining(`“${chosen}”`)]);
  });
});

describe('the run figure', () => {
  const options = {
    sentences: [sentence, 'She sells seashells by the seashore', 'I love to eat pizza with extra cheese'],
  };

  test('draws what the engine draws, as published and with every switch on its own', async () => {
    await reach('run-figure');
    const engine = await loadEngine();
    for (const corrected of ['none', 'all']) {
      await browser.click(`run-figure button[value="${corrected}"]`);
      const published = (await engine.runPost(options)).sentences;
      const chosen = (await engine.runPost({ ...options, corrected })).sentences;
      await expect
        .poll(() => textsOf('run-figure .sentence b'))
        .toEqual(published.flatMap(({ predicted }, i) => [predicted, chosen[i]?.predicted]));
    }
    for (const name of ['normalisation', 'context', 'query', 'values', 'lookup']) {
      await browser.evaluate((name) => {
        document.querySelector<HTMLInputElement>(`run-figure input[value="${name}"]`)?.click();
      }, name);
      await expect.poll(async () => (await instrument.state()).corrected).not.toContain(name);
      await browser.evaluate((name) => {
        document.querySelector<HTMLInputElement>(`run-figure input[value="${name}"]`)?.click();
      }, name);
      await expect.poll(async () => (await instrument.state()).corrected).toBe('all');
    }
  });

  test('shows the engine’s weights', async () => {
    await reach('run-figure');
    const run = await (await loadEngine()).runPost(options);
    const numbers = await textsOf('run-figure .sentence:nth-of-type(n) tbody td:nth-child(2) .number');
    const weights = run.sentences.flatMap(({ pattern }) => Array.from(pattern.data));
    expect(numbers).toHaveLength(weights.length);
    for (const [i, weight] of weights.entries()) expect(shows(numbers[i], weight), numbers[i]).toBe(true);
  });

  test('says what is wrong beside the sentence that was emptied', async () => {
    await reach('run-figure');
    await browser.evaluate(() => {
      const [, second] = document.querySelectorAll<HTMLInputElement>('run-figure .sentence input');
      if (!second) throw new Error('no second sentence');
      second.value = ' ';
      second.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect.poll(() => textsOf('run-figure .error')).toEqual([expect.stringContaining('sentence 2')]);
  });
});

describe('a claim', () => {
  const bars = () => textsOf('claim-figure[name="misled"] .rates .number');

  test('shows the rates that were measured', async () => {
    const { rates } = JSON.parse(readFileSync(`${import.meta.dirname}/../../web/story/claims.json`, 'utf8'));
    const measures = ['undistracted', 'micro', 'macro', 'by kind', 'by place'];
    const expected = measures.flatMap((wanted) =>
      rates
        .filter(({ measure }: { measure: string }) => measure === wanted)
        .map(
          ({ right, count }: { right: number; count: number }) => `${((100 * right) / count).toFixed(1)}%`,
        ),
    );
    await reach('claim-figure[name="misled"]');
    expect((await bars()).sort()).toEqual(expected.sort());
  });

  test('says to its examples what the model says', async () => {
    await reach('claim-figure[name="misses"]');
    const said = () => textsOf('claim-figure[name="misses"] .told b');
    await expect.poll(said).toHaveLength(4);
    const engine = await loadEngine();
    const model = await engine.openStory();
    const vocabulary = await model.vocabulary();
    const told = await textsOf('claim-figure[name="misses"] .told > span:first-child');
    const expected = await Promise.all(
      told.map(async (prompt) => {
        const { probabilities } = await model.nextToken({ prompt });
        return vocabulary[probabilities.indexOf(Math.max(...probabilities))];
      }),
    );
    expect(await said()).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(1);
  });

  test('has examples that take the sentence’s place, and Back brings that back', async () => {
    await reach('claim-figure[name="helps"]');
    const tries = () => textsOf('claim-figure[name="helps"] .try');
    await expect.poll(tries).toHaveLength(2);
    await browser.evaluate(() => {
      const [, second] = document.querySelectorAll<HTMLElement>('claim-figure[name="helps"] .try');
      second?.click();
    });
    await instrument.settled('anna met ben . she was hungry and ate some');
    expect(await instrument.state()).toMatchObject({ model: 'story', head: { layer: 1, head: 1 } });
    await browser.evaluate(() => history.back());
    await instrument.settled(sentence);
    expect(await instrument.state()).toMatchObject({ model: 'post' });
  });
});
