// The texts that there are to learn, each with what learns it soonest of what was tried, and a sentence to ask it.
import type { Engine, TokenizerKind } from '../engine/index.ts';
import { oneWayText } from './one-way.ts';
import { induction, pairsQuestions, pairsText } from './pairs.ts';
import { learningRateOf, type SizeName, sizes } from './settings.ts';
import { worldSentence, worldText } from './world.ts';

/** What a reader may change before pressing Train; numbers as they are written. */
export interface Choices {
  text: string;
  size: SizeName;
  tokenizer: TokenizerKind;
  steps: string;
  batch: string;
  rate: string;
  decay: string;
  /** How the first weights are scaled. */
  start: 'gpt2' | 'width';
}

export interface Preset {
  label: string;
  /** What there is to see. */
  about: string;
  /** Unfinished. */
  sentence: string;
  choices(engine: () => Promise<Engine>): Promise<Choices>;
}

const stories = 1500;

/** How a text is learned that nothing else is known of. */
export const usual = (size: SizeName): Omit<Choices, 'text' | 'tokenizer'> => ({
  size,
  steps: String(sizes[size].steps),
  batch: '8',
  rate: String(learningRateOf(sizes[size])),
  decay: '0.01',
  start: 'gpt2',
});

export const presets = {
  children: {
    label: 'six children',
    about:
      'Each child has one animal, place, toy and food, and only the name tells which: a head learns to look at it.',
    sentence: worldSentence,
    choices: async () => ({ ...usual('medium'), text: worldText(), tokenizer: 'words' }),
  },
  pairs: {
    label: 'pairs of words (a head forms)',
    about:
      'Words that mean nothing, in pairs that are said again: to know the second, look for the first and take what ' +
      'came after it. After some thousand steps a head does that all at once, and the loss falls off an edge.',
    sentence: pairsQuestions({ count: 1 })[0]?.prompt ?? '',
    choices: async () => ({
      text: pairsText(),
      tokenizer: 'words',
      size: 'attention only',
      steps: String(induction.training.steps),
      batch: String(induction.training.batch),
      rate: String(induction.training.learningRate),
      decay: String(induction.training.weightDecay),
      start: induction.model.init,
    }),
  },
  'one way': {
    label: 'likes, told one way',
    about:
      'What somebody likes, told of six people in both directions and of six in one. Then ask it “figs are liked by” ' +
      'and “beans are liked by”: that ben likes beans it has read many times, but never in this direction.',
    sentence: 'beans are liked by',
    choices: async () => ({ ...usual('small'), steps: '1000', text: oneWayText(), tokenizer: 'words' }),
  },
  stories: {
    label: 'stories (a large text)',
    about:
      'Stories of the kind that the model of this page has learned, which took ten times as many of them.',
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
