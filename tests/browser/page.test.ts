// The site as a page: its links, its keys, small screens, and sentences of every length.
import { beforeEach, describe, expect, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const sentence = 'The quick brown fox jumps over the lazy dog';

const scrollsSideways = () =>
  browser.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });

beforeEach(async () => {
  await browser.setViewport(1280, 800);
  await browser.open(servers.site);
  await instrument.settled(sentence);
});

describe('a link', () => {
  test('brings back the text, the seed, the switches, the sampled words and the pinned word', async () => {
    await instrument.write('green eggs & ham: #1 100% “naïve”');
    await instrument.settled('green eggs & ham: #1 100% “naïve”');
    await instrument.fill('input[name="seed"]', '123');
    await browser.click(instrument.path('button[name="view"][value="matrix"]'));
    await browser.click(instrument.path('button.sample'));
    await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);
    await browser.click(instrument.path('button.token[data-position="2"]'));
    await expect.poll(async () => (await instrument.state()).query).toBe(2);
    const state = await instrument.state();
    expect(state).toMatchObject({ seed: 123, view: 'matrix' });
    const reading = await instrument.reading();

    await expect.poll(() => browser.evaluate(() => decodeURIComponent(location.hash))).toContain('123');
    await browser.open(await browser.evaluate(() => location.href));
    await instrument.settled([state.sentence, ...state.sampled].join(' '));
    expect(await instrument.state()).toEqual(state);
    expect(await instrument.reading()).toEqual(reading);
    expect(await instrument.pinned()).toBe(2);
  });

  test('with nonsense in it still shows a sentence', async () => {
    await browser.open(`${servers.site}#seed=abc&query=99&view=nothing&%E0%A4%A=%&<img>`);
    await expect.poll(async () => (await instrument.words()).length).toBeGreaterThan(0);
  });
});

describe('the keyboard', () => {
  test('moves over the words with arrows and pins with Enter', async () => {
    await browser.click(instrument.path('button.token[data-position="1"]'));
    await expect.poll(instrument.pinned).toBe(1);
    const focused = () =>
      browser.evaluate(() => {
        const active = document.querySelector('pay-attention')?.shadowRoot?.activeElement;
        return (active as HTMLElement | null)?.dataset.position;
      });
    await browser.press('ArrowRight');
    await browser.press('ArrowRight');
    await expect.poll(focused).toBe('3');
    expect(await instrument.pinned()).toBe(1);
    await browser.press('ArrowLeft');
    await browser.press('Enter');
    await expect.poll(instrument.pinned).toBe(2);
  });
});

describe.each([360, 1280])('at a width of %i pixels', (width) => {
  beforeEach(() => browser.setViewport(width, 800));

  test.each(['line', 'matrix', 'pair'])(
    'the view "%s" does not make the page scroll sideways',
    async (view) => {
      await browser.click(instrument.path(`button[name="view"][value="${view}"]`));
      await expect.poll(async () => (await instrument.state()).view).toBe(view);
      expect(await scrollsSideways()).toBe(false);
    },
  );

  test('one word works', async () => {
    await instrument.write('word');
    const reading = await instrument.settled('word');
    expect(reading.pattern.data).toEqual([1]);
    await browser.click(instrument.path('button.sample'));
    await instrument.settled('word word');
    expect(await scrollsSideways()).toBe(false);
  });

  test('256 words stay readable and quick', async () => {
    const words = Array.from({ length: 256 }, (_, i) => `word${i}`);
    const start = performance.now();
    await instrument.paste(words.join(' '));
    await instrument.settled(words.join(' '));
    expect(performance.now() - start).toBeLessThan(3000);
    expect(await scrollsSideways()).toBe(false);

    await browser.click(instrument.path('button.token[data-position="200"]'));
    await expect.poll(instrument.pinned).toBe(200);
    for (const view of ['matrix', 'pair', 'line']) {
      await browser.click(instrument.path(`button[name="view"][value="${view}"]`));
      await expect.poll(async () => (await instrument.state()).view).toBe(view);
      expect(await scrollsSideways()).toBe(false);
    }
  });
});
