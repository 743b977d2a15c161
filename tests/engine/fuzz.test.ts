// What comes in as text or as a property, from links, pages and frameworks: it is taken, or refused in words.
import { describe, expect, it } from 'vitest';
import { instrumentTag } from '../../web/src/element/embed.ts';
import { postOptions, postReading } from '../../web/src/element/post-source.ts';
import { checkShown } from '../../web/src/element/shown.ts';
import {
  fieldNames,
  initialState,
  partOfState,
  readState,
  type State,
  takeField,
  writeState,
} from '../../web/src/element/state.ts';
import { InputError, loadEngine } from '../../web/src/engine/index.ts';

const times = 100 * Number(process.env.FUZZ_TIMES ?? 1);

/** Vitest wants to hear of a long test now and then. */
const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Numbers below `most`, the same for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state * 48271) % 2147483647;
    return state % most;
  };
}

const seeds = [
  'sentence=The+quick+brown+fox&seed=7&view=pair&query=2&key-position=1',
  'corpus=one+two%0Athree&sampled=one+two&corrected=query,values&dimensions=5&context=0',
  'model=trained&head=1.2&view=heads&key=3&keyposition=2',
];
const pieces = [
  '%',
  '%00',
  '%ff',
  '%ED%A0%80',
  '&',
  '=',
  '+',
  '#',
  '\u202e',
  '🦊',
  '-1',
  '1e999',
  '4294967296',
  'NaN',
  '0x10',
  '<img src=x onerror=alert(1)>',
  '"',
  '&quot;',
  '__proto__=1',
  'constructor=1',
  'toString=1',
  'a'.repeat(300),
];

function damaged(text: string, random: ReturnType<typeof randomFrom>): string {
  let result = text;
  for (let i = 0; i <= random(4); ++i) {
    const [from, length] = [random(result.length + 1), random(12)];
    const piece = pieces[random(pieces.length)];
    result = result.slice(0, from) + (random(3) ? piece : '') + result.slice(from + length * random(2));
  }
  return result;
}

const written = (state: State) => JSON.stringify(writeState(state));

/** What the element makes of a state; undefined: it says why not. */
async function shownOf(state: State) {
  const engine = await loadEngine();
  try {
    const reading = postReading(await engine.readSentence(postOptions(state)), state.corrected);
    return checkShown(reading, state, true);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message.length, (error as Error).message).toBeLessThan(500);
    return undefined;
  }
}

describe('damaged', () => {
  it('addresses are shown or refused in words, and are written again as they were read', async () => {
    const random = randomFrom(1);
    let shown = 0;
    for (let i = 0; i < 10 * times; ++i) {
      if (i % 200 === 0) await breath();
      const hash = damaged(seeds[random(seeds.length)] as string, random);
      const state = readState(new URLSearchParams(hash));
      expect(Object.keys(state).sort()).toEqual([...fieldNames].sort());
      const again = readState(new URLSearchParams(new URLSearchParams(writeState(state))));
      expect(written(again), hash).toBe(written(state));
      if (await shownOf(state)) ++shown;
    }
    expect(shown).toBeGreaterThan(times);
    expect(shown).toBeLessThan(9.9 * times);
  });

  it('attributes stay within the tag that is written for them', async () => {
    const { corpus, dimensions, context, corrected } = initialState;
    const ofPost = { corpus, dimensions, context, corrected };
    const random = randomFrom(2);
    for (let i = 0; i < 10 * times; ++i) {
      if (i % 200 === 0) await breath();
      const state = readState(new URLSearchParams(damaged(seeds[random(seeds.length)] as string, random)));
      const tag = instrumentTag(state);
      expect(tag).toMatch(/^<pay-attention( [a-z-]+="[^"<>\n]*")*><\/pay-attention>$/);
      const entities = {
        '&amp;': '&',
        '&quot;': '"',
        '&lt;': '<',
        '&gt;': '>',
        '&#10;': '\n',
        '&#123;': '{',
        '&#125;': '}',
      };
      const attributes = [...tag.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(
        ([, name = '', text = '']): [string, string] => [
          name,
          text.replace(/&[^;]*;/g, (entity) => entities[entity as keyof typeof entities] ?? entity),
        ],
      );
      const others = state.model === 'post' ? {} : ofPost;
      expect(written(readState(attributes)), tag).toBe(written({ ...state, ...others }));
    }
  });

  it('properties of any kind are taken or refused in words', async () => {
    const random = randomFrom(3);
    const values: unknown[] = [
      null,
      undefined,
      true,
      0,
      -1,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      10n,
      '',
      ' ',
      'x',
      '7',
      'a b\nc',
      [],
      ['a', 'b'],
      [null, { text: 'a' }, 5],
      [[['deep']]],
      {},
      { text: 'a' },
      { layer: 0, head: 1 },
      { layer: 'x' },
      { toString: 'no function' },
      new Date(0),
      /x/,
      () => 1,
      Symbol('s'),
      new Map(),
      new Uint8Array(3),
      Object.create(null),
      new Proxy({}, {}),
    ];
    for (let i = 0; i < 10 * times; ++i) {
      if (i % 200 === 0) await breath();
      const given = Object.fromEntries(
        [...fieldNames, 'key', 'innerHTML', '__proto__']
          .filter(() => random(3) === 0)
          .map((name) => [name, values[random(values.length)]]),
      );
      const taken = { ...initialState, ...partOfState(given) };
      const state = Object.fromEntries(
        fieldNames.map((name) => [name, takeField(name, taken[name])]),
      ) as unknown as State;
      for (const name of fieldNames) expect(takeField(name, state[name])).toBe(state[name]); // once is enough
      expect(Object.keys(state)).toEqual(fieldNames);
      expect(typeof written(state)).toBe('string');
      await shownOf(state);
    }
  });
});
