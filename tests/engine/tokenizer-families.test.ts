// The tokenizers of other families than GPT-2's against tiktoken and Hugging Face's tokenizers (JavaScript), over hard
// strings: some thousands, or TOKENIZER_STRINGS of each (`npm run test:tokenizers`: 100,000).
// What their JavaScript does in another way than their Rust, which models are trained with, is held to a regular
// expression instead: its \d and \w know only ASCII, and its Punctuation joins.
import { Tokenizer } from '@huggingface/tokenizers';
import { get_encoding } from 'tiktoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type Model } from '../../web/src/engine/index.ts';
import { cl100kTokenizerJson, gpt2TokenizerJson, smallestModel } from './gpt2.ts';
import { hardStrings } from './hard-strings.ts';

type Json = Record<string, unknown>;

const count = Number(process.env.TOKENIZER_STRINGS ?? 4000);
const strings = hardStrings(Math.ceil(count * 1.25), 2024);
const engine = new Engine();
const tiktokenOfGpt2 = get_encoding('gpt2');

afterAll(() => {
  engine.dispose();
  tiktokenOfGpt2.free();
});

/** What this Node takes for a letter, a number or white space and another does not, or the other way round. */
let disputed = new Set<string>();

beforeAll(() => {
  const contraction = tiktokenOfGpt2.encode("'s")[0];
  const isWord = (character: string) => tiktokenOfGpt2.encode(`${character}'s`).at(-1) === contraction;
  // Node's \s has U+FEFF and lacks U+0085; the long s is an s of another case for all but their JavaScript.
  const others = ['\u0085', '\ufeff', 'ſ'];
  disputed = new Set(
    [...new Set(strings.join('').replaceAll(' ', ''))].filter(
      (character) => others.includes(character) || isWord(character) !== /[\p{L}\p{N}\s]/u.test(character),
    ),
  );
});

async function openedWith(tokenizer: string | Json, vocabSize: number): Promise<Model> {
  const json = typeof tokenizer === 'string' ? tokenizer : JSON.stringify(tokenizer);
  return engine.openModel(smallestModel(json, vocabSize));
}

/** The strings of which ours, or ours read again, and theirs differ; those with disputed characters do not count. */
async function different(
  model: Model,
  theirs: (text: string) => ArrayLike<number>,
  isDisputed = (character: string) => disputed.has(character),
): Promise<unknown[]> {
  const again = await engine.openModel({ ...(await model.save()) });
  const compared = strings.filter((text) => !Array.from(text).some(isDisputed)).slice(0, count);
  expect(compared.length).toBe(count);
  const found: unknown[] = [];
  for (const text of compared) {
    const expected = Array.from(theirs(text)).join();
    for (const one of [model, again]) {
      const ids = (await one.tokenize(text)).map(({ id }) => id).join();
      if (ids !== expected) found.push({ text, ids, expected });
    }
  }
  return found.slice(0, 3);
}

const byHuggingFace = (tokenizer: string | Json) => {
  const json = typeof tokenizer === 'string' ? JSON.parse(tokenizer) : tokenizer;
  const theirs = new Tokenizer({ post_processor: null, decoder: null, normalizer: null, ...json }, {});
  return (text: string) => theirs.encode(text).ids;
};

const cl100k = [
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)",
  '[^\\r\\n\\p{L}\\p{N}]?\\p{L}+',
  '\\p{N}{1,3}',
  ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*',
  '\\s*[\\r\\n]+',
  '\\s+(?!\\S)',
  '\\s+',
].join('|');
const qwen2 = cl100k.replace('{1,3}', '');

describe('byte-level vocabularies of other families', () => {
  it('cut as tiktoken cuts with cl100k_base', async () => {
    const tiktoken = get_encoding('cl100k_base');
    const model = await openedWith(cl100kTokenizerJson(cl100k), 100_258);
    const isDisputed = (character: string) => character !== 'ſ' && disputed.has(character);
    expect(await different(model, (text) => tiktoken.encode(text, 'all'), isDisputed)).toEqual([]);
    tiktoken.free();
  });

  it.each([
    ['Llama 3', cl100k, { ignore_merges: true }],
    ['Qwen 2', qwen2, {}],
  ])('cut as Hugging Face does for %s', async (_, regex, more) => {
    const json = cl100kTokenizerJson(regex, more);
    expect(await different(await openedWith(json, 100_258), byHuggingFace(json))).toEqual([]);
  });

  const asMatched = (pattern: RegExp) => (text: string) =>
    [...text.matchAll(pattern)].flatMap(([part]) => Array.from(tiktokenOfGpt2.encode(part, 'all')));
  const parts: [string, Json[], boolean, RegExp][] = [
    ['Digits', [{ type: 'Digits', individual_digits: true }], true, /\p{N}|[^\p{N}]+/gu],
    ['Digits together', [{ type: 'Digits', individual_digits: false }], true, /\p{N}+|[^\p{N}]+/gu],
    [
      'Whitespace',
      [{ type: 'Whitespace' }],
      true,
      /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\s]+/gu,
    ],
    ['Punctuation', [{ type: 'Punctuation' }], true, /[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~]+/gu],
    ['WhitespaceSplit', [{ type: 'WhitespaceSplit' }], true, /\S+/gu],
    [
      'WhitespaceSplit and Punctuation',
      [{ type: 'WhitespaceSplit' }, { type: 'Punctuation' }],
      true,
      /[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~\s]+/gu,
    ],
  ];

  it.each(parts)('are cut first by %s', async (_, cuts, useRegex, pattern) => {
    const json = JSON.parse(gpt2TokenizerJson());
    const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: useRegex };
    json.pre_tokenizer = { type: 'Sequence', pretokenizers: [...cuts, byteLevel] };
    json.added_tokens = [];
    delete json.model.vocab['<|endoftext|>'];
    const model = await openedWith(json, 50_257);
    const isDisputed = (character: string) => disputed.has(character) || character === '|';
    expect(await different(model, asMatched(pattern), isDisputed)).toEqual([]);
  });
});

/** Merges of characters by how often they are neighbours, learned the slow way. */
function learned(lines: readonly string[], most: number) {
  let words = lines.map((line) => Array.from(`▁${line.replaceAll(' ', '▁')}`));
  const counts = new Map<string, number>();
  for (const character of words.flat()) counts.set(character, (counts.get(character) ?? 0) + 1);
  const pieces = [...counts].flatMap(([character, times]) => (times > 3 ? [character] : []));
  const merges: [string, string][] = [];
  while (merges.length < most) {
    const pairs = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i += 1) {
        const pair = `${word[i]}\n${word[i + 1]}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
    const isKnown = (pair: string) => {
      const [left = '', right = ''] = pair.split('\n');
      return pieces.includes(left) && pieces.includes(right) && !pieces.includes(left + right);
    };
    const [best] = [...pairs].filter(([pair]) => isKnown(pair)).sort((a, b) => b[1] - a[1])[0] ?? [];
    if (!best) break;
    const [left, right] = best.split('\n') as [string, string];
    merges.push([left, right]);
    pieces.push(left + right);
    words = words.map((word) => {
      const joined: string[] = [];
      for (const part of word) {
        if (joined.at(-1) === left && part === right) joined[joined.length - 1] = left + right;
        else joined.push(part);
      }
      return joined;
    });
  }
  return { pieces, merges };
}

describe('vocabularies in SentencePiece’s way', () => {
  const text = hardStrings(1500, 31).filter((line) => !line.includes('\n'));
  const { pieces, merges } = learned(text, 150);
  const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
  const vocabulary = ['<unk>', '<s>', '</s>', ...bytes, ...pieces];
  const flags = { special: true, single_word: false, lstrip: false, rstrip: false, normalized: false };
  const llama = {
    version: '1.0',
    added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => ({ id, content, ...flags })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
      merges,
    },
  };
  // Their sums are exact, in whatever order: equal ones are so to everybody.
  const score = (id: number) => -Math.round(1024 * Math.sqrt(id + 7)) / 1024;
  const unigram = {
    type: 'Unigram',
    unk_id: 0,
    byte_fallback: false,
    vocab: ['<unk>', '<s>', '</s>', ...pieces].map((piece, id) => [piece, id < 3 ? 0 : score(id)]),
  };
  const metaspace = (prepend_scheme: string) => ({
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme, split: false },
    normalizer: null,
  });
  const cases: [string, Json][] = [
    ['Llama 2', {}],
    ['Metaspace always', metaspace('always')],
    ['Metaspace first', metaspace('first')],
    ['Metaspace never', metaspace('never')],
    ['BPE without bytes', { model: { ...llama.model, byte_fallback: false } }],
    ['unigram', { model: unigram }],
    ['unigram, Metaspace', { model: unigram, ...metaspace('always') }],
    [
      'unigram with its spaces joined',
      {
        model: unigram,
        normalizer: {
          type: 'Sequence',
          normalizers: [
            { type: 'Replace', pattern: { Regex: '\\A +| +\\z' }, content: '' },
            { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
            ...llama.normalizer.normalizers,
          ],
        },
      },
    ],
  ];

  it.each(cases)('cut as Hugging Face does: %s', async (_, change) => {
    const json = { ...llama, ...change };
    const model = await openedWith(json, vocabulary.length);
    // Their JavaScript prepends to a text of which nothing is left, too; their Rust does not.
    const theirs = byHuggingFace(json);
    const spaces = (text: string) => JSON.stringify(change).includes('Regex') && /^ +$/.test(text);
    expect(
      await different(
        model,
        (text) => (spaces(text) ? [1] : theirs(text)),
        () => false,
      ),
    ).toEqual([]);
  });

  it('give every text back whose characters have tokens', async () => {
    const model = await openedWith(llama, vocabulary.length);
    for (const line of strings.filter((line) => line !== '' && !/[▁\0]|<0x/.test(line)).slice(0, 1000)) {
      const ids = (await model.tokenize(line)).map(({ id }) => id);
      expect(ids[0]).toBe(1);
      expect(await model.decode(ids.slice(1)), JSON.stringify(line)).toBe(line);
    }
  });
});
