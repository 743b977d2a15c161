// A recipe as a link has it, there and back.
import { InputError, loadEngine } from '../../engine/index.ts';
import { toNumberOrText } from '../../engine/input.ts';
import { type Choices, type PresetName, presets, usual } from '../presets.ts';
import type { Outcome, Recipe } from '../recipe.ts';
import { architectures, openingOf, sizes, starts, tokenizers } from '../settings.ts';
import type { Texts } from '../travel.ts';
import { mostPacked, pack, unpack } from './packing.ts';

const mostText = 2 ** 20; // bytes of a text, unpacked

/** A choice, as a link has it; the text has a way of its own. */
type Choice = Exclude<keyof Choices, 'text'>;
const choiceNames = Object.keys(usual('small')).concat('tokenizer') as Choice[];
/** What those may be that are no numbers. */
const words: Partial<Record<Choice, readonly string[]>> = {
  architecture: Object.keys(architectures),
  size: Object.keys(sizes),
  tokenizer: tokenizers,
  start: starts,
};

/** Names of a link that are a recipe's, or what goes with one. */
export const linkName = (name: string) => `train-${name}`;

const openingFor = ({ preset, choices }: Pick<Recipe, 'preset' | 'choices'>) =>
  preset ? presets[preset].sentence : openingOf(choices.text);

// ---- to a link ----

async function textTexts({ preset, choices: { text } }: Recipe): Promise<Texts> {
  if (preset) return [[linkName('preset'), preset]];
  const bytes = new TextEncoder().encode(text);
  const packed = bytes.length > mostText ? '' : await pack(bytes);
  if (packed !== '' && packed.length <= mostPacked) return [[linkName('text'), packed]];
  const pattern =
    'The text that the model learned, of {} characters, is too long for a link. Save the model as one file, put that ' +
    'on the web, and open it from its address: then the link names it';
  throw new InputError('', pattern, [text.length]);
}

/** Rejects with InputError where the text is too long. */
export async function writeRecipe(recipe: Recipe, outcome: Outcome | undefined): Promise<Texts> {
  const { prompt } = recipe;
  const isUsual = prompt === openingFor(recipe);
  const came: Texts = outcome
    ? [
        [linkName('step'), String(outcome.step)],
        [linkName('loss'), String(outcome.loss)],
        [linkName('sum'), outcome.sum],
      ]
    : [];
  return [
    ...(await textTexts(recipe)),
    ...choiceNames
      .filter((name) => name !== 'architecture' || recipe.choices[name] === 'llama') // older pages made GPT-2s only
      .map((name) => [linkName(name), recipe.choices[name]] as const),
    ...(isUsual ? [] : [[linkName('prompt'), prompt] as const]),
    ...came,
  ];
}

// ---- from a link ----

type Given = ReadonlyMap<string, string>;

/** Throws InputError. */
function checkChoice(name: Choice, text: string): string {
  const among = words[name];
  if (among ? among.includes(text) : typeof toNumberOrText(text) === 'number') return text;
  const called = linkName(name);
  throw among
    ? new InputError(called, 'must be one of {}, not {}', [among.join(', '), { quoted: text }])
    : new InputError(called, 'must be a number, not {}', [{ quoted: text }]);
}

/** The text and the name that it has, if it has one. Rejects with InputError. */
async function readText(given: Given): Promise<Pick<Recipe, 'preset'> & { text: string }> {
  const preset = given.get(linkName('preset'));
  if (preset === undefined) {
    const name = linkName('text');
    const bytes = await unpack(name, given.get(name) ?? '', mostText);
    return { preset: undefined, text: new TextDecoder().decode(bytes) };
  }
  if (!Object.hasOwn(presets, preset))
    throw new InputError(linkName('preset'), 'must be one of {}, not {}', [
      Object.keys(presets).join(', '),
      { quoted: preset },
    ]);
  const known = preset as PresetName;
  return { preset: known, text: (await presets[known].choices(loadEngine)).text };
}

/** The choices of a link; in place of those that are broken, which `refuse` hears of, what is usual. */
function readChoices(given: Given, refuse: (error: InputError) => void): Omit<Choices, 'text'> {
  const read = (name: Choice, otherwise: string): string => {
    const text = given.get(linkName(name));
    if (text === undefined) return otherwise;
    try {
      return checkChoice(name, text);
    } catch (error) {
      refuse(error as InputError);
      return otherwise;
    }
  };
  const size = read('size', 'medium') as Choices['size'];
  const otherwise = { ...usual(size), tokenizer: 'words' };
  const entries = choiceNames.map((name) => [name, name === 'size' ? size : read(name, otherwise[name])]);
  return Object.fromEntries(entries);
}

/** Undefined where the link says nothing that is one. */
export function readOutcome(given: Given): Outcome | undefined {
  const [step, loss, sum] = ['step', 'loss', 'sum'].map((name) => given.get(linkName(name)) ?? '');
  const isOne = /^\d{1,9}$/.test(step as string) && /^[0-9a-f]{8}$/.test(sum as string);
  return isOne ? { step: Number(step), loss: Number(loss || Number.NaN), sum: sum as string } : undefined;
}

/** Undefined where a link has none. Rejects with InputError where its text cannot be had. */
export async function readRecipe(
  given: Given,
  refuse: (error: InputError) => void,
): Promise<Recipe | undefined> {
  if (!['preset', 'text'].some((name) => given.has(linkName(name)))) return undefined;
  const { preset, text } = await readText(given);
  const chosen = { ...readChoices(given, refuse), text };
  const recipe = { preset, choices: chosen };
  return { ...recipe, prompt: given.get(linkName('prompt')) || openingFor(recipe) };
}
