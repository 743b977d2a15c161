// All that the chapter shows of a sentence, asked of the core at once: every head's pattern, the lens, the next token,
// and of an open head each step of its attention.
import type { HeadReading } from '../../../element/source.ts';
import type { Inspection, Intervention, Model, NextToken, Tensor } from '../../../engine/index.ts';
import type { HeadName } from '../../../views/head-grid.ts';
import { everyPattern, headReading, patternsOf } from '../../head-reading.ts';
import type { Trained } from './trained.ts';

export interface Question {
  sentence: string;
  /** A snapshot; undefined: the model as it is now. */
  at: number | undefined;
  open: HeadName | undefined;
  isKnockedOut: boolean;
  /** What the open head is compared with. */
  other: (HeadName & { at: number | undefined }) | undefined;
}

export interface Look {
  question: Question;
  inspection: Inspection;
  /** For each layer [H, T, T]. */
  patterns: readonly Tensor[];
  /** The open head's; of the same sentence. */
  head: HeadReading | undefined;
  next: NextToken;
  /** With the open head knocked out. */
  nextWithout: NextToken | undefined;
  /** For each layer, at the snapshot that the open head is compared with. */
  otherPatterns: readonly Tensor[] | undefined;
}

const likeliest = 1;

async function lookWith(model: Model, question: Question, signal: AbortSignal): Promise<Look> {
  const { sentence: prompt, open, isKnockedOut } = question;
  const knockOut: Intervention[] = open ? [{ kind: 'head', ...open, to: 'zero' }] : [];
  const interventions = isKnockedOut ? knockOut : [];
  const head = open && { head: open };
  const options = { prompt, activations: [everyPattern], interventions, lens: likeliest, ...head };
  const inspection = await model.inspect(options, { signal });
  const patterns = patternsOf(inspection);
  return {
    question,
    inspection,
    patterns,
    head: open && headReading(inspection, open, patterns, []),
    next: await model.nextToken({ prompt }, { signal }),
    nextWithout: isKnockedOut ? await model.nextToken({ prompt, interventions }, { signal }) : undefined,
    otherPatterns: undefined,
  };
}

/** Rejects with InputError, or with the signal's reason. */
export async function look(trained: Trained, question: Question, signal: AbortSignal): Promise<Look> {
  const { sentence: prompt, at, other } = question;
  const seen = await trained.at(at, signal, (model) => lookWith(model, question, signal));
  if (!other) return seen;
  const otherPatterns = await trained.at(other.at, signal, async (model) =>
    patternsOf(await model.inspect({ prompt, activations: [everyPattern] }, { signal })),
  );
  return { ...seen, otherPatterns };
}
