// GPT-2's vocabulary, and cl100k_base, as the tiktoken package brings them, in the files of Hugging Face's layout.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ModelFiles } from '../../web/src/engine/index.ts';

/** The bytes of each token as a string of code units 0 to 255, in the order of the ids. */
function readTokens(encoding: string): string[] {
  const ranksPath = createRequire(import.meta.url).resolve(`tiktoken/encoders/${encoding}.json`);
  const { bpe_ranks } = JSON.parse(readFileSync(ranksPath, 'utf8')) as { bpe_ranks: string };
  const tokens: string[] = [];
  for (const line of bpe_ranks.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    encoded.forEach((token, i) => {
      tokens[Number(first) + i] = Buffer.from(token, 'base64').toString('latin1');
    });
  }
  return tokens;
}

/** The letter that GPT-2's vocabulary has for each byte. */
function byteLetters(): string[] {
  const letters: string[] = [];
  let next = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    const isVisible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    letters.push(String.fromCodePoint(isVisible ? byte : next));
    if (!isVisible) next += 1;
  }
  return letters;
}

/** The two tokens that a token is merged from: what is left of its bytes when all earlier merges are made. */
function partsOf(token: string, rank: number, ranks: Map<string, number>): [string, string] {
  const parts = token.split('');
  while (parts.length > 2) {
    let best = rank;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i += 1) {
      const candidate = ranks.get(`${parts[i]}${parts[i + 1]}`) ?? rank;
      if (candidate < best) [best, at] = [candidate, i];
    }
    if (at < 0) throw new Error(`no two tokens make ${JSON.stringify(token)}`);
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
  }
  return parts as [string, string];
}

/** The vocabulary in the letters of its bytes, and its merges in order. */
function writtenTokens(encoding: string) {
  const tokens = readTokens(encoding);
  const ranks = new Map(tokens.map((token, rank) => [token, rank]));
  const letters = byteLetters();
  const written = (token: string) => Array.from(token, (byte) => letters[byte.charCodeAt(0)]).join('');
  const merges = tokens.flatMap((token, rank) =>
    token.length > 1 ? [partsOf(token, rank, ranks).map(written).join(' ')] : [],
  );
  return { tokens: tokens.map(written), merges };
}

/** tokenizer.json as the models that have cl100k_base's vocabulary are published with, but for `regex`. */
export function cl100kTokenizerJson(regex: string, more: Record<string, unknown> = {}): string {
  const { tokens, merges } = writtenTokens('cl100k_base');
  const split = { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  return JSON.stringify({
    version: '1.0',
    added_tokens: [{ id: 100_257, content: '<|endoftext|>', special: true, normalized: false }],
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [split, byteLevel] },
    post_processor: byteLevel,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
      ...more,
    },
  });
}

/** tokenizer.json with the fields that the one GPT-2 is published with has. */
export function gpt2TokenizerJson(): string {
  const { tokens, merges } = writtenTokens('gpt2');
  const byteLevel = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: true, special: true };
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: tokens.length, content: '<|endoftext|>', ...flags }],
    normalizer: null,
    pre_tokenizer: { ...byteLevel, add_prefix_space: false },
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab: {
        ...Object.fromEntries(tokens.map((token, id) => [token, id])),
        '<|endoftext|>': tokens.length,
      },
      merges,
    },
  });
}

/** The smallest model that has the vocabulary; all its weights are 0. */
export function smallestModel(tokenizer: string, vocabSize: number): ModelFiles {
  const sizes = {
    n_layer: 1,
    n_head: 1,
    n_embd: 1,
    n_inner: 1,
    n_positions: 1,
    n_ctx: 1,
    vocab_size: vocabSize,
  };
  const block = {
    'ln_1.weight': [1],
    'ln_1.bias': [1],
    'attn.c_attn.weight': [1, 3],
    'attn.c_attn.bias': [3],
    'attn.c_proj.weight': [1, 1],
    'attn.c_proj.bias': [1],
    'ln_2.weight': [1],
    'ln_2.bias': [1],
    'mlp.c_fc.weight': [1, 1],
    'mlp.c_fc.bias': [1],
    'mlp.c_proj.weight': [1, 1],
    'mlp.c_proj.bias': [1],
  };
  const shapes: Record<string, number[]> = {
    'wte.weight': [vocabSize, 1],
    'wpe.weight': [1, 1],
    ...Object.fromEntries(Object.entries(block).map(([name, shape]) => [`h.0.${name}`, shape])),
    'ln_f.weight': [1],
    'ln_f.bias': [1],
  };
  let end = 0;
  const header = Object.entries(shapes).map(([name, shape]) => {
    const start = end;
    end += 4 * shape.reduce((product, size) => product * size);
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }];
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const weights = new Uint8Array(8 + text.length + end);
  new DataView(weights.buffer).setBigUint64(0, BigInt(text.length), true);
  weights.set(text, 8);
  const config = JSON.stringify({ model_type: 'gpt2', activation_function: 'gelu_new', ...sizes });
  return { config, tokenizer, weights };
}
