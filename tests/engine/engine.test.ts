// The queue: order, cancellation, crashes and the end.
import { describe, expect, it } from 'vitest';
import { Engine, EngineCrash, InputError, loadEngine } from '../../web/src/engine/index.ts';

/** Options that stop the core in the middle of a call, as a trap does. */
const trap = {
  get seed(): number {
    throw new WebAssembly.RuntimeError('unreachable');
  },
};

describe('the queue', () => {
  it('answers in the order of the requests', async () => {
    const engine = new Engine();
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    await Promise.all([
      engine.runPost({ sentences: ['a b '.repeat(10_000)], corrected: 'lookup' }).then(note('long')),
      engine.runPost({ seed: -1 }).catch(note('refused')),
      engine.softmax({ scores: [1] }).then(note('softmax')),
      engine.readSentence({ sentence: 'a' }).then(note('reading')),
    ]);
    expect(order).toEqual(['long', 'refused', 'softmax', 'reading']);
  });

  it('is one for all that load the engine', async () => {
    expect(await loadEngine()).toBe(await loadEngine());
  });
});

describe('cancellation', () => {
  it('rejects a request whose signal is aborted already', async () => {
    const reason = new Error('not any more');
    const refused = new Engine().runPost({}, { signal: AbortSignal.abort(reason) });
    await expect(refused).rejects.toBe(reason);
  });

  it('rejects a waiting request, which never runs, and leaves the others alone', async () => {
    const engine = new Engine();
    const controller = new AbortController();
    let wasRead = false;
    const options = {
      get seed() {
        wasRead = true;
        return 1;
      },
    };
    const first = engine.runPost();
    const cancelled = engine.runPost(options, { signal: controller.signal });
    const last = engine.runPost({ seed: 7 });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect((await first).sentences.length).toBe(3);
    expect((await last).sentences.length).toBe(3);
    expect(wasRead).toBe(false);
  });

  it('rejects the running request at once, and the next one gets its own answer', async () => {
    const engine = new Engine();
    const controller = new AbortController();
    const cancelled = engine.runPost({ seed: 1 }, { signal: controller.signal });
    const next = engine.softmax({ scores: [3] });
    controller.abort('enough');
    await expect(cancelled).rejects.toBe('enough');
    expect(Array.from((await next).probabilities)).toEqual([1]);
  });

  it('does nothing to a request that is done', async () => {
    const engine = new Engine();
    const controller = new AbortController();
    const run = await engine.runPost({}, { signal: controller.signal });
    controller.abort();
    expect(await engine.runPost()).toEqual(run);
  });
});

describe('a crash', () => {
  it('rejects every pending request, and the next one starts afresh', async () => {
    const engine = new Engine();
    const pending = [engine.runPost(trap), engine.runPost(), engine.softmax({ scores: [1] })];
    for (const outcome of await Promise.allSettled(pending)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'EngineCrash' } });
    }
    await expect(pending[0]).rejects.toThrow(new EngineCrash('the attention core stopped: unreachable'));
    expect(await engine.runPost()).toEqual(await new Engine().runPost());
  });

  it('is no refusal: what is not an Error counts as one too', async () => {
    const engine = new Engine();
    const options = {
      get seed(): number {
        throw 'thrown text';
      },
    };
    await expect(engine.runPost(options)).rejects.toThrow(
      new EngineCrash('the attention core stopped: thrown text'),
    );
    expect((await engine.softmax({ scores: [1] })).sum).toBe(1);
  });
});

it('refuses input that needs more memory than there is, and answers the next request', async () => {
  const engine = new Engine();
  const sentences = Array.from({ length: 40_000 }, (_, i) => `a${i} b${i}`);
  const refused = engine.runPost({ sentences, dimensions: 1, corrected: 'values' });
  await expect(refused).rejects.toThrow(
    new InputError(
      '',
      'this needs more memory than can be had here: a shorter text, or a smaller model, would do',
    ),
  );
  expect((await engine.runPost()).sentences.length).toBe(3);
  engine.dispose();
});

describe('dispose', () => {
  it('rejects what is pending, and the next request starts afresh', async () => {
    const engine = new Engine();
    const pending = [engine.runPost(), engine.runPost()];
    engine.dispose();
    for (const outcome of await Promise.allSettled(pending)) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: new EngineCrash('the engine was disposed of'),
      });
    }
    expect((await engine.runPost()).sentences.length).toBe(3);
  });

  it('does nothing to an engine that has not begun, nor twice', async () => {
    const engine = new Engine();
    engine.dispose();
    await engine.softmax({ scores: [1] });
    engine.dispose();
    engine.dispose();
    expect((await engine.softmax({ scores: [1] })).sum).toBe(1);
  });
});
