// Workers that die, in silence or not: what was asked is answered by the next one, and models are there again.
import { beforeEach, expect, test } from 'vitest';
import { Chapter } from './chapter.ts';
import { startHarness } from './harness.ts';

const { browser, servers } = await startHarness();

type Module = typeof import('pay-attention');

declare global {
  var importModule: (name: string) => Promise<Module>;
  var workers: Worker[];
}

/** From now on the page knows its workers. */
const countWorkers = () =>
  browser.evaluate(() => {
    globalThis.workers = [];
    globalThis.Worker = class extends Worker {
      constructor(...words: ConstructorParameters<typeof Worker>) {
        super(...words);
        workers.push(this);
      }
    };
  });

const openModules = async () => {
  await browser.open(servers.fixture('module.html'));
  await expect.poll(() => browser.evaluate(() => 'importModule' in globalThis)).toBe(true);
  await countWorkers();
};

beforeEach(openModules);

interface Trial {
  /** Lets so many workers die; gives how many times everything was there again, and what hung. */
  die(deaths: number): Promise<{ recovered: number; late: number[] }>;
  end(): Promise<{ told: string[]; rejections: string[]; hasLearned: boolean }>;
}

declare global {
  var trial: Trial;
}

test('a hundred deaths at random moments of reading and training: every model is there again', async () => {
  await browser.evaluate(async () => {
    const { loadEngine, EngineCrash } = await importModule('index.js');
    const engine = await loadEngine();
    const text = 'in the rain tom eats the plum . in the sun ann eats the fig . '.repeat(20);
    const size = { layers: 1, heads: 2, dModel: 16, context: 16, tokenizer: 'words' };
    const learning = await engine.createModel({ text, ...size });
    const reading = await engine.createModel({ text, ...size, seed: 2 });
    await learning.startTraining({ text, steps: 1e6 });
    await learning.snapshot();
    const read = async () => [
      (await reading.inspect({ prompt: 'in the rain tom' })).loss,
      (await engine.softmax({ scores: [0, 0] })).probabilities[0],
    ];
    const before = JSON.stringify(await read());

    const rejections: string[] = [];
    addEventListener('unhandledrejection', ({ reason }) => rejections.push(String(reason)));
    const told = new Set<string>();
    let trained = 0;
    let isOver = false;
    const training = (async () => {
      while (!isOver) {
        try {
          const { step } = await learning.trainAWhile();
          trained = Math.max(trained, step);
          if (step % 5 === 0) await learning.snapshot();
        } catch (error) {
          told.add(error instanceof EngineCrash ? 'crash' : `another: ${error}`);
        }
      }
    })();

    let random = 1;
    const draw = (most: number) => {
      random = (random * 16807) % 2147483647;
      return random % most;
    };
    const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const die = async () => {
      await wait(draw(30));
      const asked = draw(2) ? read() : undefined;
      if (draw(2)) await wait(draw(3));
      for (const worker of workers.splice(0)) {
        if (draw(2)) worker.terminate();
        else worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
      }
      const start = performance.now();
      const after = await read();
      const milliseconds = performance.now() - start;
      const all = [after, (await asked) ?? after].map((reading) => JSON.stringify(reading));
      return { isThere: all.every((reading) => reading === before), milliseconds };
    };
    globalThis.trial = {
      async die(deaths) {
        const outcomes = [];
        for (let death = 0; death < deaths; ++death) outcomes.push(await die());
        return {
          recovered: outcomes.filter(({ isThere }) => isThere).length,
          late: outcomes.map(({ milliseconds }) => Math.round(milliseconds)).filter((time) => time > 10_000),
        };
      },
      async end() {
        isOver = true;
        await training;
        const { step } = await learning.trainAWhile();
        return { told: [...told], rejections, hasLearned: trained > 5 && step > 1 };
      },
    };
  });
  // In pieces: WebDriver waits for half a minute at the most.
  for (let piece = 0; piece < 10; ++piece) {
    expect(await browser.evaluate(() => trial.die(10))).toEqual({ recovered: 10, late: [] });
  }
  expect(await browser.evaluate(() => trial.end())).toEqual({
    told: ['crash'],
    rejections: [],
    hasLearned: true,
  });
});

test.each(['empty_worker.js', 'other_worker.js'])(
  '%s is noticed, and the core runs elsewhere',
  async (name) => {
    const words = await browser.evaluate(async (workerUrl) => {
      const { loadEngine } = await importModule('index.js');
      const engine = await loadEngine({ workerUrl });
      return (await engine.readSentence({ sentence: 'here it is' })).words;
    }, name);
    expect(words).toEqual(['here', 'it', 'is']);
  },
);

test('where there are no locks, a worker that ends in silence is noticed by its heart that stops', async () => {
  const { words, seconds } = await browser.evaluate(async () => {
    const { loadEngine } = await importModule('index.js');
    const engine = await loadEngine({ workerUrl: 'worker_without_locks.js' });
    await engine.readSentence({ sentence: 'here it is' });
    for (const worker of workers.splice(0)) worker.terminate();
    const start = performance.now();
    const { words } = await engine.readSentence({ sentence: 'and here again' });
    return { words, seconds: (performance.now() - start) / 1000 };
  });
  expect(words).toEqual(['and', 'here', 'again']);
  expect(seconds).toBeGreaterThan(0.1); // it did not hear of it otherwise
  expect(seconds).toBeLessThan(20); // nor wait for the end of its patience
});

test('an address that is none is refused in words', async () => {
  const message = await browser.evaluate(async () => {
    const { loadEngine } = await importModule('index.js');
    return loadEngine({ workerUrl: 'http://:' }).catch((error) => `${error.name}: ${error.message}`);
  });
  expect(message).toBe('InputError: workerUrl must be the address of worker.js, not "http://:"');
});

test('with the last model its worker goes, and the next one has another', async () => {
  const counts = await browser.evaluate(async () => {
    const { loadEngine } = await importModule('index.js');
    const engine = await loadEngine();
    const text = 'a b c d e f '.repeat(20);
    const size = { layers: 1, heads: 1, dModel: 8, context: 8, tokenizer: 'words' };
    const first = await engine.createModel({ text, ...size });
    const counts = [workers.length];
    await first.dispose();
    await (await engine.createModel({ text, ...size })).tokenize('a b');
    return [...counts, workers.length];
  });
  expect(counts).toEqual([1, 2]);
});

test('a run on the page goes on from its last snapshot, and says so', async () => {
  const chapter = new Chapter(browser);
  await browser.open(servers.post);
  await chapter.reach();
  // The worker that reads stories is the one that learns: whoever is spoken to from now on.
  await browser.evaluate(() => {
    globalThis.workers = [];
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
      if (!workers.includes(this)) workers.push(this);
      return Reflect.apply(postMessage, this, message);
    };
  });
  await chapter.fill('input[name="steps"]', '5000'); // it must not be over before the worker is
  await chapter.press('button.primary');
  await expect.poll(chapter.step).toBeGreaterThan(20);
  await browser.evaluate(() => {
    for (const worker of workers.splice(0)) worker.terminate();
  });
  await expect.poll(() => chapter.text('.error')).toMatch(/stopped.* The run goes on/);
  const step = await chapter.step();
  await expect.poll(chapter.step).toBeGreaterThan(step);
});
