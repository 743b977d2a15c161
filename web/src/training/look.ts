// All that the chapter shows of a sentence, asked of the core at once: every head's pattern, the lens, the next token,
// and of an open head each step of its attention.
import { everyPattern, headAttention, patternsOf } from '../element/transformer-source.ts';
import type { Attribution, Heads, Inspection, Intervention, Model, NextToken } from '../engine/index.ts';
import { indexOfLargest } from '../views/numbers.ts';
import type { Attention, HeadName, Tensor } from '../views/reading.ts';
import type { Run } from './run.ts';

export interface Question {
  sentence: string;
  /** A snapshot; undefined: the model as it is now. */
  at: number | undefined;
  open: HeadName | undefined;
  /** The heads that are knocked out. */
  out: readonly HeadName[];
  /** Whether it is asked what each head does, which takes dozens of passes. */
  isScored: boolean;
  /** What the open head is compared with. */
  other: (HeadName & { at: number | undefined }) | undefined;
}

export interface Look {
  question: Question;
  /** Of the model that was looked at. */
  step: number;
  inspection: Inspection;
  /** For each layer [H, T, T]. */
  patterns: readonly Tensor[];
  /** The open head's; of the same sentence. */
  head: Attention | undefined;
  next: NextToken;
  /** [T - 1] of each token after the first, how likely it was; empty while it is not known. */
  likelihoods: ArrayLike<number>;
  /** What each head does, where that was asked. */
  heads: Heads | undefined;
  /** What each part of the model adds to the logit of the likeliest next token; undefined while the model learns. */
  attribution: Attribution | undefined;
  /** With those heads knocked out. */
  nextWithout: NextToken | undefined;
  /** What the open head is compared with: for each layer its patterns, and the step that they are of. */
  other: { patterns: readonly Tensor[]; step: number } | undefined;
}

const likeliest = 3;

/** A model's tokens of the sentence that it was last asked about: all else is asked for at once. */
const lastTokens = new WeakMap<Model, { sentence: string; ids: Promise<number[]> }>();

/** Looks share them: one that is given up leaves them to the next. */
function tokensOf(model: Model, sentence: string): Promise<number[]> {
  const last = lastTokens.get(model);
  if (last?.sentence === sentence) return last.ids;
  const ids = model.tokenize(sentence).then((tokens) => tokens.map(({ id }) => id));
  lastTokens.set(model, { sentence, ids });
  ids.catch(() => lastTokens.delete(model));
  return ids;
}

/** All requests are sent at once: between them, a model that learns would take another step. */
async function lookWith(
  model: Model,
  question: Question,
  isLearning: boolean,
  signal: AbortSignal,
): Promise<Omit<Look, 'step'>> {
  const { sentence: prompt, open, out, isScored } = question;
  const interventions = out.map((head): Intervention => ({ kind: 'head', ...head, to: 'zero' }));
  const head = open && { head: open };
  const options = { prompt, activations: [everyPattern], interventions, lens: likeliest, ...head };
  const ids = await tokensOf(model, prompt);
  const questions = ids.slice(1).map((token, i) => ({ position: i + 1, token }));
  const isAsked = questions.length > 0 && ids.length <= model.info.config.context;
  const anyToken = { position: ids.length, token: 0 };
  const [inspection, next, heads, judged, nextWithout] = await Promise.all([
    model.inspect(options, { signal }),
    model.nextToken({ prompt }, { signal }),
    isScored ? model.heads({ prompt, question: anyToken }, { signal }) : undefined,
    isAsked ? model.judge({ prompt: ids, questions, interventions }, { signal }) : undefined,
    out.length > 0 ? model.nextToken({ prompt, interventions }, { signal }) : undefined,
  ]);
  const likeliestId = indexOfLargest(next.probabilities);
  const asked = {
    prompt,
    interventions,
    attribution: { position: inspection.ids.length - 1, token: likeliestId },
  };
  const attributed = isLearning ? undefined : await model.inspect(asked, { signal });
  return {
    question,
    attribution: attributed?.attribution,
    inspection,
    patterns: patternsOf(inspection),
    head: open && headAttention(inspection as Required<Inspection>, open, model.info.config),
    next,
    likelihoods: judged?.probabilities ?? [],
    heads,
    nextWithout,
    other: undefined,
  };
}

/** Rejects with InputError, or with the signal's reason. */
export async function look(run: Run, question: Question, signal: AbortSignal): Promise<Look> {
  const { sentence: prompt, at, other } = question;
  const seen = await run.at(at, signal, async (model) => {
    const isLearning = at === undefined && run.phase === 'training';
    const answers = await lookWith(model, question, isLearning, signal);
    return { ...answers, step: run.stepAt(at) };
  });
  if (!other) return seen;
  if (other.at === at) return { ...seen, other: seen };
  return run.at(other.at, signal, async (model) => {
    const patterns = patternsOf(await model.inspect({ prompt, activations: [everyPattern] }, { signal }));
    return { ...seen, other: { patterns, step: run.stepAt(other.at) } };
  });
}

/** The sentence's words that the model does not know, where its tokens are words. */
export function unknownWords({ question, inspection }: Look): string[] {
  const words = question.sentence.trim().split(/\s+/);
  if (words.length !== inspection.texts.length) return [];
  return [...new Set(words.filter((_, i) => inspection.texts[i] === '<unk>'))];
}
