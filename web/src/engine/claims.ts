// The post's three claims about attention, measured: a model is asked what cpp/core/stories/claims.h has to ask, and
// the rates are counted there. Here is only who asks whom.
import { InputError } from './errors.ts';
import { everyHead } from './every-head.ts';
import type { Model } from './model.ts';
import type { Numeric } from './post.ts';
import type { RequestOptions } from './queue.ts';
import type { ClaimsPlan, Rate, StoriesFunctions, Story, Trial } from './stories.ts';
import type { Intervention, Judgements } from './transformer.ts';

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

/** How the story world is asked. */
type AskStories = <Name extends keyof StoriesFunctions>(
  name: Name,
  options: Parameters<StoriesFunctions[Name]>[0],
  request?: RequestOptions,
) => Promise<ReturnType<StoriesFunctions[Name]>>;

const keyOf = ({ measure, labels }: Pick<Rate, 'measure' | 'labels'>) =>
  JSON.stringify([measure, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** The rate with these labels; throws where there is none. */
export function rateOf({ rates }: Pick<Claims, 'rates'>, measure: string, labels: Rate['labels'] = {}): Rate {
  const wanted = keyOf({ measure, labels });
  const found = rates.find((rate) => keyOf(rate) === wanted);
  if (!found) throw new Error(`no rate of ${wanted}`);
  return found;
}

/** Rates of the same name, added, in the order in which they first came. */
function added(rates: readonly Rate[]): Rate[] {
  const sums = new Map<string, Rate>();
  for (const rate of rates) {
    const { right, count } = sums.get(keyOf(rate)) ?? { right: 0, count: 0 };
    sums.set(keyOf(rate), { ...rate, right: right + rate.right, count: count + rate.count });
  }
  return [...sums.values()];
}

/** A model that is asked about stories. */
class Reader {
  readonly #model: Model;
  readonly #ids: Map<string, number>;
  readonly #request: RequestOptions;
  readonly #heads: readonly { layer: number; head: number }[];
  /** What is done to attention, one after another: nothing, then what claims.h lists, then a head at a time. */
  readonly #changes: readonly (readonly Intervention[])[];

  private constructor(model: Model, vocabulary: readonly string[], request: RequestOptions) {
    this.#model = model;
    this.#ids = new Map(vocabulary.map((word, id) => [word, id]));
    this.#request = request;
    this.#heads = everyHead(model.info.config);
    const all = (change: object) => this.#heads.map((at) => ({ ...change, ...at }) as Intervention);
    const cut = all({ kind: 'head', to: 'zero' });
    this.#changes = [
      [],
      ...['uniform', 'shuffled'].map((to) => all({ kind: 'pattern', to })),
      cut,
      ...cut.map((one) => [one]),
    ];
  }

  static async of(model: Model, request: RequestOptions): Promise<Reader> {
    return new Reader(model, await model.vocabulary(), request);
  }

  #idOf(word: string): number {
    const id = this.#ids.get(word);
    if (id !== undefined) return id;
    throw new InputError('model', 'must know the words of the story world, not lack {}', [{ quoted: word }]);
  }

  #judge({ words, answers }: Story, interventions: readonly Intervention[]): Promise<Judgements> {
    const questions = answers.map(({ position, word, antecedents }) => ({
      position,
      token: this.#idOf(word),
      antecedents,
    }));
    const prompt = words.slice(0, answers.at(-1)?.position).map((word) => this.#idOf(word));
    return this.#model.judge({ prompt, questions, interventions }, this.#request);
  }

  /** In the order that claims.h wants. */
  async results({ story, isFull }: Trial): Promise<number[]> {
    const asked = isFull ? story : { ...story, answers: story.answers.slice(-1) };
    const judged: Judgements[] = [];
    for (const change of isFull ? this.#changes : [[]]) judged.push(await this.#judge(asked, change));
    return asked.answers.flatMap(({ word, antecedents }, i) => {
      const rights = judged.map(({ likeliest }) => Number(likeliest[i] === this.#idOf(word)));
      if (!isFull) return rights;
      const most = judged[0]?.most.subarray(i * this.#heads.length, (i + 1) * this.#heads.length) ?? [];
      return [...rights, ...Array.from(most, (position) => Number(antecedents.includes(position)))];
    });
  }
}

/** Rejects with InputError, or with the signal's reason. */
export async function measureClaims(
  askStories: AskStories,
  model: Model,
  { cases = 500, seed = 1, onProgress, ...request }: ClaimsOptions = {},
): Promise<Claims> {
  const { layers, heads } = model.info.config;
  const plan: ClaimsPlan = { cases, seed, layers, heads };
  const parts = await askStories('claimParts', plan, request);
  const reader = await Reader.of(model, request);
  const rates: Rate[] = [];
  for (let part = 0; part < parts; ++part) {
    const results: number[] = [];
    for (const trial of await askStories('claimTrials', { ...plan, part }, request))
      results.push(...(await reader.results(trial)));
    const counted = { ...plan, part, results: Int32Array.from(results) };
    rates.push(...(await askStories('claimRates', counted, request)));
    onProgress?.((part + 1) / parts);
  }
  return { cases: Number(cases), seed: Number(seed), rates: added(rates) };
}
