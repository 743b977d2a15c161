// The element in parts: what a tag shows and lets a reader change, models that it names, room kept for what comes,
// light and dark, and where it begins.

import { loadEngine } from 'pay-attention';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser, servers } = await startHarness();
const story = 'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the';
const first = new Instrument(browser);

const inside = (id: string, selector: string) =>
  browser.evaluate(
    (id, selector) => document.querySelector(id)?.shadowRoot?.querySelectorAll(selector).length ?? -1,
    id,
    selector,
  );
const set = (id: string, name: string, value: string) =>
  browser.evaluate(
    (id, name, value) => document.querySelector(id)?.setAttribute(name, value),
    id,
    name,
    value,
  );

beforeEach(async () => {
  await browser.open(servers.fixture('parts.html'));
  await first.settled(story);
});

describe('a tag', () => {
  test('shows the parts that it names, and no controls with them', async () => {
    expect(await inside('pay-attention', '.arcs')).toBe(1);
    expect(await inside('pay-attention', '.bars')).toBe(1);
    expect(await inside('pay-attention', 'textarea, .controls, .sample, .table, .summary')).toBe(0);
    expect(await inside('#map', '.heatmap')).toBe(1);
    expect(await inside('#map', '.tokens, .bars, button, textarea')).toBe(0);
  });

  test('names the model that ships, whose heads it knocks out', async () => {
    const engine = await loadEngine();
    const model = await engine.openStory();
    const interventions = [{ kind: 'head', layer: 1, head: 1, to: 'zero' }] as const;
    const [likeliest] = await first.candidates();
    const saysOf = async (given: Parameters<typeof model.nextToken>[0]) => {
      const { probabilities, texts } = await model.nextToken({ ...given, temperature: 0 });
      return texts[probabilities.indexOf(1)] ?? (await model.vocabulary())[probabilities.indexOf(1)];
    };
    expect(likeliest).toBe(await saysOf({ prompt: story, interventions }));
    await set('pay-attention', 'knock-out', '');
    const whole = await saysOf({ prompt: story });
    await expect.poll(async () => (await first.candidates())[0]).toBe(whole);
    expect(whole).not.toBe(likeliest);
    await model.dispose();
  });

  test('changes with each attribute, and its attributes with what a reader changes', async () => {
    await set('pay-attention', 'show', 'sentence arcs bars');
    await set('pay-attention', 'controls', 'head, sample');
    await set('pay-attention', 'temperature', '0');
    await expect.poll(() => inside('pay-attention', '.sample')).toBe(1);
    expect(await inside('pay-attention', 'select[name="head"]')).toBe(1);
    expect(await inside('pay-attention', '.knock-out, [name="view"], .more')).toBe(0);
    await expect.poll(async () => (await first.candidateNumbers())[0]).toBe('1.0');
    await first.write('ben has the map');
    await first.settled('ben has the map');
    const attribute = () =>
      browser.evaluate(() => document.querySelector('pay-attention')?.getAttribute('sentence'));
    expect(await attribute()).toBe('ben has the map');
  });

  test('says which of its words is no part', async () => {
    const said = () =>
      browser.evaluate(() => document.querySelector('#wrong')?.shadowRoot?.textContent ?? '');
    await expect.poll(said).toContain('show must be some of sentence, arcs, matrix');
    expect(await said()).toContain('not "matrices"');
  });

  test('can be at an earlier step of the training', async () => {
    const before = await first.candidateNumbers();
    await set('pay-attention', 'step', '0');
    await expect.poll(first.candidateNumbers).not.toEqual(before);
    await set('pay-attention', 'step', '7');
    await expect.poll(first.alert).toContain('step must be one of 0, 500');
  });
});

// The others do not tell.
if (inject('browser') === 'chromium')
  test('nothing below it moves when its numbers come', async () => {
    const shifts = () =>
      browser.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            const watch = new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
            });
            watch.observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(sum), 200);
          }),
      );
    expect(await shifts()).toBeLessThanOrEqual(0.02);

    // Each alone above what follows it, where whatever comes late would move that.
    const tags = [
      'model="story"',
      'model="story" show="arcs bars summary" knock-out="1.1" controls="head knock-out step"',
      'model="story" show="matrix" controls="head, step, sample"',
      'model="story" show="lens losses"',
      `model="${servers.fixture('shared/whole.safetensors')}" show="arcs" controls="head"`,
    ];
    for (const [width, some] of [
      [360, tags],
      [1280, tags.slice(0, 2)],
    ] as const) {
      await browser.setViewport(width, 800);
      for (const tag of some) {
        const script = `<script src="${servers.open}pay-attention.min.js"></script>`;
        await browser.open(servers.paste(`${script}<pay-attention ${tag}></pay-attention>`));
        await expect
          .poll(() => browser.evaluate(() => document.querySelector('pay-attention')?.reading !== undefined))
          .toBe(true);
        expect(await shifts(), `${tag} at ${width} pixels`).toBeLessThanOrEqual(0.02);
      }
    }
  });

test('reads with a model that its address names, and says in words where there is none', async () => {
  await browser.evaluate(() => {
    const tag = document.querySelector<HTMLElement>('#map');
    tag?.setAttribute('sentence', 'the key is in the');
    tag?.setAttribute('model', tag.dataset.model ?? '');
  });
  const words = () =>
    browser.evaluate(() => {
      const tag = document.querySelector('#map') as unknown as {
        reading?: { words: string[]; heads?: object };
      };
      return tag.reading?.heads && tag.reading.words.join(' ');
    });
  await expect.poll(words).toBe('the key is in the');
  await set('#map', 'model', 'nothing/here.safetensors');
  const said = () => browser.evaluate(() => document.querySelector('#map')?.shadowRoot?.textContent ?? '');
  await expect.poll(said).toContain('nothing/here.safetensors');
  expect(await said()).toContain('404');
  await browser.takeProblems(); // some browsers tell of the 404
});

test('what is shown is saved as a picture and as numbers', async () => {
  await set('pay-attention', 'controls', 'save');
  await expect.poll(() => inside('pay-attention', '.more')).toBe(1);
  const saved = await browser.evaluate(async () => {
    const blobs: Blob[] = [];
    const names: string[] = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return createObjectURL(blob);
    };
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      names.push(this.download);
    };
    const root = document.querySelector('pay-attention')?.shadowRoot;
    root?.querySelector<HTMLElement>('.more')?.click();
    const button = (format: string) => root?.querySelector<HTMLElement>(`[name="save"][value="${format}"]`);
    const until = async (isSo: () => unknown) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until(() => button('svg'));
    for (const format of ['svg', 'png', 'csv', 'json']) {
      const before = names.length;
      button(format)?.click();
      await until(() => names.length > before);
    }
    const [svg, png, csv, json] = blobs as [Blob, Blob, Blob, Blob];
    const picture = await createImageBitmap(png);
    const drawn = new DOMParser().parseFromString(await svg.text(), 'image/svg+xml');
    const width = Number(drawn.documentElement.getAttribute('width'));
    return {
      names,
      densities: picture.width / width,
      texts: Array.from(drawn.querySelectorAll('text'), ({ textContent }) => textContent),
      rows: (await csv.text()).trim().split(/\r\n/),
      words: JSON.parse(await json.text()).words as string[],
    };
  });
  const words = story.split(' ');
  const kinds = ['svg', 'png', 'csv', 'json'].map((format) => `attention-1.1-line.${format}`);
  expect(saved.names).toEqual(kinds);
  expect(saved.densities).toBe(2);
  expect(saved.texts.filter((_, i) => i % 2 === 1).slice(0, words.length)).toEqual(await first.numbers());
  expect(saved.words).toEqual(words);
  expect(saved.rows).toHaveLength(words.length + 1);
  const weights = (saved.rows.at(-1) ?? '').split(',').slice(1).map(Number);
  expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 6);
});

test('far from what is seen it waits, and begins when it comes near', async () => {
  const has = () =>
    browser.evaluate(
      () => (document.querySelector('#far') as unknown as { reading?: object }).reading !== undefined,
    );
  expect(await has()).toBe(false);
  await browser.evaluate(() => document.querySelector('#far')?.scrollIntoView());
  await expect.poll(has).toBe(true);
});

test('removed for a while, it reads again once it is back', async () => {
  const isRead = () =>
    browser.evaluate(
      () =>
        (document.querySelector('pay-attention') as unknown as { reading?: object }).reading !== undefined,
    );
  await browser.evaluate(async () => {
    const tag = document.querySelector('pay-attention');
    const place = tag?.parentElement;
    tag?.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    if ((tag as unknown as { reading?: object }).reading) throw new Error('it still holds its reading');
    if (tag) place?.prepend(tag);
  });
  await expect.poll(isRead).toBe(true);
  await first.settled(story);
});

test('follows the page from light to dark, unless it has a theme of its own', async () => {
  const isDark = (id: string) => inside(id, '.instrument.dark');
  const before = await isDark('pay-attention');
  await set('#map', 'theme', before ? 'dark' : 'light');
  await browser.evaluate(() => {
    document.documentElement.style.colorScheme = 'light';
    document.documentElement.classList.add('night');
  });
  await expect.poll(() => isDark('pay-attention')).toBe(1);
  expect(await isDark('#map')).toBe(before);
  await browser.evaluate(() => document.documentElement.classList.remove('night'));
  await expect.poll(() => isDark('pay-attention')).toBe(0);
});
