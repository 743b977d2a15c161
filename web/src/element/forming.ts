// A head forming over a model's training: what is shown, at each of the steps that there are snapshots of, as one SVG
// that moves.
import { forming } from '../views/figure/forming.ts';
import type { Look } from '../views/figure/look.ts';
import { padded } from '../views/figure/piece.ts';
import type { Say } from '../words/say.ts';
import { aboutOf, piecesOf } from './figure-of.ts';
import type { Source } from './models.ts';
import { checkShown } from './shown.ts';
import type { State } from './state.ts';

export interface AtStep {
  step: number;
  /** Reads with the model as it was then. */
  source: Source;
  state: State;
}

/** The most that are drawn: of more, some, evenly apart, with the first and the last. */
const mostMoments = 12;

export function spread<Item>(items: readonly Item[]): Item[] {
  const most = Math.min(items.length, mostMoments);
  const places = Array.from({ length: most }, (_, i) =>
    Math.round((i * (items.length - 1)) / (most - 1 || 1)),
  );
  return places.map((place) => items[place] as Item);
}

const labelOf = (step: number, say: Say) =>
  step === 0 ? say('beforeTraining') : say.count('afterSteps', step);

/** Rejects with InputError. */
export async function formingOf(
  steps: readonly AtStep[],
  look: Look,
  width: number,
  signal: AbortSignal,
): Promise<string> {
  const all = [];
  for (const { step, source, state } of spread(steps))
    all.push({ step, shown: checkShown(await source.read(state, signal), state, false) });
  const last = all[all.length - 1] as (typeof all)[number];
  const { say } = look;
  const moments = all.map(({ step, shown }) => ({
    label: labelOf(step, say),
    piece: padded(piecesOf(shown, look, width), look),
  }));
  const { title, description } = aboutOf(last.shown, say);
  const names = all.map(({ step }) => step).join(', ');
  const about = {
    title: say('forming', { title }),
    description: say('atSteps', { steps: names, description }),
  };
  return forming(moments, about, look);
}
