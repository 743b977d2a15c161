// What chapter 11 hands out, pasted where it is meant to go, on another origin: it shows what the page showed.
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { startHarness, untilItStays } from './harness.ts';
import { Instrument } from './instrument.ts';

const { browser, servers } = await startHarness();
const instrument = new Instrument(browser);
const story = 'ben put the map in the shed . where is the map ? in the';
const address =
  '#sentence=ben+put+the+map+in+the+shed+.+where+is+the+map+%3F+in+the&head=0.1&knock-out=1.0&seed=7';
const shown = { sentence: story, model: 'story', head: { layer: 0, head: 1 }, seed: 7, view: 'matrix' };

/** What each way has to paste, by its name. */
const texts: Record<string, string> = {};
/** What the page shows while it is copied. */
let reading: object;

const choose = (way: string) =>
  browser.evaluate(async (way) => {
    const figure = document.querySelector('take-figure') as Element & { updateComplete: Promise<unknown> };
    const select = figure.querySelector('select') as HTMLSelectElement;
    select.value = way;
    select.dispatchEvent(new Event('change'));
    await figure.updateComplete;
    return figure.querySelector('pre')?.textContent ?? '';
  }, way);
/** A matrix has no words of its own to wait for. */
const isRead = (text: string) =>
  expect.poll(async () => (await instrument.reading())?.words.join(' ')).toBe(text);
/** The chapter is filled when it is near, and moves until those before it are. */
const pasted = () =>
  browser.evaluate(() => {
    document.querySelector('take-figure')?.scrollIntoView({ behavior: 'instant' });
    return document.querySelector('take-figure pre')?.textContent ?? '';
  });
const names = ['html', 'iframe', 'mdx', 'astro', 'hugo', 'quarto', 'jupyter', 'oembed', 'svg'];

/** Where the state that was copied is to be seen again. */
async function expectShown(): Promise<void> {
  await isRead(story);
  expect(await instrument.state()).toMatchObject(shown);
  expect(await instrument.reading()).toEqual(reading);
}

const pictureIsSeen = () =>
  browser.evaluate(() => {
    const picture = document.querySelector<HTMLImageElement>('pay-attention > img');
    return Boolean(picture?.checkVisibility() && picture.naturalWidth > 0);
  });

/** Once for all. */
beforeEach(async () => {
  if (texts.svg) return;
  await browser.open(`${servers.open}${address}&view=matrix`);
  await isRead(story);
  reading = await instrument.reading();
  await expect.poll(pasted).toContain('integrity=');
  // The last is there once all are.
  for (const name of names) {
    await choose(name);
    await expect.poll(pasted).not.toBe('');
    texts[name] = await pasted();
  }
});

test('what there is to copy is what the choice says, and nothing else', async () => {
  const offered = await browser.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLOptionElement>('take-figure option'), ({ value }) => value),
  );
  expect(offered).toEqual(names);
});

test('the examples that are named are there', async () => {
  const addresses = await browser.evaluate(() =>
    Array.from(
      document.querySelectorAll<HTMLAnchorElement>('take-figure a[href^="examples/"]'),
      ({ href }) => href,
    ),
  );
  expect(addresses).toHaveLength(5);
  for (const address of addresses) expect((await fetch(address)).status, address).toBe(200);
});

describe('the tag', () => {
  test('shows the same, under the integrity of the script, and a picture until then', async () => {
    expect(texts.html).toMatch(/integrity="sha384-[\w+/]{64}" crossorigin="anonymous"/);
    expect(texts.html).toContain(`src="${servers.open}pay-attention.min.js"`);
    await browser.open(servers.paste(texts.html ?? ''));
    await expectShown();
    expect(await pictureIsSeen()).toBe(false);
  });

  test('leaves its picture to be seen where another script has taken the place of its own', async () => {
    const other = (texts.html ?? '').replace(/sha384-.{8}/, 'sha384-AAAAAAAA');
    await browser.open(servers.paste(other));
    await expect.poll(pictureIsSeen).toBe(true);
    const alt = await browser.evaluate(() =>
      document.querySelector('pay-attention > img')?.getAttribute('alt'),
    );
    expect(alt).toContain('head 1 of story: ben put the map');
    await browser.takeProblems(); // the refusal
  });

  test('has no integrity from a host that does not let others read its files', async () => {
    await browser.open(`${servers.site}${address}`);
    await isRead(story);
    await expect.poll(pasted).toContain(`<script src="${servers.site}pay-attention.min.js"></script>`);
  });

  test('is behind the dots of an instrument in a post as well', async () => {
    await browser.open(servers.paste(texts.html ?? ''));
    await isRead(story);
    const copied = await browser.evaluate(async () => {
      let copied = '';
      Object.defineProperty(navigator, 'clipboard', {
        value: {
          writeText: async (text: string) => {
            copied = text;
          },
        },
      });
      const element = document.querySelector('pay-attention') as unknown as {
        shadowRoot: ShadowRoot;
        updateComplete: Promise<unknown>;
      };
      element.shadowRoot.querySelector<HTMLElement>('.more')?.click();
      await element.updateComplete;
      element.shadowRoot.querySelector<HTMLElement>('.copy-tag')?.click();
      return copied;
    });
    expect(copied).toBe(texts.html);
  });
});

describe('the frame', () => {
  const frameHeights = () =>
    browser.evaluate(() => {
      const frame = document.querySelector('iframe');
      return { said: Number(frame?.getAttribute('height')), has: frame?.clientHeight };
    });

  test.each(['', 'sandbox="allow-scripts" '])(
    'shows the same on another origin, and is as high as it needs %s',
    async (sandbox) => {
      const copied = texts.iframe ?? '';
      expect(copied.split('\n').length).toBeLessThanOrEqual(10);
      await browser.open(servers.paste(copied.replace('<iframe ', `<iframe ${sandbox}`)));
      await browser.evaluate(() => {
        const shifts: number[] = [];
        Object.assign(globalThis, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const before = await frameHeights();
      await browser.enterFrame('iframe');
      await expectShown();
      const room = () =>
        browser.evaluate(
          () => innerHeight - Math.ceil(document.documentElement.getBoundingClientRect().height),
        );
      await untilItStays(async () => (await room()) === 0);
      await browser.leaveFrame();
      const { said, has } = await frameHeights();
      expect(said).toBe(has);
      expect(Math.abs(before.said - said)).toBeLessThan(16);
      const shifts = await browser.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
      expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThanOrEqual(0.02);
    },
  );

  test('says in words what is wrong with its address, and follows another', async () => {
    await browser.open(`${servers.site}embed.html#seed=none&view=matrix`);
    await expect.poll(instrument.alert).toContain('"none"');
    await browser.evaluate(() => {
      location.hash = '#sentence=to+be+or+not&model=post';
    });
    await isRead('to be or not');
    await expect.poll(instrument.alert).toBe('');
  });
});

test('oEmbed has what its specification asks of a rich one', () => {
  const { type, version, width, height, html, title } = JSON.parse(texts.oembed ?? '');
  expect({ type, version, width }).toEqual({ type: 'rich', version: '1.0', width: 680 });
  expect(height).toBeGreaterThan(100);
  expect(title).toContain(story);
  expect(texts.iframe).toContain(html);
});

test('the picture is a file of its own with the words in it', async () => {
  const words = await browser.evaluate((svg) => {
    const file = new DOMParser().parseFromString(svg, 'image/svg+xml');
    if (file.querySelector('parsererror')) throw new Error(svg);
    return Array.from(file.querySelectorAll('text'), ({ textContent }) => textContent);
  }, texts.svg ?? '');
  expect(words).toEqual(expect.arrayContaining(['ben', 'map', 'shed']));
});

// What these tools make of it is a matter of `npm run test:hosts`.
test.each([
  ['mdx', /^<script async .* crossOrigin="anonymous"><\/script>\n\n<pay-attention /],
  ['astro', /^<script is:inline .*><\/script>\n\n<pay-attention /],
  ['hugo', /^\{\{< html >\}\}\n<script .*\n\{\{< \/html >\}\}$/s],
  ['quarto', /^```\{=html\}\n<script .*\n```$/s],
  ['jupyter', /^%%html\n<script /],
])('%s has the tag in its own clothes', (name, form) => {
  expect(texts[name]).toMatch(form);
  expect(texts[name]).toContain('<pay-attention sentence="ben put');
});

if (inject('browser') === 'chromium')
  test('nothing moves when the tag comes alive', async () => {
    await browser.open(servers.paste(texts.html ?? ''));
    await expectShown();
    const shift = await browser.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list, watch) => {
            watch.disconnect();
            const values = list.getEntries().map((entry) => (entry as unknown as { value: number }).value);
            resolve(values.reduce((sum, value) => sum + value, 0));
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(0), 500); // there is no such entry
        }),
    );
    expect(shift).toBeLessThanOrEqual(0.02);
  });
