// The text of pairs, and that a model whose weights begin scaled by the width learns to look back for them.
import { loadEngine } from 'pay-attention';
import { describe, expect, it } from 'vitest';
import { induction, pairsQuestions, pairsText } from '../../web/src/training/pairs.ts';

describe('pairs to be repeated', () => {
  it('are told by their own story, and by nothing else', () => {
    for (const story of pairsText({ stories: 50 }).split('\n')) {
      const sentences = story.match(/say \w+ \w+ \./g) ?? [];
      expect(sentences.join(' ')).toBe(story);
      const seconds = new Map<string, string>();
      for (const sentence of sentences) {
        const [, first = '', second = ''] = sentence.split(' ');
        expect(seconds.get(first) ?? second).toBe(second);
        seconds.set(first, second);
      }
      expect(seconds.size).toBe(4);
    }
    const answers = pairsQuestions().map(({ prompt, answer }) => {
      const asked = prompt.split(' ').at(-1);
      expect(prompt).toContain(`say ${asked} ${answer} .`);
      return answer;
    });
    expect(new Set(answers).size).toBeGreaterThan(20);
  });

  it('are the same ones for the same seed', () => {
    expect(pairsText({ stories: 3, seed: 7 })).toBe(pairsText({ stories: 3, seed: 7 }));
    expect(pairsText({ stories: 3, seed: 7 })).not.toBe(pairsText({ stories: 3, seed: 8 }));
  });

  it('are learned: of 50 in stories that the model has not seen, it gets 45 right', async () => {
    const engine = await loadEngine();
    const text = pairsText();
    const model = await engine.createModel({ text, ...induction.model, seed: 4 });
    await model.startTraining({ text, ...induction.training, seed: 4 });
    for (let step = 0; step < 2000; ) ({ step } = await model.trainAWhile({ most: 2000 - step }));
    let right = 0;
    for (const { prompt, answer } of pairsQuestions()) {
      const { chosenText } = await model.nextToken({ prompt, temperature: 0 });
      if (chosenText === answer) right += 1;
    }
    expect(right).toBeGreaterThanOrEqual(45);
    await model.dispose();
  });
});
