// One head of a transformer as the plain data that the instrument's views draw: the rows and columns of a PostReading.
import type { HeadReading } from '../element/source.ts';
import type { EveryDraw, Inspection, Matrix, PostReading, Tensor } from '../engine/index.ts';
import type { HeadName } from '../views/head-grid.ts';
import { tokenName } from '../views/token-name.ts';

export const everyPattern = 'blocks.*.attn.hook_pattern';

/** Of an inspection in which every pattern was asked for: for each layer [H, T, T]. */
export const patternsOf = ({ activations }: Inspection): Tensor[] =>
  Object.entries(activations).flatMap(([name, tensor]) => (name.endsWith('.hook_pattern') ? [tensor] : []));

const empty: Matrix = { rows: 0, columns: 0, data: new Float64Array() };
const undrawn: EveryDraw = { probabilities: empty, cumulative: empty, draw: 0, chosen: new Int32Array() };

/** Head h of [H, T, T]. */
export function squareOf({ shape, data }: Tensor, head: number): Matrix {
  const [, rows = 0, columns = 0] = shape;
  const from = head * rows * columns;
  return { rows, columns, data: Float64Array.from(data.subarray(from, from + rows * columns)) };
}

/**
 * Of an inspection that this head was asked for in, and a seed where the next token is to be shown. `vocabulary` is what
 * each token reads.
 */
export function headReading(
  { ids, texts, head, draws = undrawn }: Inspection,
  name: HeadName,
  patterns: readonly Tensor[],
  vocabulary: readonly string[],
): HeadReading | undefined {
  if (!head) return undefined;
  const { values, ...steps } = head;
  const positions = Int32Array.from(ids.keys());
  const reading: PostReading = {
    words: texts.map(tokenName),
    vocabulary: vocabulary.map(tokenName),
    embeddings: empty,
    indices: ids,
    positions,
    contextBegins: positions,
    contextEnds: positions.map((i) => i + 1),
    ...steps,
    weights: steps.scores,
    logits: empty,
    ...draws,
    outcomes: Int32Array.from({ length: draws.probabilities.columns }, (_, i) => i),
  };
  return { reading, head: { name, patterns, values } };
}
