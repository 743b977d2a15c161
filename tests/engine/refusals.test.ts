// Input that cannot be used is refused with an InputError that names it, quotes it and says what was expected.
import { expect, it } from 'vitest';
import { InputError, type InputErrorPiece, loadEngine } from '../../web/src/engine/index.ts';

const engine = await loadEngine();

const { runPost, readSentence, softmax } = {
  runPost: (options: unknown) => engine.runPost(options as never),
  readSentence: (options: unknown) => engine.readSentence(options as never),
  softmax: (options: unknown) => engine.softmax(options as never),
};

async function refusal(request: Promise<unknown>): Promise<InputError> {
  const error = await request.then(() => undefined).catch((error) => error);
  expect(error).toBeInstanceOf(InputError);
  expect(error.name).toBe('InputError');
  return error;
}

const seedRange = 'seed must be a whole number from 0 to 4294967295';
const dimensionsRange = 'dimensions must be a whole number from 1 to 1024';
const contextRange = 'context must be a whole number from 0 to 100000';
const switches = 'corrected must be all, none, or a list of normalisation, context, query, values, lookup';
const unknown = "is not in the vocabulary: it must be one of the sentences' words";

it.each([
  [{ seed: -1 }, `${seedRange}, not -1`],
  [{ seed: 2 ** 32 }, `${seedRange}, not 4294967296`],
  [{ seed: 0.5 }, `${seedRange}, not 0.5`],
  [{ seed: Number.NaN }, `${seedRange}, not NaN`],
  [{ seed: Number.POSITIVE_INFINITY }, `${seedRange}, not Infinity`],
  [{ seed: 1e300 }, `${seedRange}, not 1e+300`],
  [{ seed: '42' }, `${seedRange}, not "42"`],
  [{ seed: null }, `${seedRange}, not null`],
  [{ seed: true }, `${seedRange}, not true`],
  [{ seed: 7n }, `${seedRange}, not 7`],
  [{ seed: [1, 2] }, `${seedRange}, not 1,2`],
  [{ dimensions: 0 }, `${dimensionsRange}, not 0`],
  [{ dimensions: 1025 }, `${dimensionsRange}, not 1025`],
  [{ context: -1 }, `${contextRange}, not -1`],
  [{ context: 100_001 }, `${contextRange}, not 100001`],
  [{ word: 'wolf' }, `word "wolf" ${unknown}`],
  [{ word: '' }, `word "" ${unknown}`],
  [{ word: 7 }, 'word must be text, not 7'],
  [{ sentences: 'a b' }, 'sentences must be an array of texts, not "a b"'],
  [{ sentences: [] }, 'sentences must have at least one sentence, not none'],
  [{ sentences: ['a', 2] }, 'sentences must be text, not 2'],
  [{ sentences: [''] }, 'sentence must have at least one word, not ""'],
  [{ sentences: ['fox', '\u3000\n'] }, 'sentence 2 must have at least one word, not "\u3000?"'],
  [{ sentences: ['fo\ud800x'] }, 'sentences is not valid Unicode at position 2'],
  [{ sentences: ['fox \udc00'] }, 'sentences is not valid Unicode at position 4'],
  [{ word: '\ud83e' }, 'word is not valid Unicode at position 0'],
  [{ sentences: ['a '.repeat(100_001)] }, 'sentence has more than 100000 words'],
  [{ corrected: 'softmax' }, `${switches}, not "softmax"`],
  [{ corrected: 'query,,values' }, `${switches}, not ""`],
  [{ corrected: 'query, values' }, `${switches}, not " values"`],
  [{ corrected: true }, 'corrected must be text, not true'],
  [{ sentences: ['a b'], corrected: 'query' }, `word "fox" ${unknown}`],
  [{ seeds: 1 }, 'options must be among sentences, word, seed, dimensions, context, corrected, not "seeds"'],
  [7, 'options must be an object, not 7'],
  [null, 'options must be an object, not null'],
  ['a\nb', 'options must be an object, not "a?b"'],
])('runPost(%o) is refused', async (options, message) => {
  expect((await refusal(runPost(options))).message).toBe(message);
});

it.each([
  [{}, 'sentence must have at least one word, not ""'],
  [{ sentence: ['a'] }, 'sentence must be text, not a'],
  [{ sentence: 'a', corpus: 'b' }, 'corpus must be an array of texts, not "b"'],
  [{ sentence: 'a', sampled: ['b'] }, `word "b" ${unknown}`],
  [{ sentence: 'a', sampled: {} }, 'sampled must be an array of texts, not [object Object]'],
  [
    { sentence: 'a '.repeat(1025) },
    'sentence must have at most 1024 words to compare each with every other, not 1025',
  ],
  [
    { sentence: 'a', word: 'a' },
    'options must be among sentence, corpus, sampled, seed, dimensions, context, corrected, not "word"',
  ],
])('readSentence(%o) is refused', async (options, message) => {
  expect((await refusal(readSentence(options))).message).toBe(message);
});

it.each([
  [{}, 'scores must have at least one number, not none'],
  [{ scores: [] }, 'scores must have at least one number, not none'],
  [{ scores: 'high' }, 'scores must be an array of numbers, not "high"'],
  [{ scores: [1, '2'] }, 'scores must be a number, not "2"'],
  [{ scores: [1, Number.NaN] }, 'scores must be finite numbers, not nan at position 1'],
  [{ scores: [1], temperature: 0 }, 'temperature must be a number above 0, not 0.000000'],
  [{ scores: [1], temperature: '1' }, 'temperature must be a number, not "1"'],
  [{ scores: [1], subtractMaximum: 1 }, 'subtractMaximum must be true or false, not 1'],
  [{ scores: [1], axis: 0 }, 'options must be among scores, temperature, subtractMaximum, not "axis"'],
])('softmax(%o) is refused', async (options, message) => {
  expect((await refusal(softmax(options))).message).toBe(message);
});

const openWith = (tokenizer: string) =>
  engine.openModel({ config: '{}', tokenizer, weights: new Uint8Array() });

const wholeNumber = 'must be a whole number from {} to {}, not {}';

it.each<[() => Promise<unknown>, string, string, InputErrorPiece[], string]>([
  [() => runPost({ seed: -1 }), 'seed', wholeNumber, [0, 4294967295, -1], `${seedRange}, not -1`],
  [() => runPost({ seed: 0.5 }), 'seed', wholeNumber, [0, 4294967295, 0.5], `${seedRange}, not 0.5`],
  [
    () => runPost({ seed: 'a\nb' }),
    'seed',
    wholeNumber,
    [0, 4294967295, { quoted: 'a?b' }],
    `${seedRange}, not "a?b"`,
  ],
  [() => runPost({ seed: null }), 'seed', wholeNumber, [0, 4294967295, 'null'], `${seedRange}, not null`],
  [() => runPost({ word: 7 }), 'word', 'must be text, not {}', [7], 'word must be text, not 7'],
  [() => runPost({ word: '狐' }), 'word', `{} ${unknown}`, [{ quoted: '狐' }], `word "狐" ${unknown}`],
  [
    () => runPost({ sentences: ['fox', ''] }),
    'sentence 2',
    'must have at least one word, not {}',
    [{ quoted: '' }],
    'sentence 2 must have at least one word, not ""',
  ],
  [
    () => softmax({ scores: [] }),
    'scores',
    'must have at least one number, not none',
    [],
    'scores must have at least one number, not none',
  ],
  [
    () => softmax({ scores: [1e308], temperature: 1e-3 }),
    'scores',
    'divided by the temperature must be finite numbers, not {} at position {}',
    ['inf', 0],
    'scores divided by the temperature must be finite numbers, not inf at position 0',
  ],
  [
    () => openWith('{'),
    'tokenizer.json',
    'is not JSON at byte {}: Missing a name for object member.',
    [1],
    'tokenizer.json is not JSON at byte 1: Missing a name for object member.',
  ],
  [
    () => openWith('{"model": {"type": []}}'),
    'tokenizer.json: model.type',
    'must be a text, not a list',
    [],
    'tokenizer.json: model.type must be a text, not a list',
  ],
  [
    () => openWith('{"model": {"type": "BPE", "dropout": 0.25}}'),
    'tokenizer.json: model.dropout',
    'must be null or 0, not {}',
    [0.25],
    'tokenizer.json: model.dropout must be null or 0, not 0.25',
  ],
  [
    () => engine.createModel({ text: 'a b', tokenizer: 'letters' as never }),
    'tokenizer',
    'must be words, bytes or bpe, not {}',
    [{ quoted: 'letters' }],
    'tokenizer must be words, bytes or bpe, not "letters"',
  ],
])('an InputError carries what it says as data: %#', async (request, argument, pattern, pieces, message) => {
  const error = await refusal(request());
  expect({ ...error }).toEqual({ name: 'InputError', argument, pattern, pieces });
  expect(error.message).toBe(message);
  expect(error.about('that').message).toBe(message.replace(argument, 'that'));
});

it('quotes a long text in part', async () => {
  const message = `word "${'x'.repeat(60)}…" ${unknown}`;
  const { message: said, pieces } = await refusal(runPost({ word: 'x'.repeat(61) }));
  expect(said).toBe(message);
  expect(pieces).toEqual([{ quoted: `${'x'.repeat(60)}…` }]);
});

it('takes an option that is undefined for one that is absent', async () => {
  expect(await runPost({ seed: undefined, word: undefined })).toEqual(await runPost({}));
});

it('answers as before after a refusal', async () => {
  const before = await runPost({});
  await expect(runPost({ seed: -1 })).rejects.toThrow();
  expect(await runPost({})).toEqual(before);
});
