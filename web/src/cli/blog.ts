// `blog`: the post's program, printed as the post prints it, or as one JSON object with every intermediate.
import { type Engine, type Matrix, type PostOptions, type PostRun, row } from '../engine/index.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

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

export async function blog(engine: Engine, given: Given, write: Write): Promise<number> {
  const fields: PostOptions = fieldsOf(options.blog, 'runPost', given);
  if (given.json) await write(`${toJson(await engine.runPost(fields), Number(fields.seed))}\n`);
  else await write(await engine.printPost(fields));
  return 0;
}
