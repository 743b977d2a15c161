// Pages of others: several elements at once, tags as people write them, hosts that forbid workers, styles or policies,
// frames without an origin.
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { startHarness } from './harness.ts';
import { Instrument, readUnderNode } from './instrument.ts';

const { browser, servers } = await startHarness();
const sentence = 'The quick brown fox jumps over the lazy dog';

/** Begins to train on the page that is open, and waits until something is learned. */
async function learns(): Promise<void> {
  await browser.evaluate(() => document.querySelector('train-figure')?.scrollIntoView());
  const start = () =>
    browser.evaluate(() => {
      const button = document.querySelector<HTMLElement>('train-figure button.primary');
      button?.click();
      return button !== null;
    });
  await expect.poll(start).toBe(true);
  const progress = () =>
    browser.evaluate(() => document.querySelector('train-figure .progress')?.textContent ?? '');
  await expect.poll(progress).toMatch(/step [1-9]/);
}

test('several elements share one worker', async () => {
  await browser.open(servers.fixture('several.html'));
  const sentences = ['The quick brown fox', 'jumps over', 'the lazy dog'];
  for (const [i, text] of sentences.entries()) {
    const instrument = new Instrument(browser, i);
    await instrument.settled(text);
    expect(await instrument.reading()).toEqual(await readUnderNode(await instrument.state()));
    expect((await instrument.state()).seed).toBe(i + 1);
  }
  expect(await browser.evaluate(() => (globalThis as unknown as { workers: number }).workers)).toBe(1);
});

test('two hundred elements share one worker for each module, and each shows its own sentence', async () => {
  await browser.open(servers.fixture('several.html'));
  await new Instrument(browser).settled('The quick brown fox');
  const workers = () => browser.evaluate(() => (globalThis as unknown as { workers: number }).workers);
  expect(await workers()).toBe(1);
  await browser.evaluate((count) => {
    for (let i = 0; i < count; i++) {
      const element = document.createElement('pay-attention');
      const model = i % 2 === 0 ? 'post' : 'story';
      Object.assign(element, { model, sentence: `${i} ${i + 1}`, show: ['bars'], loading: 'eager' });
      element.className = 'many';
      document.body.append(element);
    }
  }, 200);
  const shown = () =>
    browser.evaluate(() =>
      Array.from(document.querySelectorAll('.many'), (element) => {
        const { reading } = element as unknown as { reading?: { words: string[] } };
        const hasBars = element.shadowRoot?.querySelector('.candidate') !== null;
        return hasBars ? (reading?.words.length ?? 0) : 0;
      }),
    );
  await expect.poll(shown).toEqual(Array.from({ length: 200 }, () => 2));
  const first = await browser.evaluate(() => {
    const { reading } = document.querySelectorAll('.many')[100] as unknown as {
      reading: { words: string[] };
    };
    return reading.words;
  });
  expect(first).toEqual(['100', '101']);
  expect(await workers()).toBe(3); // of the post's model, transformers, stories
});

test.each([
  ['the same version', () => [servers.site, servers.site]],
  ['another version', () => [servers.site, servers.other]],
  ['this version, after another,', () => [servers.other, servers.site]],
])(
  'a second script, of %s leaves the first alone, and tags that come later are shown',
  async (_, versions) => {
    const [first, second] = versions().map((address) => `${address}pay-attention.min.js`);
    await browser.open(servers.paste(`<script src="${first}"></script><pay-attention></pay-attention>`));
    const instrument = new Instrument(browser);
    await instrument.settled(sentence);
    await browser.evaluate(async (address) => {
      const again = document.createElement('script');
      again.src = address;
      document.head.append(again);
      await new Promise((resolve, reject) => Object.assign(again, { onload: resolve, onerror: reject }));
      const element = document.createElement('pay-attention');
      Object.assign(element, { model: 'story', sentence: 'where is the key ? in the', loading: 'eager' });
      document.body.append(element);
    }, `${second}?again`);
    await new Instrument(browser, 1).settled('where is the key ? in the');
    await instrument.write('a b');
    await instrument.settled('a b');
  },
);

test('what is typed in a field is no shortcut of the host’s; keys elsewhere are', async () => {
  await browser.open(servers.fixture('several.html'));
  const instrument = new Instrument(browser);
  await instrument.settled('The quick brown fox');
  await browser.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input'])
      document.addEventListener(type, () => heard.push(type));
  });
  const heard = () => browser.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await instrument.write('a b');
  await instrument.settled('a b');
  expect(await heard()).toEqual([]);
  await browser.evaluate(() => {
    const field = document.querySelector('pay-attention')?.shadowRoot?.activeElement as HTMLElement;
    field.blur();
  });
  await browser.press('Escape');
  expect(await heard()).toContain('keydown');
});

test('a host that forbids workers and styles gets the same reading, styled', async () => {
  await browser.open(servers.fixture('strict.html'));
  const instrument = new Instrument(browser);
  await instrument.settled('The quick brown fox');
  expect(await instrument.reading()).toEqual(await readUnderNode(await instrument.state()));
  await browser.click(instrument.path('button.sample'));
  await expect.poll(async () => (await instrument.state()).sampled).toHaveLength(1);
  const display = await browser.evaluate(() => {
    const host = document.querySelector('pay-attention');
    return host && getComputedStyle(host).display;
  });
  expect(display).not.toBe('inline');
  // The engine tries a worker, which the policy reports; it may report nothing else.
  for (const problem of await browser.takeProblems()) expect(problem).toMatch(/worker|blob/i);
});

test('a frame without an origin works in memory', async () => {
  await browser.open(servers.fixture('sandbox.html'));
  await browser.enterFrame('iframe');
  const instrument = new Instrument(browser);
  await instrument.settled(sentence);
  // Not by clicks and keys: not every driver finds its way into such a frame.
  await browser.evaluate(() => {
    const field = document.querySelector('pay-attention')?.shadowRoot?.querySelector('textarea');
    if (!field) throw new Error('no text field');
    field.value = 'in a box';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await instrument.settled('in a box');
});

test('the whole page works in a frame without an origin, and learns there', async () => {
  await browser.open(servers.fixture('page_in_sandbox.html'));
  await browser.enterFrame('iframe');
  const instrument = new Instrument(browser);
  await instrument.settled(sentence);
  const display = await browser.evaluate(() => getComputedStyle(document.body).getPropertyValue('--paper'));
  expect(display, 'the style sheet').not.toBe('');
  await learns();
});

describe('tags as people write them', () => {
  const read = (id: string) =>
    browser.evaluate((id) => {
      const element = document.getElementById(id) as HTMLElement & {
        state: object;
        reading?: { words: string[] };
      };
      return { ...element.state, words: element.reading?.words } as Record<string, unknown>;
    }, id);
  const words = async (id: string) => (await read(id)).words;

  beforeEach(async () => {
    await browser.open(servers.fixture('markup.html'));
    await expect.poll(() => words('second')).toEqual(['nor', 'this', 'one']);
  });

  test('what was set before the tag was defined is taken over', async () => {
    expect(await read('state')).toMatchObject({
      words: ['a', 'whole', 'state'],
      seed: 5,
      query: 1,
      keyPosition: 0,
      view: 'pair',
      dimensions: 3,
    });
    expect(await read('fields')).toMatchObject({
      words: ['a', 'property', 'property'],
      sampled: [{ text: 'property' }],
      seed: 9,
      keyPosition: 1,
    });
  });

  test('key, as key-position was called, is read in HTML', async () => {
    expect(await read('older')).toMatchObject({ query: 2, keyPosition: 1 });
    await browser.evaluate(() => document.getElementById('older')?.setAttribute('key-position', '0'));
    expect(await read('older')).toMatchObject({ keyPosition: 0 });
    await browser.evaluate(() => document.getElementById('older')?.setAttribute('key', '2'));
    expect(await read('older')).toMatchObject({ keyPosition: 0 });
  });

  test('a tag without an end leaves the rest of the post to be read', async () => {
    const rest = await browser.evaluate(() =>
      Array.from(document.querySelectorAll<HTMLElement>('article > *'), (element) => [
        element.id || element.className || element.textContent,
        element.offsetHeight > 0,
      ]),
    );
    expect(rest).toEqual([
      ['Before it.', true],
      ['open', true],
      ['rest', true],
      ['second', true],
      ['rest', true],
    ]);
    const picture = await browser.evaluate(() => document.querySelector('#picture > img')?.checkVisibility());
    expect(picture).toBe(false);
  });

  test('nothing is written on the host element', async () => {
    const [before, after] = await browser.evaluate(() => {
      const { markup } = globalThis as unknown as { markup: string[] };
      const ids = ['state', 'fields', 'older', 'picture'];
      return [markup, ids.map((id) => document.getElementById(id)?.outerHTML)];
    });
    expect(after).toEqual(before);
  });

  test('moved to another document and back, it keeps its styles', async () => {
    const sizes = await browser.evaluate(async () => {
      const element = document.getElementById('fields') as HTMLElement & { updateComplete: Promise<unknown> };
      const fontSize = () => {
        const field = element.shadowRoot?.querySelector('textarea') as Element;
        return element.ownerDocument.defaultView?.getComputedStyle(field).fontSize;
      };
      const frame = document.body.appendChild(document.createElement('iframe'));
      const sizes = [fontSize()];
      for (const page of [frame.contentDocument, document]) {
        page?.body.append(element);
        await element.updateComplete;
        sizes.push(fontSize());
      }
      return sizes;
    });
    expect(sizes).toEqual(['20px', '20px', '20px']);
  });
});

test('under Trusted Types one policy is enough, for workers and for training', async () => {
  await browser.open(servers.fixture('several.html?trusted'));
  const instrument = new Instrument(browser);
  await instrument.settled('The quick brown fox');
  const workers = () => browser.evaluate(() => (globalThis as unknown as { workers: number }).workers);
  expect(await workers()).toBe(1);

  await browser.open(`${servers.site}?trusted#model=post`);
  await instrument.settled(sentence);
  await learns();
});

test('where no policy is allowed, it says what to allow, and the author’s picture stays', async () => {
  await browser.open(servers.fixture('untrusted.html'));
  const shown = () =>
    browser.evaluate(() => {
      const host = document.querySelector('pay-attention');
      const isSeen = host?.querySelector('img')?.checkVisibility();
      return { text: host?.shadowRoot?.textContent ?? '', isSeen };
    });
  const hasTrustedTypes = await browser.evaluate(() => 'trustedTypes' in globalThis);
  if (hasTrustedTypes) {
    await expect.poll(async () => (await shown()).text).toContain('trusted-types pay-attention');
    expect((await shown()).isSeen).toBe(true);
  } else await new Instrument(browser).settled('The quick brown fox');
  for (const problem of await browser.takeProblems()) expect(problem).toMatch(/trusted/i);
});

// Firefox 153 leaves about one in a hundred loads hanging that a worker asks for: of a worker within it, of an import.
const inWorker = { timeout: 60_000, retry: inject('browser') === 'firefox' ? 2 : 0 };

test.each([{}, { workerUrl: true }])(
  'the engine runs in a worker of one’s own %o',
  inWorker,
  async (options) => {
    await browser.open(servers.fixture('module.html'));
    const answer = await browser.evaluate(
      (workerUrl, isGiven) =>
        new Promise((resolve) => {
          const worker = new Worker('own_worker.js', { type: 'module' });
          Object.assign(globalThis, { ownWorker: worker }); // Firefox ends a worker that nothing refers to
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve(message || 'error');
          worker.postMessage(isGiven ? { workerUrl } : {});
        }),
      '/some/blog/attention/worker.js',
      'workerUrl' in options,
    );
    expect(answer).toEqual({
      words: ['to', 'be', 'or'],
      vocabulary: ['<unk>', 'a', 'b', 'c'],
      said: 'red',
      right: 'red',
    });
  },
);
