// What is said of a link and of the model in it.

import { type Outcome, outcomeOf, type Recipe } from '../training/recipe.ts';
import type { Run } from '../training/run.ts';
import { architectures, openingOf, sizes } from '../training/settings.ts';
import type { Travel } from '../training/travel.ts';
import type { PageSay } from '../words/speak.ts';
import { sizeText } from './figures/train/size-text.ts';

/** What is broken in a link. */
export function brokenText(error: Error, say: PageSay): string {
  const problem = say.error(error);
  return (error as { argument?: string }).argument
    ? say('inLink', { problem })
    : say('ofTheLink', { problem });
}

/** What the reader is to know of a link that is copied. */
export async function travelText({ way, cost }: Travel, sentence: string, say: PageSay): Promise<string> {
  if (way === undefined) return '';
  if (way === 'recipe') return say('recipeInLink');
  const change = await cost(sentence);
  const costs = change === undefined ? '' : say('roundingCosts', { chance: say.percent(change) });
  return say.together(say('wholeInLink'), costs);
}

/** How a model is made, in a sentence, and every setting. */
export function recipeText({ preset, choices }: Recipe, done: number | undefined, say: PageSay): string[] {
  const { text, architecture, size, tokenizer, steps, batch, rate, decay, start, seed } = choices;
  const opening = say.quoted(`${openingOf(text)} …`);
  const learned = preset
    ? say.quoted(say(`preset.${preset}`))
    : say('ownText', { characters: say.count('characters', text.length), opening });
  const made = { size: sizeText(sizes[size], say), steps: say.count('steps', Number(steps)), text: learned };
  const isStopped = done !== undefined && done < Number(steps);
  const settings = [
    [say('architecture'), architectures[architecture]],
    [say('tokenizer'), say(`tokenizer.${tokenizer}`)],
    [say('start'), say(`start.${start}`)],
    ...(['batch', 'rate', 'decay', 'seed'] as const).map((name) => [
      say(name),
      { batch, rate, decay, seed }[name],
    ]),
  ];
  return [
    say.together(
      say('noModelInLink'),
      isStopped ? say('isMadeInPart', { ...made, done }) : say('isMade', made),
    ),
    settings.map(([name = '', value = '']) => say('setting', { name, value })).join(' · '),
  ];
}

/** How what was trained again compares with what the link is of. */
export function comparison(run: Run, outcome: Outcome | undefined, say: PageSay): string {
  const came = outcomeOf(run);
  if (!outcome || came?.step !== outcome.step)
    return say('trainedAgain', { steps: say.count('steps', run.step) });
  if (came.sum === outcome.sum)
    return say('sameBits', { numbers: say.count('numbersToLearn', run.model.info.parameters) });
  return say.together(
    say('otherBits'),
    say('lossesAre', { here: say.decimal(came.loss, 4), there: say.decimal(outcome.loss, 4) }),
  );
}
