// One head of a transformer as the plain data that the instrument's views draw: the rows and columns of a Reading.
import type { HeadReading } from '../element/source.ts';
import type { Engine, Inspection, Matrix, NextToken, Reading, Tensor } from '../engine/index.ts';
import type { HeadName } from '../views/head-grid.ts';
import { tokenName } from '../views/token-name.ts';

/** The activations that a head's reading is made from. */
export function headActivations({ layer }: HeadName): string[] {
  const names = ['hook_q', 'hook_k', 'hook_v', 'hook_z', 'hook_attn_scores', 'hook_pattern'];
  return names.map((name) => `blocks.${layer}.attn.${name}`);
}

const empty: Matrix = { rows: 0, columns: 0, data: new Float64Array() };

/** Head h of [T, H, D] as [T, D]. */
function headOf({ shape, data }: Tensor, head: number): Matrix {
  const [rows = 0, heads = 1, columns = 0] = shape;
  const matrix = { rows, columns, data: new Float64Array(rows * columns) };
  for (let i = 0; i < rows; ++i) {
    const from = (i * heads + head) * columns;
    matrix.data.set(data.subarray(from, from + columns), i * columns);
  }
  return matrix;
}

/** Head h of [H, T, T]. */
export function squareOf({ shape, data }: Tensor, head: number): Matrix {
  const [, rows = 0, columns = 0] = shape;
  const from = head * rows * columns;
  return { rows, columns, data: Float64Array.from(data.subarray(from, from + rows * columns)) };
}

/** Rows of different lengths side by side, the rest of each filled up. */
function stacked(rows: readonly ArrayLike<number>[], columns: number, rest: number): Matrix {
  const data = new Float64Array(rows.length * columns).fill(rest);
  rows.forEach((numbers, i) => {
    data.set(numbers, i * columns);
  });
  return { rows: rows.length, columns, data };
}

/** Row by row, each up to the diagonal. */
async function softmaxOfScores(engine: Engine, { columns, data }: Matrix) {
  return Promise.all(
    Array.from({ length: columns }, (_, i) => {
      const scores = data.slice(i * columns, i * columns + i + 1);
      return engine.softmax({ scores });
    }),
  );
}

function sums(numbers: Float64Array): Float64Array {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
}

/** The chances of the token after each position, where the logits were asked for. */
async function predictions(engine: Engine, logits: Tensor | undefined, next: NextToken | undefined) {
  const [length = 0, size = 0] = logits?.shape ?? [];
  const rows = await Promise.all(
    Array.from({ length }, (_, i) =>
      engine.softmax({ scores: Float64Array.from(logits?.data.subarray(i * size, (i + 1) * size) ?? []) }),
    ),
  );
  const probabilities = rows.map((row) => row.probabilities);
  const cumulative = probabilities.map(sums);
  const draw = next?.draw ?? 0;
  return {
    probabilities: stacked(probabilities, size, 0),
    cumulative: stacked(cumulative, size, 1),
    draw,
    chosen: Int32Array.from(cumulative, (ends) =>
      Math.max(
        0,
        ends.findIndex((end) => draw < end),
      ),
    ),
    outcomes: Int32Array.from({ length: size }, (_, i) => i),
  };
}

/** `vocabulary` is what each token reads; `next` the story of the next draw. */
export async function headReading(
  engine: Engine,
  inspection: Inspection,
  { layer, head }: HeadName,
  vocabulary: readonly string[],
  next?: NextToken,
): Promise<HeadReading> {
  const tensor = (name: string) => inspection.activations[`blocks.${layer}.attn.hook_${name}`] as Tensor;
  const scores = squareOf(tensor('attn_scores'), head);
  const [queries, keys] = [headOf(tensor('q'), head), headOf(tensor('k'), head)];
  const length = inspection.ids.length;
  const root = Math.sqrt(queries.columns);
  const softmax = await softmaxOfScores(engine, scores);
  const positions = Int32Array.from({ length }, (_, i) => i);
  const reading: Reading = {
    words: inspection.texts.map(tokenName),
    vocabulary: vocabulary.map(tokenName),
    embeddings: empty,
    indices: inspection.ids,
    positions,
    contextBegins: positions,
    contextEnds: positions.map((i) => i + 1),
    queries,
    keys,
    products: { ...scores, data: scores.data.map((score) => score * root) },
    scores,
    weights: scores,
    shifted: stacked(
      softmax.map(({ shifted }) => shifted),
      length,
      -Infinity,
    ),
    exponentials: stacked(
      softmax.map(({ exponentials }) => exponentials),
      length,
      0,
    ),
    sums: Float64Array.from(softmax, ({ sum }) => sum),
    pattern: squareOf(tensor('pattern'), head),
    outputs: headOf(tensor('z'), head),
    logits: empty,
    ...(await predictions(engine, inspection.activations.logits, next)),
  };
  return { reading, head: { values: headOf(tensor('v'), head), texts: vocabulary } };
}
