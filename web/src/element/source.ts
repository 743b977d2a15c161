// What the instrument reads sentences with: the post's model, or a transformer that a page sets as its `trained`.
import { loadEngine, type PostReading } from '../engine/index.ts';
import type { HeadName } from '../views/head-grid.ts';
import { within } from '../views/numbers.ts';
import type { HeadNumbers } from './shown.ts';
import { readingOptions, type State } from './state.ts';

/** One head's reading of a sentence. */
export interface HeadReading {
  reading: PostReading;
  head: HeadNumbers;
}

export interface Source {
  /** What it reads with, now or as it was at a snapshot: of one model the tokens stay the same. */
  readonly model: unknown;
  /** The most tokens that it looks at. */
  readonly context: number;
  readonly layers: number;
  readonly heads: number;
  /** What it opens with: a sentence in its own words. */
  readonly sentence: string;
  /** Rejects with InputError, or with the signal's reason. */
  read(
    request: Pick<State, 'sentence' | 'sampled' | 'seed'> & HeadName,
    signal: AbortSignal,
  ): Promise<HeadReading>;
}

/** The head of a source, or the nearest to it that there is. */
export function headWithin({ layers, heads }: Source, { layer, head }: HeadName): HeadName {
  return { layer: within(layer, layers - 1), head: within(head, heads - 1) };
}

/** With the post's model, unless there is a source. */
export async function readWith(
  state: State,
  source: Source | undefined,
  name: HeadName,
  { signal, workerUrl }: { signal: AbortSignal; workerUrl: string | undefined },
): Promise<{ reading: PostReading; head?: HeadNumbers }> {
  if (source) return source.read({ ...state, ...headWithin(source, name) }, signal);
  const engine = await loadEngine(workerUrl === undefined ? {} : { workerUrl });
  return { reading: await engine.readSentence(readingOptions(state), { signal }) };
}
