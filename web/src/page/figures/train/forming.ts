// The open head from the first snapshot to the last, as a file.
import { initialState } from '../../../element/state.ts';
import type { Session } from '../../../training/session.ts';
import type { Look } from '../../../views/figure/look.ts';
import { partsOf, saveForming } from '../../save-forming.ts';
import type { Cell } from './head-data.ts';

/** Says in a sentence how it went. */
export async function saveOpenHead(
  session: Session,
  { query }: Cell,
  name: string,
  look: Look,
): Promise<string> {
  const { open, out, sentence } = session.question;
  if (!open) return '';
  const told = { sentence, model: name, head: open, knockOut: out, query };
  const state = { ...initialState, ...told, show: partsOf(initialState) };
  return saveForming(
    session.moments.map((moment) => ({ ...moment, state })),
    look,
  );
}
