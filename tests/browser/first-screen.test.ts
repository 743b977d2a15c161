// The first screen as a reader meets it: the story and its gap, the words to swap, the button that stops the looking,
// the slider; and the same numbers from the engine under Node.
import { type Intervention, loadEngine } from 'pay-attention';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const story = 'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';

const textsOf = (selector: string) =>
  browser.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(`look-back-figure ${selector}`), (element) =>
        (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
      ),
    selector,
  );
const words = () => textsOf('svg :is(.plain, .chip)');
const says = () => textsOf('.says-next');
const isLive = () =>
  browser.evaluate(
    () => document.querySelector<HTMLButtonElement>('look-back-figure button')?.disabled === false,
  );

const choose = (selector: string, value: string) =>
  browser.evaluate(
    (selector, value) => {
      const field = document.querySelector<HTMLInputElement>(`look-back-figure ${selector}`);
      if (!field) throw new Error(`no ${selector}`);
      field.value = value;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    },
    selector,
    value,
  );

const percent = (value: number) => {
  if (value > 0 && value < 0.0005) return '<0.1%';
  return `${value > 0.9995 && value < 1 ? '>99.9' : (100 * value).toFixed(1)}%`;
};

/** What the model says under Node, as the page writes it. */
async function saysUnderNode(
  prompt: string,
  { step, stopsAt = [] as number[] }: { step?: number; stopsAt?: number[] } = {},
) {
  const engine = await loadEngine();
  const model = await engine.openStory({ step });
  const { layers, heads } = model.info.config;
  const query = prompt.split(' ').length - 1;
  const interventions = Array.from({ length: layers * heads }, (_, i) => i).flatMap((i) =>
    stopsAt.map(
      (key): Intervention => ({
        kind: 'weight',
        layer: Math.floor(i / heads),
        head: i % heads,
        query,
        key,
        value: 0,
        renormalise: true,
      }),
    ),
  );
  const { probabilities } = await model.nextToken({ prompt, interventions });
  const most = Math.max(...probabilities);
  const word = (await model.vocabulary())[probabilities.indexOf(most)];
  await model.dispose();
  return `${word} ${percent(most)}`;
}

beforeEach(async () => {
  await browser.setViewport(1280, 700);
  await browser.open(servers.site);
  await expect.poll(isLive).toBe(true);
});

test('stands there before any script runs, the same as it is then', async () => {
  const page = await printed();
  expect(page.says).toEqual(await says());
  expect(page.texts).toEqual(await textsOf('svg text'));
  expect(page.summary).toEqual(await textsOf('.summary'));
});

/** What the build has printed, read without a browser. */
async function printed() {
  const html = await (await fetch(servers.site)).text();
  const figure = html.slice(html.indexOf('<look-back-figure'), html.indexOf('</look-back-figure>'));
  const plain = (text: string) =>
    text
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replace(/\s+/g, ' ')
      .trim();
  const texts = (pattern: RegExp) => Array.from(figure.matchAll(pattern), ([, text = '']) => plain(text));
  return {
    texts: texts(/<text[^>]*>([\s\S]*?)<\/text>/g),
    says: texts(/<p class="says-next"[^>]*>([\s\S]*?)<\/p>/g),
    summary: texts(/<p class="summary"[^>]*>([\s\S]*?)<\/p>/g),
  };
}

describe.each([
  [360, 740],
  [1280, 700],
])('on %i by %i pixels', (width, height) => {
  beforeEach(async () => {
    await browser.setViewport(width, height);
    await browser.open(servers.site);
    await expect.poll(isLive).toBe(true);
  });

  test('is seen whole, before and after the looking is stopped', async () => {
    const bottom = () =>
      browser.evaluate(
        () => (document.querySelector('.ways')?.getBoundingClientRect().bottom ?? Number.NaN) + scrollY,
      );
    expect(await bottom()).toBeLessThanOrEqual(height);
    await browser.click('look-back-figure button[name="stop"]');
    await expect.poll(says).toHaveLength(2);
    expect(await bottom()).toBeLessThanOrEqual(height);
  });

  // The others do not tell.
  if (inject('browser') === 'chromium')
    test('shifts by nothing that is seen', async () => {
      const shift = await browser.evaluate(async () => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return sum;
      });
      expect(shift).toBeLessThanOrEqual(0.02);
    });
});

test('shows the story, where the gap looks, and what the model says', async () => {
  expect(await words()).toEqual(story.split(' '));
  expect(await says()).toEqual([await saysUnderNode(story)]);
  expect(await textsOf('svg .next')).toEqual(['drawer']);
  const model = await (await loadEngine()).openStory();
  const { activations, ids } = await model.inspect({
    prompt: story,
    activations: ['blocks.1.attn.hook_pattern'],
  });
  const pattern = activations['blocks.1.attn.hook_pattern']?.data ?? [];
  const weight = pattern[(1 * ids.length + ids.length - 1) * ids.length + 6] ?? 0; // head 1 of 2, the last row
  await model.dispose();
  expect(await textsOf('.summary')).toEqual([
    expect.stringContaining(`“drawer” (${weight.toFixed(2).slice(1)}`),
  ]);
});

test('a word that decides can be swapped, and so can the thing that is asked for', async () => {
  await choose('select', 'tower');
  const swapped = story.replace('drawer', 'tower');
  await expect.poll(words).toEqual(swapped.split(' '));
  expect(await says()).toEqual([await saysUnderNode(swapped)]);
  expect(await says()).toEqual([expect.stringMatching(/^tower/)]);
  await choose('select:nth-of-type(2)', 'coin');
  await expect.poll(says).toEqual([expect.stringMatching(/^box/)]);
});

test('the looking can be stopped, and is shown beside what it was', async () => {
  const plain = await saysUnderNode(story);
  const stopped = await saysUnderNode(story, { stopsAt: [6] });
  expect(stopped).not.toBe(plain);
  await browser.click('look-back-figure button[name="stop"]');
  await expect.poll(says).toEqual([plain, `${stopped} wrong`]);
  await browser.click('look-back-figure button[name="stop"]');
  await expect.poll(says).toEqual([plain]);
});

test('the slider goes back to the untrained model', async () => {
  await choose('input[name="step"]', '0');
  await expect.poll(says).toEqual([`${await saysUnderNode(story, { step: 0 })} wrong`]);
  expect(await textsOf('output')).toEqual(['untrained']);
  await choose('input[name="step"]', '4');
  await expect.poll(says).toEqual([await saysUnderNode(story)]);
});

test('another story is another one that can be answered', async () => {
  await browser.click('look-back-figure button[name="another"]');
  await expect.poll(words).not.toEqual(story.split(' '));
  const prompt = (await words()).join(' ');
  expect(await says()).toEqual([await saysUnderNode(prompt)]);
  const answers = await (await loadEngine()).understand(prompt.split(' '));
  expect(answers.at(-1)?.position).toBe(prompt.split(' ').length);
});

test('links to chapters change nothing else', async () => {
  await browser.open(servers.post);
  await instrument.settled('The quick brown fox jumps over the lazy dog');
  await instrument.write('one two three');
  await instrument.settled('one two three');
  await browser.evaluate(() => document.querySelector<HTMLElement>('a[href="#misled"]')?.click());
  const top = () =>
    browser.evaluate(() => Math.abs(document.querySelector('#misled')?.getBoundingClientRect().top ?? 99));
  await expect.poll(top).toBeLessThan(4);
  expect(await instrument.state()).toMatchObject({ model: 'post', sentence: 'one two three' });
});

describe('the reader’s own sentence', () => {
  const below = () =>
    browser.evaluate(
      () => document.querySelector('right-word-figure')?.textContent?.replace(/\s+/g, ' ') ?? '',
    );

  test('is read by the model of stories, which says what it does not know', async () => {
    await instrument.settled(story);
    await expect.poll(below).toContain('After “the” must come “drawer”, and “drawer” decides that.');
    await instrument.write('anna put the pizza in the drawr');
    await expect.poll(below).toContain('It does not know “pizza” “drawr” (it knows “drawer”)');
  });

  test('can be read by the post’s model instead, and it is said which one that is', async () => {
    await instrument.settled(story);
    await browser.evaluate(() => {
      const root = document.querySelector('pay-attention')?.shadowRoot;
      const select = root?.querySelector<HTMLSelectElement>('select[name="corrected"]');
      if (!select) throw new Error('no choice of models');
      select.value = 'all';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect.poll(below).toContain('This is the post’s model: its vectors are random');
    expect(await below()).toContain('I love to eat pizza with extra cheese');
    await instrument.settled(story);
  });
});

test('a head can be taken out, and the next word says so', async () => {
  const said = () =>
    browser.evaluate(
      () => document.querySelector('heads-figure .say')?.textContent?.replace(/\s+/g, ' ') ?? '',
    );
  await expect.poll(said).toContain('With all heads it says “drawer”');
  await browser.evaluate(() =>
    document.querySelector<HTMLElement>('heads-figure input[aria-label*="1.1"]')?.click(),
  );
  const engine = await loadEngine();
  const model = await engine.openStory();
  const interventions: Intervention[] = [{ kind: 'head', layer: 1, head: 1, to: 'zero' }];
  const { probabilities } = await model.nextToken({ prompt: story, interventions });
  const word = (await model.vocabulary())[probabilities.indexOf(Math.max(...probabilities))];
  await model.dispose();
  await expect.poll(said).toContain(`without 1.1 it says “${word}”`);
});

describe('presenting', () => {
  const shown = () =>
    browser.evaluate(() => {
      const steps = [...document.querySelectorAll<HTMLElement>('.first, section')];
      return steps
        .filter((step) => step.checkVisibility({ visibilityProperty: true }))
        .map(({ id }) => id || 'first');
    });
  const height = () =>
    browser.evaluate(() => document.querySelector('h1')?.getBoundingClientRect().height ?? Number.NaN);

  test('shows one step at a time, twice as large, and gives the page back', async () => {
    await browser.setViewport(1920, 1080);
    const before = await height();
    await browser.press('p');
    await expect.poll(shown).toEqual(['first']);
    expect(await height()).toBeGreaterThan(1.8 * before);
    await browser.press('ArrowRight');
    await expect.poll(shown).toEqual(['looking']);
    await browser.press('ArrowRight');
    await expect.poll(shown).toEqual(['attention']);
    await browser.press('ArrowLeft');
    await expect.poll(shown).toEqual(['looking']);
    await browser.press('Escape');
    await expect.poll(async () => (await shown()).length).toBe(12);
  });

  test('R brings back what the page opened with', async () => {
    await browser.setViewport(1920, 1080);
    await choose('select', 'tower');
    await expect.poll(says).toEqual([expect.stringMatching(/^tower/)]);
    await browser.press('p');
    await browser.press('r');
    await expect.poll(says).toEqual([expect.stringMatching(/^drawer/)]);
    await browser.press('p');
  });
});
