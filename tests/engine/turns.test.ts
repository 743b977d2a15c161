// From one model to another: what the reader finds there.
import { describe, expect, it } from 'vitest';
import type { Source } from '../../web/src/element/models.ts';
import { initialState, type State } from '../../web/src/element/state.ts';
import { Turns } from '../../web/src/element/turns.ts';

const source = (more: Partial<Source>): Source => ({
  model: 'post',
  travels: 'everywhere',
  read: () => Promise.reject(),
  ...more,
});
const post = source({});
const trained = (model: string, sentence: string) =>
  source({ model, heads: { layers: 2, heads: 4 }, opening: () => sentence });

const mine: State = { ...initialState, sentence: 'mine', sampled: [{ text: 'own' }], query: 1, seed: 7 };

describe('a model', () => {
  it('opens with its own sentence, and keeps the seed and the view', () => {
    const turned = new Turns().turn({ ...mine, view: 'pair' }, post, 'trained', trained('a', 'once upon'));
    expect(turned).toEqual({
      ...initialState,
      model: 'trained',
      sentence: 'once upon',
      seed: 7,
      view: 'pair',
    });
  });

  it('is found again as it was left, but for the view', () => {
    const turns = new Turns();
    const a = trained('a', 'once upon');
    const there = {
      ...turns.turn(mine, post, 'trained', a),
      sampled: [{ text: 'a', id: 3 }],
      head: { layer: 1, head: 2 },
      view: 'heads',
    };
    expect(turns.turn(there, a, 'post', post)).toEqual({ ...mine, view: 'line' });
    expect(turns.turn({ ...mine, view: 'pair' }, post, 'trained', a)).toEqual({ ...there, view: 'pair' });
  });

  it('that is another one by then, or is to be shown anew, is opened; the head stays', () => {
    const turns = new Turns();
    const a = trained('a', 'once upon');
    const there = { ...turns.turn(mine, post, 'trained', a), sentence: 'typed', head: { layer: 1, head: 2 } };
    const { head } = there;
    turns.turn(there, a, 'post', post);
    expect(turns.turn(mine, post, 'trained', trained('b', 'a time'))).toMatchObject({
      sentence: 'a time',
      sampled: [],
      head,
    });
    turns.turn(there, a, 'post', post);
    turns.forget('trained');
    expect(turns.turn(mine, post, 'trained', a)).toMatchObject({ sentence: 'once upon', sampled: [] });
  });

  it('that takes the place of another leaves a sentence that was typed', () => {
    const turns = new Turns();
    const there = turns.turn(mine, post, 'trained', trained('a', 'once upon'));
    const sampled = { ...there, sampled: [{ text: 'a', id: 3 }] };
    const b = trained('b', 'a time');
    expect(turns.replace({ ...sampled, sentence: 'typed' }, b)).toEqual({ ...there, sentence: 'typed' });
    expect(turns.replace({ ...there, sentence: 'a time' }, trained('c', 'ago'))).toMatchObject({
      sentence: 'ago',
    });
  });
});
