// What the engine gives equals what NumPy gives.
import { describe, expect, it } from 'vitest';
import { loadEngine, row, switchNames } from '../../web/src/engine/index.ts';
import { expectClose, optionsOf, runs, stoppingRuns } from './golden.ts';

const engine = await loadEngine();

describe('runPost', () => {
  it.each(runs)('gives every intermediate of "$name"', async (golden) => {
    const run = await engine.runPost(optionsOf(golden));
    expect(run.vocabulary).toEqual(golden.head.texts('vocabulary'));
    expect(Array.from(run.embeddings.data)).toEqual(golden.head.numbers('embeddings'));
    expect(run.embeddings.columns).toBe(golden.head.number('dimensions'));
    expect(await engine.printPost(optionsOf(golden))).toBe(golden.head.text('printed'));
    expect(run.sentences.length).toBe(golden.sentences.length);
    run.sentences.forEach((actual, i) => {
      const expected = golden.sentences[i] as (typeof golden.sentences)[number];
      expect(actual.sentence).toBe(expected.text('sentence'));
      expect(actual.words).toEqual(expected.texts('words'));
      expect(Array.from(actual.indices)).toEqual(expected.numbers('indices'));
      expect(Array.from(actual.positions)).toEqual(expected.numbers('position'));
      expect([actual.contextBegins[0], actual.contextEnds[0]]).toEqual(expected.numbers('span'));
      const keys = Array.from(actual.indices).flatMap((index) => Array.from(row(run.embeddings, index)));
      expect(Array.from(actual.keys.data)).toEqual(keys);
      expectClose(actual.queries.data, expected.numbers('query'), 'query');
      expectClose(actual.products.data, expected.numbers('products'), 'products');
      expectClose(actual.scores.data, expected.numbers('scores'), 'scores');
      expectClose(actual.weights.data, expected.numbers('weights'), 'weights');
      expectClose(actual.maxima, expected.numbers('maximum'), 'maximum');
      expectClose(actual.shifted.data, expected.numbers('shifted'), 'shifted');
      expectClose(actual.exponentials.data, expected.numbers('exponentials'), 'exponentials');
      expectClose(actual.sums, expected.numbers('sum'), 'sum');
      expectClose(actual.pattern.data, expected.numbers('pattern'), 'pattern');
      expectClose(actual.outputs.data, expected.numbers('output'), 'output');
      expectClose(actual.logits.data, expected.numbers('logits'), 'logits');
      expectClose(actual.probabilities.data, expected.numbers('probabilities'), 'probabilities');
      expectClose(actual.cumulative.data, expected.numbers('cumulative'), 'cumulative');
      expect(actual.draw).toBe(expected.number('draw'));
      expect(Array.from(actual.chosen)).toEqual(expected.numbers('chosen'));
      expect(Array.from(actual.outcomes)).toEqual(expected.numbers('outcomes'));
      expect(actual.predicted).toBe(expected.text('predicted'));
    });
  });

  it.each(stoppingRuns)('refuses "$name", where the post\'s program stops', async (golden) => {
    const refused = engine.runPost(optionsOf(golden));
    await expect(refused).rejects.toThrow(`position ${golden.head.text('stops')} was drawn`);
  });

  it('takes "all" for every switch and "none" for no switch', async () => {
    const word = 'fox';
    const run = (corrected?: string) =>
      engine.runPost({ word, ...(corrected === undefined ? {} : { corrected }) });
    expect(await run('all')).toEqual(await run(switchNames.join(',')));
    expect(await run('none')).toEqual(await run());
    expect(await run('all')).not.toEqual(await run());
  });
});

describe('readSentence', () => {
  it('gives for each word what runPost gives for it', async () => {
    const sentence = 'a quick brown fox and other animals';
    const corrected = 'normalisation,context,values';
    const reading = await engine.readSentence({ sentence, corpus: ['some more words'], corrected });
    expect(reading.pattern.rows).toBe(7);
    for (const [i, word] of reading.words.entries()) {
      const run = await engine.runPost({ sentences: [sentence, 'some more words'], word, corrected });
      const expected = run.sentences[0];
      expectClose(row(reading.pattern, i), Array.from(expected?.pattern.data ?? []), 'pattern');
      expectClose(
        row(reading.probabilities, i),
        Array.from(expected?.probabilities.data ?? []),
        'probabilities',
      );
      expect(reading.chosen[i]).toBe(expected?.chosen[0]);
    }
  });

  it('lets the sampled words follow the sentence', async () => {
    const reading = await engine.readSentence({ sentence: 'a b', sampled: ['b', 'a'] });
    expect(reading.words).toEqual(['a', 'b', 'b', 'a']);
    expect(reading.vocabulary).toEqual(['a', 'b']);
  });
});

describe('softmax', () => {
  it('gives every step', async () => {
    const steps = await engine.softmax({ scores: [2, 4, 6, 8], temperature: 2 });
    expect(Array.from(steps.scaled)).toEqual([1, 2, 3, 4]);
    expect(steps.maximum).toBe(4);
    expect(Array.from(steps.shifted)).toEqual([-3, -2, -1, 0]);
    const expected = [0.03205860328008498, 0.08714431874203256, 0.23688281808991016, 0.6439142598879724];
    expectClose(steps.probabilities, expected, 'probabilities');
  });

  it('takes a Float64Array, and ends where exp overflows', async () => {
    const steps = await engine.softmax({ scores: Float64Array.of(800, 0), subtractMaximum: false });
    expect(Array.from(steps.shifted)).toEqual([800, 0]);
    expect([steps.exponentials.length, steps.sum, steps.probabilities.length]).toEqual([0, 0, 0]);
  });
});

it('gives arrays that stay as they are when the next request grows the memory', async () => {
  const { embeddings } = await engine.runPost();
  const before = Array.from(embeddings.data);
  await engine.runPost({
    sentences: [Array.from({ length: 50_000 }, (_, i) => i).join(' ')],
    dimensions: 64,
  });
  expect(Array.from(embeddings.data)).toEqual(before);
});
