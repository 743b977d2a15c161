// Byte-pair encoding against tiktoken (Rust, as wasm) and Hugging Face's tokenizers (JavaScript).
// They differ among themselves: their \s (JavaScript's has U+FEFF and lacks U+0085; the core, Rust and Hugging Face's
// own Rust take White_Space), and the version of Unicode that says what a letter is. The core has Unicode 17.0, as
// current browsers do; strings with characters that only some of the three know are left out.
import { Tokenizer } from '@huggingface/tokenizers';
import { get_encoding } from 'tiktoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine, type Model } from '../../web/src/engine/index.ts';
import { gpt2TokenizerJson, smallestModel } from './gpt2.ts';
import { hardStrings } from './hard-strings.ts';

const separator = '<|endoftext|>';
const separatorId = 50_256;
const atOnce = 2000;
/** What JavaScript's \s takes for white space and White_Space does not have, or the other way round. */
const onlyJavaScripts = '\u0085\ufeff';

const engine = new Engine();
const tokenizerJson = gpt2TokenizerJson();
const tiktoken = get_encoding('gpt2');
const huggingFace = new Tokenizer(JSON.parse(tokenizerJson), {});
let gpt2: Model;

beforeAll(async () => {
  gpt2 = await engine.openModel(smallestModel(tokenizerJson, separatorId + 1));
});

afterAll(() => {
  engine.dispose();
  tiktoken.free();
});

const encodedByTiktoken = (text: string) => [...tiktoken.encode(text, 'all')];
const encodedByHuggingFace = (text: string) => huggingFace.encode(text, { add_special_tokens: false }).ids;

/** The engine's ids of each text. Many go in one request, joined by a token at which every text is cut first. */
async function encodedByUs(model: Model, texts: readonly string[]): Promise<number[][]> {
  const encoded: number[][] = [];
  for (let start = 0; start < texts.length; start += atOnce) {
    const batch = texts.slice(start, start + atOnce);
    const tokens = await model.tokenize(batch.join(separator));
    let at = 0;
    for (const text of batch) {
      // The separators within the text are its own.
      let inside = text.split(separator).length;
      const from = at;
      for (; at < tokens.length && inside > 0; at += 1) if (tokens[at]?.id === separatorId) inside -= 1;
      const end = inside > 0 ? at : at - 1;
      encoded.push(tokens.slice(from, end).map(({ id }) => id));
    }
  }
  return encoded;
}

/** The characters in the strings of which the three disagree whether they are letters, numbers or white space. */
async function disputedCharacters(texts: readonly string[]): Promise<Set<string>> {
  const characters = [...new Set(texts.join(''))].filter((character) => character !== ' ');
  // After a letter or a number, "'s" is a contraction; after anything else but white space, it is not.
  const probes = characters.map((character) => `${character}'s`);
  const ours = await encodedByUs(gpt2, probes);
  const contraction = encodedByTiktoken("'s")[0];
  const knows = (ids: readonly number[] | undefined) => ids?.at(-1) === contraction;
  return new Set(
    characters.filter((character, i) => {
      const isKnown = knows(ours[i]);
      const isJavaScripts = /[\p{L}\p{N}\s]/u.test(character);
      return isKnown !== isJavaScripts || isKnown !== knows(encodedByTiktoken(probes[i] as string));
    }),
  );
}

describe('the vocabulary of GPT-2', () => {
  const strings = hardStrings(106_000, 2019);
  let ours: number[][] = [];
  let disputed = new Set<string>();

  /** The strings that ours and theirs differ in; those with disputed characters do not count. */
  function different(encodedByThem: (text: string) => number[], disputedByThem: Set<string>): string[] {
    const compared = strings.filter(
      (text) => !Array.from(text).some((character) => disputedByThem.has(character)),
    );
    expect(compared.length).toBeGreaterThan(100_000);
    const isCompared = new Set(compared);
    return strings.filter(
      (text, i) => isCompared.has(text) && encodedByThem(text).join() !== ours[i]?.join(),
    );
  }

  beforeAll(async () => {
    ours = await encodedByUs(gpt2, strings);
    disputed = await disputedCharacters(strings);
  });

  it('has letters, numbers and white space as its implementations have them, but for the newest', () => {
    expect(ours.length).toBe(strings.length);
    // They disagree on letters and numbers that one of them does not know yet, and on nothing else.
    const others = [...disputed].filter((character) => !/[\p{L}\p{N}\p{Cn}]/u.test(character));
    expect(others.sort()).toEqual([...onlyJavaScripts].sort());
  });

  it('encodes hard strings as tiktoken does', () => {
    const ofUnicode = new Set([...disputed].filter((character) => !onlyJavaScripts.includes(character)));
    expect(different(encodedByTiktoken, ofUnicode).slice(0, 5)).toEqual([]);
  });

  it('encodes hard strings as Hugging Face does', () => {
    expect(different(encodedByHuggingFace, disputed).slice(0, 5)).toEqual([]);
  });

  it('gives every text back', async () => {
    let text = '';
    for (let start = 0; start < ours.length; start += atOnce) {
      text += await gpt2.decode(ours.slice(start, start + atOnce).flat());
    }
    expect(text === strings.join('')).toBe(true);
  });

  it('encodes a word of 100,000 bytes', async () => {
    const letters = hardStrings(30_000, 7)
      .join('')
      .replaceAll(/[^a-z]/g, '');
    const word = letters.slice(0, 50_000).padEnd(100_000, 'lo');
    expect(await encodedByUs(gpt2, [word])).toEqual([encodedByHuggingFace(word)]);
  });
});

describe('what is trained here', () => {
  const text = hardStrings(3000, 11).join('');

  it.each(['bpe', 'bytes', 'words'])('opens elsewhere: %s', async (tokenizer) => {
    const model = await engine.createModel({
      text,
      tokenizer,
      vocabSize: 1000,
      layers: 1,
      heads: 1,
      dModel: 1,
    });
    const files = await model.save();
    const elsewhere = new Tokenizer(JSON.parse(files.tokenizer), {});
    // Words are split at U+001C to U+001F too, as Python does. What this Node does not know may be a letter to us.
    const isDisputed = (character: string) =>
      `${onlyJavaScripts}\u001c\u001d\u001e\u001f`.includes(character) || /\p{Cn}/u.test(character);
    for (const line of hardStrings(1000, 12).filter((line) => !Array.from(line).some(isDisputed))) {
      const ours = (await model.tokenize(line)).map(({ id }) => id);
      // It reads words without their unknown token, which has id 0.
      const theirs = elsewhere.encode(line, { add_special_tokens: false }).ids.map((id) => id ?? 0);
      expect(ours, JSON.stringify(line)).toEqual(theirs);
    }
  });
});

describe('what a tokenizer.json says', () => {
  type Json = Record<string, unknown>;
  const strings = hardStrings(4000, 21);
  let trained: Json & { model: Json; pre_tokenizer: Json; added_tokens: Json[] };

  beforeAll(async () => {
    const text = hardStrings(3000, 20).join('');
    const sizes = { vocabSize: 600, layers: 1, heads: 1, dModel: 1 };
    const model = await engine.createModel({ text, ...sizes });
    trained = JSON.parse((await model.save()).tokenizer);
  });

  const added = (content: string, more: Json = {}) => ({
    id: 600,
    content,
    special: false,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    ...more,
  });
  const template = (...single: Json[]) => ({
    type: 'TemplateProcessing',
    single,
    pair: [],
    special_tokens: { '<s>': { id: '<s>', ids: [600], tokens: ['<s>'] } },
  });
  const special = { SpecialToken: { id: '<s>', type_id: 0 } };
  const sequence = { Sequence: { id: 'A', type_id: 0 } };
  const withoutBytes = (...letters: string[]) => {
    const { vocab } = trained.model as { vocab: Record<string, number> };
    const joined = (token: string) => letters.some((letter) => token.includes(letter));
    const merges = (trained.model.merges as string[]).filter((merge) => !joined(merge));
    return {
      ...trained.model,
      vocab: {
        ...Object.fromEntries(Object.entries(vocab).filter(([token]) => !joined(token))),
        '<unk>': 650,
      },
      merges,
    };
  };

  const settings: [string, () => Json][] = [
    ['truncation and padding', () => ({ truncation: { max_length: 5 }, padding: { length: 9 } })],
    ['add_prefix_space', () => ({ pre_tokenizer: { ...trained.pre_tokenizer, add_prefix_space: true } })],
    ['use_regex false', () => ({ pre_tokenizer: { ...trained.pre_tokenizer, use_regex: false } })],
    [
      'a Sequence of one pre-tokenizer',
      () => ({ pre_tokenizer: { type: 'Sequence', pretokenizers: [trained.pre_tokenizer] } }),
    ],
    ['NFC', () => ({ normalizer: { type: 'NFC' } })],
    ['NFKC', () => ({ normalizer: { type: 'NFKC' } })],
    ['NFD', () => ({ normalizer: { type: 'NFD' } })],
    ['NFKD', () => ({ normalizer: { type: 'NFKD' } })],
    ['Lowercase', () => ({ normalizer: { type: 'Lowercase' } })],
    [
      'a Sequence of normalizers',
      () => ({ normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] } }),
    ],
    [
      'a template',
      () => ({
        added_tokens: [added('<s>', { special: true })],
        post_processor: template(special, sequence, special),
      }),
    ],
    ['an added token', () => ({ added_tokens: [added('th')] })],
    ['lstrip', () => ({ added_tokens: [added('th', { lstrip: true })] })],
    ['rstrip', () => ({ added_tokens: [added('th', { rstrip: true })] })],
    ['ignore_merges', () => ({ model: { ...trained.model, ignore_merges: true } })],
    ['an unknown token', () => ({ model: { ...withoutBytes('e', 'Ã'), unk_token: '<unk>' } })],
    [
      'fuse_unk', // within a pre-token, as its Rust does; its JavaScript fuses across them
      () => ({
        model: { ...withoutBytes('e', 'Ã'), unk_token: '<unk>', fuse_unk: true },
        pre_tokenizer: { ...trained.pre_tokenizer, use_regex: false },
      }),
    ],
    ['gaps between ids', () => ({ model: withoutBytes('q'), added_tokens: [added('q', { id: 700 })] })],
  ];

  it.each(settings)('is done as Hugging Face does it: %s', async (_, change) => {
    const json = { ...trained, ...change() };
    const model = await engine.openModel(smallestModel(JSON.stringify(json), 800));
    const again = await engine.openModel({ ...(await model.save()) });
    const theirs = new Tokenizer(json, {});
    // JavaScript's toLowerCase looks at what is beside a Σ; Rust's letter by letter does not.
    const isDisputed = (character: string) =>
      onlyJavaScripts.includes(character) || /[\p{Cn}\p{Cs}Σ]/u.test(character.normalize('NFKC'));
    const compared = strings.filter((line) => !Array.from(line).some(isDisputed));
    expect(compared.length).toBeGreaterThan(2000);
    const different: unknown[] = [];
    for (const line of compared) {
      const expected = theirs.encode(line).ids;
      const ours = (await model.tokenize(line)).map(({ id }) => id);
      const ofAgain = (await again.tokenize(line)).map(({ id }) => id);
      if (ours.join() !== expected.join() || ofAgain.join() !== ours.join())
        different.push({ line, ours, ofAgain, expected });
    }
    expect(different.slice(0, 3)).toEqual([]);
  });

  it('may be a token beyond the vocabulary, which is refused in a prompt only', async () => {
    const json = { ...trained, added_tokens: [added('[PAD]', { id: 900 })] };
    const model = await engine.openModel(smallestModel(JSON.stringify(json), 800));
    expect((await model.tokenize('a [PAD]')).at(-1)?.id).toBe(900);
    await expect(model.nextToken({ prompt: 'a [PAD]' })).rejects.toThrow(
      'prompt must not have the token "[PAD]": the model\'s vocabulary ends before its id, 900',
    );
    expect((await model.nextToken({ prompt: 'a' })).logits).toHaveLength(800);
  });
});
