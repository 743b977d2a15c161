// How a model of this tab can travel in a link: by the address that it has, whole where it is small, or by its recipe.
import type { Origin, Run } from './run.ts';

/** Models with more numbers do not fit. */
export const mostParameters = 20_000;

/** As a link has it: names and texts. */
export type Texts = readonly (readonly [string, string])[];

export type Way = 'address' | 'whole' | 'recipe';

export interface Travel {
  /** The model's own address; undefined: the texts say which it is. */
  address: string | undefined;
  texts: Texts;
  /** How it travels; undefined: by a name. */
  way: 'whole' | 'recipe' | undefined;
  /** How much rounding changes any probability on this sentence; undefined where nothing is known of that. */
  cost(sentence: string): Promise<number | undefined>;
}

export const none = async () => undefined;

/** What is named needs nothing else. */
export const named = (address: string | undefined, texts: Texts): Travel => ({
  address,
  texts,
  way: undefined,
  cost: none,
});

const isPublic = ({ address }: Origin) => /^https?:/.test(address ?? '');

/** The ways that there are, the best one first. What still learns has no weights to send yet. */
export function waysOf({ origin, model, phase }: Run): Way[] {
  const isWhole = model.info.parameters <= mostParameters && phase === 'finished';
  return [
    ...(isPublic(origin) ? (['address'] as const) : []),
    ...(isWhole ? (['whole'] as const) : []),
    ...(origin.recipe ? (['recipe'] as const) : []),
  ];
}
