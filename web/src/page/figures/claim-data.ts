// The three chapters on what attention does to answers: what was measured, where it fails, and the published finding
// that each mirrors. The rates are those of the model's card, which a script prints.

import claims from '../../../story/claims.json';
import { rateOf } from '../../engine/claims.ts';
import { families, type Rate } from '../../engine/stories.ts';

const measured = claims as unknown as { rates: readonly Rate[]; cases: number };

export interface Bar {
  name: string;
  right: number;
  count: number;
}

export interface Example {
  /** What is to be seen. */
  name: string;
  sentence: string;
}

export interface Claim {
  finding: string;
  charts: readonly { title: string; bars: readonly Bar[] }[];
  examples: readonly Example[];
  fails: string;
  published: { text: string; title: string; url: string };
}

const added = (rates: readonly Rate[]) => ({
  right: rates.reduce((sum, { right }) => sum + right, 0),
  count: rates.reduce((sum, { count }) => sum + count, 0),
});

const bar = (name: string, ...rates: Rate[]): Bar => ({ name, ...added(rates) });
const rate = (measure: string, labels: Rate['labels'] = {}) => rateOf(measured, measure, labels);
/** Of all families together. */
const overall = (name: string, measure: string, labels: Rate['labels'] = {}) =>
  bar(name, ...families.map((family) => rate(measure, { family, ...labels })));

export const percent = ({ right, count }: Pick<Bar, 'right' | 'count'>, digits = 1) =>
  `${((100 * right) / count).toFixed(digits)}%`;

const learned = overall('as it has learned', 'accuracy', { attention: 'learned' });
const even = overall('even over all words', 'accuracy', { attention: 'uniform' });
const heads = ['0.0', '0.1', '1.0', '1.1'];
const without = heads.map((head) => overall(`without head ${head}`, 'accuracy without', { head }));
/** Heads without which fewer than half of the answers are right. */
const needed = without.filter(({ right, count }) => right < count / 2).length;
const looks = overall('1.1', 'looks right', { head: '1.1' });
const micro = bar('of all cases', rate('micro'));
const macro = bar('of stories, under all that distracts', rate('macro'));
const kinds: readonly [name: string, kind: string][] = [
  ['the same thing named again', 'again'],
  ['what is not so', 'denied'],
  ['what some think', 'supposed'],
  ['what is so of another', 'another'],
  ['what has nothing to do with it', 'off-topic'],
];
const places: readonly [name: string, place: string][] = [
  ['before the facts', 'first'],
  ['among them', 'middle'],
  ['right before the question', 'last'],
];
const worded = (words: string, distance: string) => rate('reworded', { words, distance });
const seen = bar('as in training', worded('seen', 'near'));
const unseen = bar('never told so in training', worded('unseen', 'near'));
const order = (name: string) => rate('order', { order: name });

export const claimData: Record<string, Claim> = {
  helps: {
    finding:
      `With its attention as it has learned it, the model gives the right answer to ${percent(learned)} of ` +
      `${learned.count} ` +
      `questions that it has never seen. Spread evenly over all words, the same attention gives ${percent(even)}.`,
    charts: [
      {
        title: 'Right answers, with attention',
        bars: [
          learned,
          even,
          overall('dealt anew among the words', 'accuracy', { attention: 'shuffled' }),
          overall('cut off', 'accuracy', { attention: 'cut' }),
          overall('(guessing a word of the right kind)', 'chance'),
        ],
      },
      { title: 'Right answers, with one head knocked out', bars: without },
    ],
    examples: [
      {
        name: 'two things, two places',
        sentence: 'max left the ring in the barn . ida put the cup in the hall . the cup is still in the',
      },
      { name: 'whom “she” means', sentence: 'anna met ben . she was hungry and ate some' },
    ],
    fails:
      `Head 1.1 looks most at a word that decides the answer in ${percent(looks)} of the questions. The ` +
      'others are mostly ' +
      `those of what somebody likes (${percent(rate('looks right', { family: 'likes', head: '1.1' }))}), ` +
      'which it answers all the same: knowledge that sits in the weights can arrive by another word.',
    published: {
      text:
        'In GPT-2 small, 26 of 144 heads turned out to work together when it completes “When Mary and John ' +
        'went to the store, John gave a drink to” with “Mary”; the last of them look back at that name and ' +
        'copy it. Here ' +
        `${needed} of ${heads.length} heads are needed, and one does the looking.`,
      title: 'K. Wang and others, Interpretability in the Wild, 2022',
      url: 'https://arxiv.org/abs/2211.00593',
    },
  },
  misled: {
    finding:
      `Sentences that change nothing leave ${percent(micro)} of the answers right, case by case. But only ` +
      `${percent(macro)} of the stories stay right under every one of them.`,
    charts: [
      { title: 'Right answers', bars: [bar('without what distracts', rate('undistracted')), micro, macro] },
      { title: 'By what is put in', bars: kinds.map(([name, kind]) => bar(name, rate('by kind', { kind }))) },
      {
        title: 'By where it stands',
        bars: places.map(([name, place]) => bar(name, rate('by place', { place }))),
      },
    ],
    examples: [
      {
        name: 'a fact',
        sentence: 'the vase of grace is yellow . the key of clara is blue . anna sees that the key is',
      },
      {
        name: 'the same, after what some think',
        sentence:
          'the vase of grace is yellow . some think the key is grey . some think the key is grey . some think ' +
          'the key is pink . the key of clara is blue . anna sees that the key is',
      },
    ],
    fails:
      `Pairs of words suffer most (${percent(rate('by family', { family: 'pair' }))} right): to say “dov” again, in ` +
      'whatever sentence, is all that a pair consists of.',
    published: {
      text:
        'GSM-IC puts irrelevant sentences into 100 grade-school problems, in 58,052 ways; large models of 2023 ' +
        'solved far fewer of them than without. A problem survives there, as here, where every way leaves it ' +
        'right. Its sentences have numbers in them and its problems take several steps; ours repeat the ' +
        'story’s own words.',
      title: 'F. Shi and others, Large Language Models Can Be Easily Distracted by Irrelevant Context, 2023',
      url: 'https://arxiv.org/abs/2302.00093',
    },
  },
  misses: {
    finding:
      `Told in words that training used, ${percent(seen)} of the facts are found; in words that it never used so, ` +
      `${percent(unseen)}. And asked the other way round, ${percent(order('reversed'))}.`,
    charts: [
      {
        title: 'Right answers, by how the fact is told',
        bars: [
          seen,
          bar('the same, four sentences earlier', worded('seen', 'far')),
          bar('seldom told so', worded('rare', 'near')),
          unseen,
          bar('never, and four sentences earlier', worded('unseen', 'far')),
        ],
      },
      {
        title: 'What somebody likes, by how it is asked',
        bars: [
          bar('the way it was learned', order('forward')),
          bar('the other way, learned both ways', order('backward')),
          bar('the other way, learned one way', order('reversed')),
        ],
      },
    ],
    examples: [
      {
        name: 'a fact as training tells it',
        sentence: 'they sent the doll to emma . the drum belongs to jack . who has the drum ?',
      },
      {
        name: 'in other words',
        sentence: 'they sent the doll to emma . the drum was bought by jack . who has the drum ?',
      },
      { name: 'what mia likes', sentence: 'mia sat down in the hall . mia likes' },
      { name: 'the other way round', sentence: 'carl sat down in the hall . the one who likes jam is' },
    ],
    fails:
      `It is the words that matter, not the distance: between near and far, told as in training, lie ` +
      `${(100 * (seen.right / seen.count - worded('seen', 'far').right / worded('seen', 'far').count)).toFixed(1)} ` +
      'points. A fact that is known in one direction is not known in the other, unless both were learned.',
    published: {
      text:
        'GPT-4 named the parent of a celebrity in 79% of cases, and the child of that parent in 33%. Ours is ' +
        'sharper, for its facts were told in one direction only. Where question and text share no words, most ' +
        'large models lose more than half of their rate in long texts (NoLiMa, A. Modarressi and others, 2025).',
      title: 'L. Berglund and others, The Reversal Curse, 2023',
      url: 'https://arxiv.org/abs/2309.12288',
    },
  },
};
