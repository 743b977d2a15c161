// The values of tests/reference/post_golden.txt, and how they are compared.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { PostOptions } from '../../web/src/engine/index.ts';

/** Named lists of values, as the file has them. */
export class GoldenRecord {
  readonly #values = new Map<string, string[]>();

  add(name: string, values: string[]): void {
    this.#values.set(name, values);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  texts(name: string): string[] {
    const values = this.#values.get(name);
    if (!values) throw new Error(`post_golden.txt: no ${name}`);
    return values;
  }

  text(name: string): string {
    return this.texts(name)[0] as string;
  }

  numbers(name: string): number[] {
    return this.texts(name).map(Number);
  }

  number(name: string): number {
    return Number(this.text(name));
  }
}

export interface GoldenRun {
  name: string;
  head: GoldenRecord;
  sentences: GoldenRecord[];
}

function parse(text: string): GoldenRun[] {
  const runs: GoldenRun[] = [];
  let record = new GoldenRecord();
  for (const line of text.trimEnd().split('\n')) {
    const [name = '', , ...encoded] = line.split(' ');
    const values = encoded.map(decodeURIComponent);
    if (name === 'case' || name === 'sentence' || name === 'batch') record = new GoldenRecord();
    if (name === 'case') runs.push({ name: values[0] ?? '', head: record, sentences: [] });
    if (name === 'sentence') runs.at(-1)?.sentences.push(record);
    record.add(name, values);
  }
  return runs;
}

const all = parse(readFileSync(new URL('../reference/post_golden.txt', import.meta.url), 'utf8'));

/** The runs that have results, and those in which the post's program stops at a KeyError. */
export const runs = all.filter((run) => !run.head.has('stops'));
export const stoppingRuns = all.filter((run) => run.head.has('stops'));

export function optionsOf({ head, sentences }: GoldenRun): PostOptions & { sentences: string[] } {
  const [word] = head.texts('word');
  return {
    seed: head.number('seed'),
    dimensions: head.number('dimensions'),
    context: head.number('context'),
    corrected: head.texts('corrected').join(','),
    sentences: sentences.map((sentence) => sentence.text('sentence')),
    ...(word === undefined ? {} : { word }),
  };
}

/** The same numbers, to 1e-12 of the larger of 1 and the expected one. */
export function expectClose(actual: ArrayLike<number>, expected: readonly number[], name: string): void {
  expect(actual.length, name).toBe(expected.length);
  expected.forEach((number, i) => {
    const distance = Math.abs((actual[i] as number) - number);
    if (!(distance <= 1e-12 * Math.max(1, Math.abs(number)))) expect(actual[i], `${name}[${i}]`).toBe(number);
  });
}
