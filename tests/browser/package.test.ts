// The ES modules in a page: no side effects, one tag, an own worker, and what happens when that worker dies.
import { beforeEach, expect, test } from 'vitest';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();

type Module = typeof import('pay-attention');

declare global {
  var importModule: (name: string) => Promise<Module>;
}

const openModules = async (page: string) => {
  await browser.open(servers.fixture(page));
  await expect.poll(() => browser.evaluate(() => 'importModule' in globalThis)).toBe(true);
};

beforeEach(() => openModules('module.html'));

test('the engine comes without side effects', async () => {
  const before = await browser.evaluate(() => Object.keys(globalThis));
  const { added, defined, body } = await browser.evaluate(async (before) => {
    await importModule('index.js');
    return {
      added: Object.keys(globalThis).filter((name) => !before.includes(name)),
      defined: customElements.get('pay-attention') !== undefined,
      body: document.body.childElementCount,
    };
  }, before);
  expect({ added, defined, body }).toEqual({ added: [], defined: false, body: 0 });
});

test('the element module defines the tag', async () => {
  expect(
    await browser.evaluate(async () => {
      await importModule('element.js');
      return customElements.get('pay-attention') !== undefined;
    }),
  ).toBe(true);
});

test('the engine answers, refuses and can be cancelled', async () => {
  const outcome = await browser.evaluate(async () => {
    const { loadEngine } = await importModule('index.js');
    const engine = await loadEngine();
    const abort = new AbortController();
    const cancelled = engine
      .softmax({ scores: [1, 2] }, { signal: abort.signal })
      .catch((error) => error.name);
    abort.abort();
    return {
      same: engine === (await loadEngine()),
      probabilities: Array.from((await engine.softmax({ scores: [0, 0] })).probabilities),
      refusals: await Promise.all(
        [
          engine.runPost({ seed: 'abc' }),
          engine.readSentence({ sentence: '' }),
          engine.softmax({ scores: [] }),
          engine.softmax({ scores: [0], temperature: (() => 1) as never }),
          engine.softmax({ scores: [1, 2] }).then(() => 'answers again'),
        ].map((promise) => (promise as Promise<unknown>).catch((error) => `${error.name}: ${error.message}`)),
      ),
      cancelled: await cancelled,
    };
  });
  expect(outcome).toMatchObject({ same: true, probabilities: [0.5, 0.5], cancelled: 'AbortError' });
  expect(outcome.refusals).toEqual([
    expect.stringMatching(/^InputError: seed .*"abc"/),
    expect.stringMatching(/^InputError: sentence /),
    expect.stringMatching(/^InputError: scores /),
    expect.stringMatching(/^InputError: temperature must be plain data, not function$/),
    'answers again',
  ]);
});

test.each([
  ['dying_worker.js', [1, 1, 1, expect.stringContaining('out of memory'), 1]],
  ['dying_worker.js?once', Array(5).fill(expect.stringContaining('out of memory'))],
])(
  'what was asked of a worker that dies is asked again, three times at the most: %s',
  async (url, answers) => {
    const outcomes = await browser.evaluate(async (workerUrl) => {
      const { loadEngine, EngineCrash } = await importModule('index.js');
      const engine = await loadEngine({ workerUrl });
      const call = () =>
        engine.softmax({ scores: [1] }).then(
          (value) => (value as unknown as { call: number }).call,
          (error) => (error instanceof EngineCrash ? error.message : `another error: ${error}`),
        );
      const pending = await Promise.all([call(), call(), call(), call()]);
      return [...pending, await call()];
    }, url);
    expect(outcomes).toEqual(answers);
    await browser.takeProblems(); // Some browsers report the worker's error, which is meant.
  },
);

test('a host that forbids blob workers can have its own', async () => {
  await openModules('strict_worker.html');
  const { words, workers } = await browser.evaluate(async () => {
    let workers = 0;
    globalThis.Worker = class extends Worker {
      constructor(...words: ConstructorParameters<typeof Worker>) {
        super(...words);
        workers += 1;
      }
    };
    const { loadEngine } = await importModule('index.js');
    const workerUrl = new URL('/some/blog/attention/worker.js', location.href).href;
    const engine = await loadEngine({ workerUrl });
    return { words: (await engine.readSentence({ sentence: 'one two' })).words, workers };
  });
  expect({ words, workers }).toEqual({ words: ['one', 'two'], workers: 1 });
});
