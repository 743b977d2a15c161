// A model of this tab on its way into a link, and what a link says of one.
import { fields } from '../../element/state.ts';
import { InputError, loadEngine, type Model } from '../../engine/index.ts';
import { outcomeOf } from '../recipe.ts';
import type { Origin, Run } from '../run.ts';
import type { Linked, Session } from '../session.ts';
import { mostParameters, named, none, type Texts, type Travel, type Way } from '../travel.ts';
import { mostPacked } from './packing.ts';
import { linkName, readOutcome, writeRecipe } from './recipe.ts';
import { packModel, unpackModel, wholeName } from './whole-model.ts';

/** How much rounding changes what the model says after any of the sentence's tokens; undefined where it has none. */
async function costOf(model: Model, packed: string, prompt: string): Promise<number | undefined> {
  const rounded = await (await loadEngine()).openModel(await unpackModel(packed));
  try {
    const [before, after] = await Promise.all(
      [model, rounded].map(
        async (model) => (await model.inspect({ prompt, seed: 1 })).draws?.probabilities.data,
      ),
    );
    return before?.reduce((most, value, i) => Math.max(most, Math.abs(value - (after?.[i] ?? 0))), 0);
  } catch (error) {
    if (error instanceof InputError) return undefined; // of the sentence, and said beside it
    throw error;
  } finally {
    await rounded.dispose();
  }
}

/** The question, as far as it is about the model and not about a step of its run. */
function questionTexts({ question, run }: Session, isWhole = false): Texts {
  const { sentence, open, out } = question;
  // A recipe has the sentence that its run begins with.
  const isKnown = sentence === run?.prompt && !isWhole;
  return [
    ...(isKnown ? [] : [[linkName('sentence'), sentence] as const]),
    ...(open ? [[linkName('head'), fields.head.write(open)] as const] : []),
    ...(out.length > 0 ? [[linkName('out'), fields.knockOut.write(out)] as const] : []),
  ];
}

async function whole(run: Run, session: Session): Promise<Travel> {
  const { at } = session.question;
  const { signal } = new AbortController();
  const packed = await run.at(at, signal, async (model) => packModel(await model.save()));
  if (packed.length > mostPacked)
    throw new InputError('', 'This model has too large a vocabulary for a link: save it as a file');
  const cost = (sentence: string) => run.at(at, signal, (model) => costOf(model, packed, sentence));
  if (packed.length > mostPacked)
    throw new InputError('', 'This model has too large a vocabulary for a link: save it as a file');
  return {
    address: undefined,
    texts: [[wholeName, packed], ...questionTexts(session, true)],
    way: 'whole',
    cost,
  };
}

async function recipe(run: Run, session: Session): Promise<Travel> {
  const { at } = session.question;
  if (!run.origin.recipe) throw new Error('this model has no recipe');
  const texts = await writeRecipe(run.origin.recipe, outcomeOf(run));
  const step = at === undefined ? run.origin.step : run.stepAt(at);
  const shown: Texts = step === undefined ? [] : [[linkName('at'), String(step)]];
  return {
    address: undefined,
    texts: [...texts, ...shown, ...questionTexts(session)],
    way: 'recipe',
    cost: none,
  };
}

/** Rejects with InputError, which says what to do instead. */
export async function travelBy(way: Way | undefined, session: Session): Promise<Travel> {
  const { run } = session;
  if (!run) throw new InputError('', 'There is no model yet');
  if (way === 'address') return named(run.origin.address, []);
  if (way === 'whole') return whole(run, session);
  if (way === 'recipe') return recipe(run, session);
  throw new InputError(
    '',
    'It is not known here how this model was trained, and of its {} numbers a link holds {} at the most. Save it as ' +
      'one file, put that on the web, and open it from its address: then the link names it',
    [run.model.info.parameters, mostParameters],
  );
}

/** What a link says of the question; what cannot be read is left out, and told to `refuse`. */
export function readLinked(
  given: ReadonlyMap<string, string>,
  origin: Origin,
  refuse: (error: InputError) => void,
): Linked {
  const read = (name: string) => given.get(linkName(name));
  const [sentence, open, at] = [read('sentence'), read('head'), read('at')];
  const heads = fields.knockOut.read(read('out') ?? '');
  const head = open === undefined ? undefined : fields.head.read(open);
  for (const [name, value] of [['head', head], ...heads.map((head) => ['out', head] as const)] as const)
    if (typeof value === 'string')
      refuse(
        new InputError(linkName(name), 'must be a layer and one of its heads, as in 0.1, not {}', [
          { quoted: value },
        ]),
      );
  const isStep = /^\d{1,9}$/.test(at ?? '0');
  if (!isStep)
    refuse(new InputError(linkName('at'), 'must be a whole number from 0, not {}', [{ quoted: at ?? '' }]));
  return {
    origin,
    until: readOutcome(given)?.step,
    question: {
      ...(sentence === undefined ? {} : { sentence }),
      ...(typeof head === 'object' ? { open: head } : {}),
      out: heads.filter((head) => typeof head !== 'string'),
    },
    at: at !== undefined && isStep ? Number(at) : undefined,
  };
}
