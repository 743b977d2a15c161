// `stories`: short stories with known answers, as text or as JSON.
import type { Engine } from '../engine/index.ts';
import { fieldsOf, type Given, options } from './options.ts';
import type { Write } from './write.ts';

export async function stories(engine: Engine, given: Given, write: Write): Promise<number> {
  const { set = 'train' } = given;
  const told = await engine.tellStories(fieldsOf(options.stories, 'tellStories', given));
  if (!given.json) {
    await write(told.map(({ words }) => `${words.join(' ')}\n`).join(''));
    return 0;
  }
  const list = told.map(({ family, words, answers }) => ({
    family,
    set,
    words,
    answers: answers.map(({ position, word, antecedents }) => ({
      position,
      word,
      antecedents: Array.from(antecedents),
    })),
  }));
  await write(`${JSON.stringify(list)}\n`);
  return 0;
}
