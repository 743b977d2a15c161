// The models that an instrument can show: the post's, and what its host adds by name. A further model is one source and
// one row.
import type { AttentionReading, HeadName } from '../views/reading.ts';
import type { State } from './state.ts';

/** What reads sentences with a model. */
export interface Source {
  /** What it reads with, now or as it was before: of one model the tokens stay the same. */
  readonly model: unknown;
  /** It is still being made, or fetched: what was read with another model is not shown in its place. */
  readonly isComing?: boolean;
  /** Which other instruments have it too: any, so that a tag can name it; those of this page, by a link; none. */
  readonly travels: 'everywhere' | 'in links' | 'nowhere';
  /** How many heads it has, where there are several to choose among. */
  readonly heads?: HeadCounts;
  /** The most tokens that it looks at; absent: any number. */
  readonly context?: number;
  /** Numbers that only this model has and the reader sets. */
  readonly numbers?: readonly ('dimensions' | 'context')[];
  /** A sentence in its own words, which it opens with; absent: the one that is there. */
  opening?(): string;
  /** The head that it opens with; absent: the first. */
  readonly openingHead?: HeadName;
  /** The steps of its training that a state can name; absent: there is one, as it is. */
  readonly steps?: readonly number[];
  /** How many words it makes of a state; absent: that is known only when it has read it. */
  lengthOf?(state: State): number;
  /** Rejects with InputError, or with the signal's reason. */
  read(state: State, signal: AbortSignal): Promise<AttentionReading>;
}

export interface HeadCounts {
  readonly layers: number;
  /** Of each layer. */
  readonly heads: number;
}

/** What the choice of models calls it, and what reads with it; or, while there is none, the way to one. */
export type ModelRow = { readonly label: string } & ({ readonly source: Source } | { find(): void });

export type Models = Readonly<Record<string, ModelRow>>;

/** Undefined where there is none of this name yet, or at all. */
export function sourceIn(models: Models, name: string): Source | undefined {
  const row = Object.hasOwn(models, name) ? models[name] : undefined;
  return row && 'source' in row ? row.source : undefined;
}
