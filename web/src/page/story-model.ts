// The model that ships, as the page's first figure and chapters ask for it, at each step of its training that is looked
// at; and what its language decides.
import type { AtStep } from '../element/forming.ts';
import type { State } from '../element/state.ts';
import { storyModel as modelHeldBy, storySource } from '../element/story-source.ts';
import { type Engine, loadEngine, type Model, type StoryAnswer } from '../engine/index.ts';

/** The page keeps them open. */
const page = {};

/** After so many steps; undefined: the trained one. Rejects with InputError. */
export const storyModel = (step?: number): Promise<Model> => modelHeldBy(page, step);

/** What is shown, at each of the steps of its training. */
export async function storyAtSteps(state: State): Promise<AtStep[]> {
  const source = storySource(page);
  const steps = await (await loadEngine()).storySteps();
  return steps.map((step) => ({ step, source, state: { ...state, step } }));
}

/** What must come after these words; undefined where they do not decide it. */
export async function answerAfter(
  engine: Engine,
  words: readonly string[],
): Promise<StoryAnswer | undefined> {
  const last = (await engine.understand(words)).at(-1);
  return last?.position === words.length ? last : undefined;
}
