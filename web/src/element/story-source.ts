// The model that ships as a source of readings: stories, of which it is known what decides each next word.
import { about } from '#story/about.js';
import type { Engine, Model } from '../engine/index.ts';
import type { Answers } from '../views/reading.ts';
import { storyHead, storyName, storySentence } from './first-story.ts';
import type { Source } from './models.ts';
import { engineFor, type Holder, hold } from './open-models.ts';
import type { State } from './state.ts';
import { sourceOfOpened } from './transformer-source.ts';

/** After so many steps of its training; undefined: the trained one. Rejects with InputError. */
export function storyModel(holder: Holder, step?: State['step']): Promise<Model> {
  const named = step === undefined ? storyName : `${storyName} ${step}`;
  return hold(named, holder, (engine) => engine.openStory({ step: step as number | undefined }));
}

/** What must come after each of these words, where they decide it. */
export async function answersIn(
  engine: Engine,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Answers> {
  // A last word that is wrong leaves its sentence without meaning: those before it are asked as well.
  const asked = [words.slice(0, -1), words].map((some) => engine.understand(some, { signal }));
  const found = (await Promise.all(asked)).flat();
  return new Map(
    found.map(({ position, word, antecedents }) => [
      position - 1,
      { word, antecedents: Array.from(antecedents) },
    ]),
  );
}

export const storySource = (holder: Holder): Source =>
  sourceOfOpened(
    {
      model: storyName,
      travels: 'everywhere',
      opening: () => storySentence,
      openingHead: storyHead,
      heads: about,
      steps: about.steps,
    },
    ({ step }) => storyModel(holder, step),
    async (reading, signal) => ({
      ...reading,
      answers: await answersIn(await engineFor(holder), reading.words, signal),
    }),
  );
