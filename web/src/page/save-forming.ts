// Saves how a head formed over a model's training, as an SVG that moves.
import { type AtStep, formingOf } from '../element/forming.ts';
import { saveFile } from '../element/save.ts';
import { fields, type State } from '../element/state.ts';
import type { Look } from '../views/figure/look.ts';

const width = 720; // CSS pixels

/** What moves: the matrix where that is looked at, else the arcs, and the words that could come next. */
export const partsOf = ({ view }: Pick<State, 'view'>): State['show'] =>
  view === 'matrix' ? ['matrix'] : ['arcs', 'bars'];

/** Says in a sentence how it went. */
export async function saveForming(steps: readonly AtStep[], look: Look): Promise<string> {
  const [first] = steps;
  if (!first) return 'There is no snapshot of its training.';
  const name = `attention-${fields.head.write(first.state.head)}-forming.svg`;
  try {
    saveFile(name, [await formingOf(steps, look, width, new AbortController().signal)], 'image/svg+xml');
    return look.say('isSaved', { name });
  } catch (error) {
    return look.say('notSaved', { reason: look.say.error(error as Error) });
  }
}
