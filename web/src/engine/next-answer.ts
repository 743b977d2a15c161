// What must come after a text: where it is in the story world's language and decides it.
import type { Engine } from './engine.ts';
import type { Model } from './model.ts';
import type { StoryAnswer } from './stories.ts';

/** Undefined where nothing is decided, or the model has no token for it. */
export async function nextAnswer(
  engine: Engine,
  model: Model,
  prompt: string,
): Promise<(StoryAnswer & { token: number }) | undefined> {
  if (model.info.tokenizer !== 'words') return undefined;
  const words = (await model.tokenize(prompt)).map(({ text }) => text);
  const last = (await engine.understand(words)).at(-1);
  if (last?.position !== words.length) return undefined;
  const token = (await model.vocabulary()).indexOf(last.word);
  return token < 0 ? undefined : { ...last, token };
}
