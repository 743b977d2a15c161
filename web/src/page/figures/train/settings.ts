// What a reader chooses before pressing Train.
import type { TokenizerKind } from '../../../engine/index.ts';
import { count } from '../../../views/numbers.ts';

export interface Size {
  layers: number;
  heads: number;
  dModel: number;
  dMlp: number;
  context: number;
}

/** With the steps in which each learns the text that is there to begin with, and after which it only learns it by heart. */
export const sizes = {
  small: { layers: 1, heads: 2, dModel: 32, dMlp: 128, context: 64, steps: 500 },
  medium: { layers: 2, heads: 4, dModel: 64, dMlp: 256, context: 64, steps: 300 },
  'attention only': { layers: 2, heads: 4, dModel: 64, dMlp: 0, context: 64, steps: 600 },
  large: { layers: 4, heads: 8, dModel: 128, dMlp: 512, context: 128, steps: 200 },
} as const satisfies Record<string, Size & { steps: number }>;

/** Small models bear quick learning, large ones do not. */
export const learningRateOf = ({ dModel }: Size) => 0.192 / dModel;

export type SizeName = keyof typeof sizes;

export const tokenizers: Record<TokenizerKind, string> = {
  words: 'words',
  bpe: 'pieces of words (BPE)',
  bytes: 'bytes',
};

export interface Settings {
  text: string;
  /** What samples go on from. */
  prompt: string;
  size: Size;
  tokenizer: TokenizerKind;
  steps: number | string;
  learningRate: number;
  seed: number | string;
}

/** "2 layers × 4 heads, 64 wide" */
export function sizeText({ layers, heads, dModel }: Pick<Size, 'layers' | 'heads' | 'dModel'>): string {
  return `${count(layers, 'layer')} × ${count(heads, 'head')}, ${dModel} wide`;
}
