// The texts that there are to learn, each with what learns it soonest of what was tried, and a sentence to ask it.
import type { Engine, TokenizerKind } from '../engine/index.ts';
import { oneWayText } from './one-way.ts';
import { induction, pairsQuestions, pairsText } from './pairs.ts';
import { type Architecture, learningRateOf, type SizeName, type Start, sizes } from './settings.ts';
import { worldSentence, worldText } from './world.ts';

/** What a reader may change before pressing Train; numbers as they are written. */
export interface Choices {
  text: string;
  architecture: Architecture;
  size: SizeName;
  tokenizer: TokenizerKind;
  steps: string;
  batch: string;
  rate: string;
  decay: string;
  /** How the first weights are scaled. */
  start: Start;
  /** Of the first weights and of the batches. */
  seed: string;
}

export interface Preset {
  /** Unfinished. */
  sentence: string;
  choices(engine: () => Promise<Engine>): Promise<Choices>;
}

const stories = 1500;

/** How a text is learned that nothing else is known of. */
export const usual = (size: SizeName): Omit<Choices, 'text' | 'tokenizer'> => ({
  architecture: 'gpt2',
  size,
  steps: String(sizes[size].steps),
  batch: '8',
  rate: String(learningRateOf(sizes[size])),
  decay: '0.01',
  start: 'gpt2',
  seed: '1',
});

export const presets = {
  children: {
    sentence: worldSentence,
    choices: async () => ({ ...usual('medium'), text: worldText(), tokenizer: 'words' }),
  },
  pairs: {
    sentence: pairsQuestions({ count: 1 })[0]?.prompt ?? '',
    choices: async () => ({
      ...usual('attention only'),
      text: pairsText(),
      tokenizer: 'words',
      steps: String(induction.training.steps),
      batch: String(induction.training.batch),
      rate: String(induction.training.learningRate),
      decay: String(induction.training.weightDecay),
      start: induction.model.init,
    }),
  },
  'one way': {
    sentence: 'beans are liked by',
    choices: async () => ({ ...usual('small'), steps: '1000', text: oneWayText(), tokenizer: 'words' }),
  },
  stories: {
    sentence: 'anna put the key in the drawer . ben hid the coin in the box . where is the key ? in the',
    choices: async (engine) => ({
      ...usual('attention only'),
      text: (await (await engine()).tellStories({ count: stories }))
        .map(({ words }) => words.join(' '))
        .join('\n'),
      tokenizer: 'words',
      steps: '2000',
      rate: '0.002',
      start: 'width',
    }),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
