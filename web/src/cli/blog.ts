// `blog`: the post's program, printed as the post prints it, or as one JSON object with every intermediate.
import { type Engine, type Matrix, type PostOptions, type PostRun, row } from '../engine/index.ts';
import type { Kind } from './arguments.ts';
import type { Write } from './write.ts';

export const blogKinds: Record<string, Kind> = {
  seed: 'number',
  dimensions: 'number',
  context: 'number',
  word: 'text',
  sentence: 'texts',
  corrected: 'text',
  json: 'flag',
};

const rowsOf = (matrix: Matrix) => Array.from({ length: matrix.rows }, (_, i) => Array.from(row(matrix, i)));

const onlyRowOf = (matrix: Matrix) => Array.from(row(matrix, 0));

function toJson(run: PostRun, seed: number): string {
  const sentences = run.sentences.map((s) => ({
    sentence: s.sentence,
    words: s.words,
    context: s.words.slice(s.contextBegins[0], s.contextEnds[0]),
    query: onlyRowOf(s.queries),
    scores: onlyRowOf(s.scores),
    weights: onlyRowOf(s.weights),
    probabilities: onlyRowOf(s.probabilities),
    cumulative: onlyRowOf(s.cumulative),
    draw: s.draw,
    index: s.chosen[0],
    predicted: s.predicted,
  }));
  return JSON.stringify({
    seed,
    vocabulary: run.vocabulary,
    embeddings: rowsOf(run.embeddings),
    sentences,
  });
}

export async function blog(engine: Engine, options: Record<string, unknown>, write: Write): Promise<number> {
  const { json, sentence, ...others } = options;
  const postOptions: PostOptions = sentence ? { ...others, sentences: sentence as string[] } : others;
  if (json) await write(`${toJson(await engine.runPost(postOptions), Number(postOptions.seed ?? 42))}\n`);
  else await write(await engine.printPost(postOptions));
  return 0;
}
