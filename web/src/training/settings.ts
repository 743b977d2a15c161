// What a reader chooses before pressing Train.
import type { TokenizerKind } from '../engine/index.ts';

export interface Size {
  layers: number;
  heads: number;
  dModel: number;
  dMlp: number;
  context: number;
}

/**
 * Links name them: what each stands for there cannot change. With the steps in which each learns the text that is
 * there to begin with, and after which it only learns it by heart.
 */
export const sizes = {
  small: { layers: 1, heads: 2, dModel: 32, dMlp: 128, context: 64, steps: 500 },
  medium: { layers: 2, heads: 4, dModel: 64, dMlp: 256, context: 64, steps: 300 },
  'attention only': { layers: 2, heads: 4, dModel: 64, dMlp: 0, context: 64, steps: 600 },
  large: { layers: 4, heads: 8, dModel: 128, dMlp: 512, context: 128, steps: 200 },
} as const satisfies Record<string, Size & { steps: number }>;

/** Small models bear quick learning, large ones do not. */
export const learningRateOf = ({ dModel }: Size) => 0.192 / dModel;

export type SizeName = keyof typeof sizes;

export const tokenizers: readonly TokenizerKind[] = ['words', 'bpe', 'bytes'];

export const starts = ['gpt2', 'width'] as const;

/** By their model_type, which links have, what they are called in every language. */
export const architectures = { gpt2: 'GPT-2', llama: 'Llama' } as const;

export type Architecture = keyof typeof architectures;

export type Start = (typeof starts)[number];

export interface Settings {
  text: string;
  /** What samples go on from. */
  prompt: string;
  architecture: Architecture;
  size: Size;
  tokenizer: TokenizerKind;
  steps: number | string;
  batch: number | string;
  learningRate: number | string;
  weightDecay: number | string;
  /** How the first weights are scaled. */
  init: string;
  seed: number | string;
}

/** Every context has room for as many tokens and some more, whatever a token is. */
const openingBytes = 48;

/** The first words of a text, though not all of it: a sentence in its own words. */
export function openingOf(text: string): string {
  const words = text.slice(0, 1000).trim().split(/\s+/);
  const opening = words.slice(0, Math.max(1, Math.min(10, words.length - 1)));
  const fits = (text: string) => new TextEncoder().encodeInto(text, new Uint8Array(openingBytes)).read;
  while (opening.length > 1 && fits(opening.join(' ')) < opening.join(' ').length) opening.pop();
  const sentence = opening.join(' ');
  return sentence.slice(0, fits(sentence)); // where words have no spaces between them
}
