// The post's three claims about attention, measured on stories whose answers are known: that it helps, that it can be
// misled, that it can miss. Every rate is a count of so many, of cases that are told anew for the same seed.
// Sources: F. Shi et al., "Large Language Models Can Be Easily Distracted by Irrelevant Context", arXiv:2302.00093
// (rates per case, micro, and per story that survives all that distracts, macro); N. F. Liu et al., "Lost in the
// Middle", arXiv:2307.03172 (by the place of the fact); A. Modarressi et al., "NoLiMa", arXiv:2502.05167 (other
// words than those learned, near and far); L. Berglund et al., "The Reversal Curse", arXiv:2309.12288 (asked in the
// other direction).
import type { Engine } from './engine.ts';
import { InputError } from './errors.ts';
import type { Model } from './model.ts';
import type { Numeric } from './post.ts';
import type { RequestOptions } from './queue.ts';
import {
  type CaseOptions,
  distances,
  distractorPlaces,
  distractors,
  families,
  orders,
  type Story,
  wordings,
} from './stories.ts';
import type { Intervention, Judgements } from './transformer.ts';

type Labels = Readonly<Record<string, string | number>>;

/** `right` of `count` cases; of chance, what guessing would get. */
export interface Rate {
  readonly claim: 'helps' | 'misled' | 'misses';
  readonly measure: string;
  readonly labels: Labels;
  readonly right: number;
  readonly count: number;
}

export interface Claims {
  readonly cases: number;
  readonly seed: number;
  readonly rates: readonly Rate[];
}

export interface ClaimsOptions extends RequestOptions {
  /** At least so many of each rate. 1 to 100000. Default 500. */
  cases?: Numeric;
  /** Of the stories, 0 to 4294967295. Default 1. */
  seed?: Numeric;
  /** Hears, now and then, how much is done, from 0 to 1. */
  onProgress?(share: number): void;
}

/** What becomes of all heads' attention. */
const treatments = ['learned', 'uniform', 'shuffled', 'cut'] as const;
type Treatment = (typeof treatments)[number];

const repeats = [1, 2, 4] as const;
const positionFamilies = ['where', 'who', 'colour', 'pair'] as const; // that can tell four facts
const factsInARow = 4;

/** The rate with these labels; throws where there is none. */
export function rateOf({ rates }: Claims, measure: string, labels: Labels = {}): Rate {
  const wanted = keyOf(measure, labels);
  const found = rates.find((rate) => keyOf(rate.measure, rate.labels) === wanted);
  if (!found) throw new Error(`no rate of ${wanted}`);
  return found;
}

const keyOf = (measure: string, labels: Labels) =>
  JSON.stringify([measure, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Counts, in the order in which they were first heard of. */
class Counts {
  readonly #claim: Rate['claim'];
  readonly #counts = new Map<string, { measure: string; labels: Labels; right: number; count: number }>();

  constructor(claim: Rate['claim']) {
    this.#claim = claim;
  }

  add(measure: string, labels: Labels, right: boolean | number): void {
    const key = keyOf(measure, labels);
    const before = this.#counts.get(key) ?? { measure, labels, right: 0, count: 0 };
    this.#counts.set(key, { ...before, right: before.right + Number(right), count: before.count + 1 });
  }

  get rates(): Rate[] {
    return Array.from(this.#counts.values(), (counted) => ({ claim: this.#claim, ...counted }));
  }
}

/** A model that is asked about stories. */
class Reader {
  readonly #model: Model;
  readonly #ids: Map<string, number>;
  readonly #request: RequestOptions;

  private constructor(model: Model, ids: Map<string, number>, request: RequestOptions) {
    this.#model = model;
    this.#ids = ids;
    this.#request = request;
  }

  static async of(model: Model, request: RequestOptions): Promise<Reader> {
    const vocabulary = await model.vocabulary();
    return new Reader(model, new Map(vocabulary.map((word, id) => [word, id])), request);
  }

  #idOf(word: string): number {
    const id = this.#ids.get(word);
    if (id === undefined)
      throw new InputError('model', 'must know the words of the story world, not lack {}', [
        { quoted: word },
      ]);
    return id;
  }

  /** What it says to the story's answers, or only to the last. */
  judge(
    { words, answers }: Story,
    interventions: readonly Intervention[] = [],
    { onlyLast = false } = {},
  ): Promise<Judgements> {
    const asked = onlyLast ? answers.slice(-1) : answers;
    const end = asked.at(-1)?.position ?? 0;
    const questions = asked.map(({ position, word, antecedents }) => ({
      position,
      token: this.#idOf(word),
      antecedents,
    }));
    const prompt = words.slice(0, end).map((word) => this.#idOf(word));
    return this.#model.judge({ prompt, questions, interventions }, this.#request);
  }

  /** Which of the answers it gives. */
  rights({ answers }: Story, { likeliest }: Judgements): boolean[] {
    return answers.map(({ word }, i) => likeliest[i] === this.#idOf(word));
  }

  /** Whether it gives the last answer. */
  async isRight(story: Story): Promise<boolean> {
    const { likeliest } = await this.judge(story, [], { onlyLast: true });
    return likeliest[0] === this.#idOf(story.answers.at(-1)?.word ?? '');
  }
}

interface Measuring {
  readonly engine: Engine;
  readonly reader: Reader;
  readonly heads: readonly { layer: number; head: number }[];
  readonly cases: number;
  readonly seed: number;
  readonly request: RequestOptions;
  /** One more part of the work is done. */
  advance(): void;
}

function treat(treatment: Treatment, { heads }: Measuring): Intervention[] {
  if (treatment === 'learned') return [];
  return heads.map(({ layer, head }) =>
    treatment === 'cut'
      ? { kind: 'head', layer, head, to: 'zero' }
      : { kind: 'pattern', layer, head, to: treatment },
  );
}

const nameOf = ({ layer, head }: { layer: number; head: number }) => `${layer}.${head}`;

/** Stories of a family, until they have enough answers. */
async function* storiesOf(measuring: Measuring, family: string): AsyncGenerator<Story> {
  const { engine, seed, cases, request } = measuring;
  for (let answers = 0, first = 0; answers < cases; ) {
    const told = await engine.tellStories({ seed, first, count: 50, set: 'held-out', family }, request);
    for (const story of told) {
      if (answers >= cases) return;
      answers += story.answers.length;
      yield story;
    }
    first += told.length;
  }
}

interface Answered {
  readonly right: boolean;
  /** By head: whether it looks most at what decides the answer; whether the answer is lost without it. */
  readonly looks: readonly boolean[];
  readonly lost: readonly boolean[];
}

/** Of one story: each treatment, each head's looks, each head's knock-out. */
async function readStory(measuring: Measuring, story: Story, counts: Counts): Promise<Answered[]> {
  const { reader, heads, engine } = measuring;
  const { family } = story;
  const judged = new Map<Treatment, boolean[]>();
  for (const treatment of treatments) {
    const judgements = await reader.judge(story, treat(treatment, measuring));
    judged.set(treatment, reader.rights(story, judgements));
  }
  const { most } = await reader.judge(story);
  const without: boolean[][] = [];
  for (const { layer, head } of heads) {
    const judgements = await reader.judge(story, [{ kind: 'head', layer, head, to: 'zero' }]);
    without.push(reader.rights(story, judgements));
  }
  const answered: Answered[] = [];
  for (const [i, { word, antecedents }] of story.answers.entries()) {
    for (const attention of treatments)
      counts.add('accuracy', { family, attention }, judged.get(attention)?.[i] ?? false);
    counts.add('chance', { family }, 1 / (await engine.wordsLike(word)).length);
    const looks = heads.map((_, h) => antecedents.includes(most[i * heads.length + h] as number));
    for (const [h, head] of heads.entries()) {
      counts.add('looks right', { family, head: nameOf(head) }, looks[h] ?? false);
      counts.add('accuracy without', { family, head: nameOf(head) }, without[h]?.[i] ?? false);
    }
    const right = judged.get('learned')?.[i] ?? false;
    answered.push({ right, looks, lost: without.map((rights) => right && !rights[i]) });
  }
  return answered;
}

/** That attention helps; and for the head that looks right most often, what its looking has to do with being right. */
async function measureHelp(measuring: Measuring): Promise<Rate[]> {
  const counts = new Counts('helps');
  for (const family of families) {
    const answered: Answered[] = [];
    for await (const story of storiesOf(measuring, family))
      answered.push(...(await readStory(measuring, story, counts)));
    const hits = measuring.heads.map((_, h) => answered.filter(({ looks }) => looks[h]).length);
    const best = hits.indexOf(Math.max(...hits));
    const head = nameOf(measuring.heads[best] as { layer: number; head: number });
    for (const { right, looks, lost } of answered) {
      const labels = { family, head, looks: looks[best] ? 'right' : 'elsewhere' };
      counts.add('right by look', labels, right);
      if (right) counts.add('needed by look', labels, lost[best] ?? false);
    }
    measuring.advance();
  }
  return counts.rates;
}

const familyOf = <Name>(names: readonly Name[], number: number) => names[number % names.length] as Name;

/** The case of that number: the asked fact goes round too. */
function caseOf({ seed }: Measuring, number: number): CaseOptions {
  const family = familyOf(families, number);
  const facts = family === 'pronoun' ? 1 : 2;
  return { family, seed, number, facts, asked: Math.floor(number / families.length) % facts };
}

/** That attention can be misled, by what proves nothing. */
async function measureMisleading(measuring: Measuring): Promise<Rate[]> {
  const { engine, reader, cases, seed, request } = measuring;
  const counts = new Counts('misled');
  for (let number = 0; number < cases; ++number) {
    const plain = caseOf(measuring, number);
    counts.add('undistracted', {}, await reader.isRight(await engine.tellCase(plain, request)));
    let survives = true;
    for (const kind of distractors) {
      for (const times of repeats) {
        for (const place of distractorPlaces) {
          const distracted = { ...plain, set: `distractor:${kind}`, repeats: times, place };
          const right = await reader.isRight(await engine.tellCase(distracted, request));
          counts.add('micro', {}, right);
          counts.add('by kind', { kind }, right);
          counts.add('by repeats', { repeats: times }, right);
          counts.add('by place', { place }, right);
          counts.add('by family', { family: plain.family }, right);
          survives &&= right;
        }
      }
    }
    counts.add('macro', {}, survives);
    if (number % 50 === 49) measuring.advance();
  }
  for (let asked = 0; asked < factsInARow; ++asked) {
    for (let number = 0; number < cases; ++number) {
      const family = familyOf(positionFamilies, number);
      const story = await engine.tellCase({ family, seed, number, facts: factsInARow, asked }, request);
      counts.add('by position', { position: asked + 1 }, await reader.isRight(story));
    }
    measuring.advance();
  }
  return counts.rates;
}

/** That attention can miss what is there. */
async function measureMissing(measuring: Measuring): Promise<Rate[]> {
  const { engine, reader, cases, seed, request } = measuring;
  const counts = new Counts('misses');
  const ask = async (set: string, family: string, add: (right: boolean) => void) => {
    for (const story of await engine.tellStories({ seed, count: cases, set, family }, request))
      add(await reader.isRight(story));
    measuring.advance();
  };
  for (const words of wordings) {
    for (const distance of distances) {
      for (const family of families) {
        await ask(`reworded:${words}-${distance}`, family, (right) => {
          counts.add('reworded', { words, distance }, right);
          counts.add('reworded by family', { words, distance, family }, right);
        });
      }
    }
  }
  for (const order of orders)
    await ask(`order:${order}`, 'likes', (right) => counts.add('order', { order }, right));
  return counts.rates;
}

function wholeNumber(name: string, value: Numeric, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const given = typeof value === 'number' ? value : { quoted: value };
  throw new InputError(name, 'must be a whole number from {} to {}, not {}', [least, most, given]);
}

/** Rejects with InputError, or with the signal's reason. */
export async function measureClaims(
  engine: Engine,
  model: Model,
  { cases = 500, seed = 1, onProgress, ...request }: ClaimsOptions = {},
): Promise<Claims> {
  const { layers, heads } = model.info.config;
  const counted = wholeNumber('cases', cases, 1, 100_000);
  const seeded = wholeNumber('seed', seed, 0, 2 ** 32 - 1);
  const rewordings = wordings.length * distances.length * families.length;
  const parts = families.length + Math.floor(counted / 50) + factsInARow + rewordings + orders.length;
  let done = 0;
  const measuring: Measuring = {
    engine,
    reader: await Reader.of(model, request),
    heads: Array.from({ length: layers * heads }, (_, i) => ({
      layer: Math.floor(i / heads),
      head: i % heads,
    })),
    cases: counted,
    seed: seeded,
    request,
    advance() {
      done += 1;
      onProgress?.(done / parts);
    },
  };
  const rates = [
    ...(await measureHelp(measuring)),
    ...(await measureMisleading(measuring)),
    ...(await measureMissing(measuring)),
  ];
  return { cases: counted, seed: seeded, rates };
}
