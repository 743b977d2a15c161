// The site as a page: its links, its keys, small screens, and sentences of every length.
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { startHarness } from './harness.ts';
import { drawnWord, Instrument } from './instrument.ts';
import { type Arc, arcsOfInstrument, filledOnPaper, layOnPaper, openFilled } from './paper.ts';

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
  await browser.open(servers.post);
  await instrument.settled(sentence);
});

describe('a link', () => {
  test('brings back the text, the seed, the sampled words, the pinned word and the view', async () => {
    const text = 'green eggs & ham: #1 100% “naïve”';
    await instrument.write(text);
    await instrument.settled(text);
    await instrument.enter('input[name="seed"]', '123');
    await expect.poll(async () => (await instrument.state()).seed).toBe(123);
    await browser.click(instrument.path('button.sample'));
    await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);
    await browser.click(instrument.path('button.token[data-position="2"]'));
    await browser.click(instrument.path('button[name="view"][value="pair"]'));
    const state = await instrument.state();
    expect(state).toMatchObject({ sentence: text, seed: 123, query: 2, view: 'pair' });
    const reading = await instrument.reading();

    await expect.poll(() => browser.evaluate(() => location.hash)).toContain('view=pair');
    await browser.open(await browser.evaluate(() => location.href));
    await expect.poll(instrument.reading).toEqual(reading);
    expect(await instrument.state()).toEqual(state);
    await browser.click(instrument.path('button[name="view"][value="line"]'));
    await instrument.settled([text, ...state.sampled.map(({ text }) => text)].join(' '));
    expect(await instrument.pinned()).toBe(2);
  });
});

test('what is shown is copied as a NumPy program, or shown where copying is not allowed', async () => {
  await browser.click(instrument.path('button.more'));
  await browser.click(instrument.path('button[name="numpy"]'));
  await expect.poll(instrument.notice).toMatch(/^NumPy program copied|import numpy as np/);
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
    await instrument.settled('word');
    const reading = await instrument.reading();
    expect(reading.pattern.data).toEqual([1]);
    await browser.click(instrument.path('button.sample'));
    await instrument.settled(`word ${drawnWord(reading, 0)}`);
    expect(await scrollsSideways()).toBe(false);
    // The arcs end where the sampled word comes to stand; it may still be on its way there.
    const arcs = () =>
      browser.evaluate(() => {
        const root = document.querySelector('pay-attention')?.shadowRoot;
        const picture = root?.querySelector('.arcs');
        const isShown = picture?.getBoundingClientRect().height !== 0;
        const ends = [...(picture?.querySelectorAll('path') ?? [])].map((path) => path.getBBox());
        const tokens = [...(root?.querySelectorAll('.token') ?? [])].map((token) =>
          token.getBoundingClientRect(),
        );
        const rightmost = Math.max(...ends.map(({ x, width }) => x + width));
        const left = picture?.parentElement?.getBoundingClientRect().left ?? 0;
        const last = tokens.at(-1);
        const middle = last ? last.left + last.width / 2 - left : Number.NaN;
        return { isShown, arcs: ends.length, isAtLast: Math.abs(rightmost - middle) < 12 };
      });
    await expect.poll(arcs).toEqual({ isShown: true, arcs: 2, isAtLast: true });
  });

  test('256 words, the most there may be, stay readable', async () => {
    const words = Array.from({ length: 256 }, (_, i) => `word${i}`);
    await instrument.paste(words.join(' '));
    await instrument.settled(words.join(' '));
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

test('a word of a million letters is computed whole, drawn cut, and holds nothing up for long', async () => {
  const { words, drawn, summary, longest } = await browser.evaluate(async () => {
    const element = document.querySelector('pay-attention');
    const root = element?.shadowRoot;
    const field = root?.querySelector('textarea');
    if (!element || !field) throw new Error('no field');
    let [longest, last, isOver] = [0, performance.now(), false];
    const look = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (!isOver) setTimeout(look);
    };
    look();
    const answered = new Promise((resolve) => element.addEventListener('pay-attention-result', resolve));
    field.value = `so ${'a'.repeat(1e6)} it is`;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await answered;
    await element.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    isOver = true;
    return {
      words: element.reading?.words.map(({ length }) => length),
      drawn: Math.max(
        ...Array.from(root?.querySelectorAll('.token') ?? [], (token) => token.textContent?.length ?? 0),
      ),
      summary: root?.querySelector('.summary')?.textContent,
      longest,
    };
  });
  expect(words).toEqual([2, 1e6, 2, 2]);
  expect(drawn).toBeLessThan(200);
  expect(summary).toContain('cut here after 100 letters');
  expect(longest).toBeLessThan(5000); // a freeze: how fast it is, is the browser's own affair with such a field
  expect(await browser.evaluate(() => location.hash.length)).toBeLessThan(25_000);
});

if (inject('browser') === 'chromium')
  describe('on paper', () => {
    let page: Page;
    let onScreen: Arc[];

    beforeAll(async () => {
      page = await openFilled(servers.site);
      onScreen = await page.evaluate(arcsOfInstrument);
      await layOnPaper(page);
    });
    afterAll(() => page.browser().close());

    test('every figure is in its place, and none is wider than the paper', async () => {
      const figures = await page.evaluate(() =>
        [...document.querySelectorAll('.figure')].map((figure) => {
          const { top, bottom, right, height } = figure.getBoundingClientRect();
          const before = [...(figure.parentElement?.children ?? [])].filter((other) =>
            other.checkVisibility(),
          );
          const { bottom: above } = before[before.indexOf(figure) - 1]?.getBoundingClientRect() ?? {
            bottom: top,
          };
          const end = figure.closest('section, main')?.getBoundingClientRect().bottom ?? 0;
          const isIn = height > 20 && top >= above - 1 && bottom <= end + 1 && right <= innerWidth;
          return isIn && figure.scrollWidth <= figure.clientWidth + 2 ? '' : figure.localName;
        }),
      );
      expect(figures.length).toBeGreaterThan(14);
      expect(figures.filter(Boolean)).toEqual([]);
    });

    test('the arcs are over their words, the same as on the screen', async () => {
      const printed = await page.evaluate(arcsOfInstrument);
      const ends = (arcs: readonly Arc[]) => arcs.map(({ from, to }) => `${from} to ${to}`);
      expect(new Set(printed.map(({ to }) => to)).size).toBeGreaterThan(20);
      expect(ends(printed)).toEqual(ends(onScreen));
      expect(Math.max(...[...onScreen, ...printed].map(({ off }) => off))).toBeLessThan(12);
    });

    test('bars and tints are printed with backgrounds off', async () => {
      const wanted = await page.evaluate(() => {
        const roots = [document, document.querySelector('pay-attention')?.shadowRoot];
        const shapes = '.bar, .token .word, .patched td, .cell';
        const seen = roots.flatMap((root) => [...(root?.querySelectorAll(shapes) ?? [])]);
        return seen
          .filter((shape) => shape.checkVisibility() && shape.getBoundingClientRect().width > 1)
          .map((shape) => getComputedStyle(shape).backgroundColor)
          .flatMap((colour) => /^rgb\((.*)\)$/.exec(colour)?.[1]?.replaceAll(' ', '') ?? []);
      });
      const filled = await filledOnPaper(page);
      const counts = new Map<string, number>();
      for (const colour of wanted) counts.set(colour, (counts.get(colour) ?? 0) + 1);
      expect(counts.size).toBeGreaterThan(20);
      const missing = [...counts].filter(([colour, count]) => (filled.get(colour) ?? 0) < count);
      expect(missing).toEqual([]);
    });
  });
