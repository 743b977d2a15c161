// `heads`: each head of a model on a prompt, by the field's scores, where it looks, and what its removal does to the
// word that comes next: the right one where the story world's language decides it, else what the model would say.
import { type Engine, type Heads, headEffects, headScores, type Model } from '../engine/index.ts';
import { toTokens } from '../engine/model.ts';
import { nextAnswer } from '../engine/next-answer.ts';
import { openModel } from './model-files.ts';
import { noteUnknown } from './note-unknown.ts';
import type { Given } from './options.ts';
import { columns } from './table.ts';
import type { Write } from './write.ts';

interface Asked {
  model: string;
  prompt: string;
  json?: boolean;
}

/** What the effects are of. */
async function answerOf(engine: Engine, model: Model, prompt: string) {
  const decided = await nextAnswer(engine, model, prompt);
  if (decided) return { ...decided, antecedents: Array.from(decided.antecedents), isDecided: true };
  const { ids, chosen, chosenText } = await model.nextToken({ prompt, temperature: 0 });
  return { position: ids.length, word: chosenText, token: chosen, antecedents: [], isDecided: false };
}

/** Numbers by their names, from `begin` on. */
const named = <Name extends string>(names: readonly Name[], numbers: Float32Array, begin: number) =>
  Object.fromEntries(names.map((name, i) => [name, numbers[begin + i] as number])) as Record<Name, number>;

function headsOf({ scores, looks, most, effects }: Heads, count: number) {
  return Array.from(looks, (look, i) => ({
    layer: Math.floor(i / count),
    head: i % count,
    scores: named(headScores, scores, i * headScores.length),
    look,
    most: most[i] as number,
    effects: named(headEffects, effects, i * headEffects.length),
  }));
}

const digits = (number: number) => number.toFixed(2).replace(/^(-?)0\./, '$1.');

export async function heads(engine: Engine, given: Given, write: Write): Promise<number> {
  const { model: folder, prompt, json } = given as unknown as Asked;
  const model = await openModel(engine, 'model', folder);
  await noteUnknown(model, prompt);
  const { isDecided, word, token, position, antecedents } = await answerOf(engine, model, prompt);
  const found = await model.heads({ prompt, question: { position, token, antecedents } });
  const tokens = toTokens(found);
  const all = headsOf(found, model.info.config.heads);
  if (json) {
    const answer = { position, word, token, antecedents, isDecided };
    await write(`${JSON.stringify({ tokens, answer, heads: all })}\n`);
    return 0;
  }
  const why = isDecided ? 'which the text decides' : 'which the model would say: the text decides nothing';
  const header = ['head', 'looks most at', 'on the right word', ...headScores, ...headEffects];
  const rows = all.map(({ layer, head, most, look, scores, effects }) => [
    `${layer}.${head}`,
    `${tokens[most]?.text} (${most})`,
    isDecided ? digits(look) : '',
    ...headScores.map((name) => digits(scores[name])),
    ...headEffects.map((name) => digits(effects[name])),
  ]);
  await write(`the next word: ${word}, ${why}\n${columns([header, ...rows], 'padStart')}`);
  return 0;
}
