// Says on stderr which words of a prompt a model of words does not know.
import { type Model, unknownWords } from '../engine/index.ts';

export async function noteUnknown(model: Model, prompt: string): Promise<void> {
  for (const { word, nearest } of await unknownWords(model, prompt)) {
    const offered = nearest.length > 0 ? `; near it are ${nearest.join(', ')}` : '';
    process.stderr.write(`unknown to this model: ${JSON.stringify(word)}${offered}\n`);
  }
}
