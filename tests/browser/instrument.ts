// <pay-attention> as a reader meets it: what is shown, what can be done, and beside that the reading it says it shows.

import { loadEngine } from 'pay-attention';
import { expect } from 'vitest';
import { postReading } from '../../web/src/element/post-source.ts';
import type { AttentionReading } from '../../web/src/views/reading.ts';
import type { Browser } from './browser.ts';

export interface State {
  sentence: string;
  corpus: string[];
  sampled: { text: string; id?: number }[];
  /** Absent: the last of the sentence. */
  sampledAfter?: number;
  seed: number | string;
  dimensions: number | string;
  context: number | string;
  corrected: string;
  /** Absent: the last word. */
  query?: number;
  view: string;
}

interface Numbers {
  rows: number;
  columns: number;
  data: number[];
}

/** The element's reading of the post's model with plain arrays for typed ones. */
export type PlainReading = Record<'words' | 'vocabulary', string[]> &
  Record<'pattern' | 'weights' | 'probabilities' | 'cumulative' | 'embeddings', Numbers> &
  Record<'chosen' | 'outcomes' | 'indices', number[]> & { draw: number };

const toJson = (reading: AttentionReading) =>
  JSON.stringify(reading, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );

/** Row i of a matrix. */
export const rowOf = ({ columns, data }: Numbers, i: number) => data.slice(i * columns, (i + 1) * columns);

/** The word that sampling draws after the word at a position. */
export function drawnWord({ vocabulary, outcomes, chosen }: PlainReading, position: number): string {
  return vocabulary[outcomes[chosen[position] ?? -1] ?? -1] ?? '';
}

/** The same computation under Node. */
export async function readUnderNode(state: State): Promise<PlainReading> {
  const { sampled, sampledAfter, corpus, seed, dimensions, context, corrected } = state;
  const words = state.sentence.split(' ');
  const sentence = words.slice(0, (sampledAfter ?? words.length) + 1).join(' ');
  const engine = await loadEngine();
  const texts = sampledAfter === undefined ? corpus : [state.sentence, ...corpus];
  const drawn = sampled.map(({ text }) => text);
  const options = { sentence, corpus: texts, sampled: drawn, seed, dimensions, context, corrected };
  return JSON.parse(toJson(postReading(await engine.readSentence(options), corrected)));
}

/** Whether a number on the screen is `value`, rounded to the digits that are shown. */
export function shows(text: string | undefined, value: number): boolean {
  const digits = text?.trim() ?? '';
  if (!/^\d*\.\d+$/.test(digits)) return false;
  const places = digits.length - digits.indexOf('.') - 1;
  return Math.abs(Number(digits) - value) <= 0.5000001 * 10 ** -places;
}

export class Instrument {
  readonly #browser: Browser;
  /** Which of the page's elements. */
  readonly #index: number;

  constructor(browser: Browser, index = 0) {
    this.#browser = browser;
    this.#index = index;
  }

  path(selector: string): string {
    return `pay-attention >>> ${selector}`;
  }

  #texts(selector: string): Promise<string[]> {
    return this.#browser.evaluate(
      (index, selector) => {
        const root = document.querySelectorAll('pay-attention')[index]?.shadowRoot;
        return Array.from(
          root?.querySelectorAll(selector) ?? [],
          (element) => element.textContent?.trim() ?? '',
        );
      },
      this.#index,
      selector,
    );
  }

  words = () => this.#texts('button.token .word');
  numbers = () => this.#texts('button.token .number');
  candidates = () => this.#texts('.candidate .word');
  candidateNumbers = () => this.#texts('.candidate .number');
  said = async () => (await this.#texts('.summary')).join(' ').trim();
  notice = async () => (await this.#texts('.notice')).join(' ').trim();
  alert = async () => (await this.#texts('[role="alert"]')).join(' ').trim();

  /** The position of the pinned word; -1: there is none. */
  pinned = async (): Promise<number> => {
    const [position = '-1'] = await this.#browser.evaluate((index) => {
      const root = document.querySelectorAll('pay-attention')[index]?.shadowRoot;
      const pinned = root?.querySelectorAll<HTMLElement>('button.token[aria-pressed="true"]') ?? [];
      return Array.from(pinned, (token) => token.dataset.position ?? '');
    }, this.#index);
    return Number(position);
  };

  async #property<Value>(name: 'reading' | 'state'): Promise<Value> {
    const json = await this.#browser.evaluate(
      (index, name) => {
        const element = document.querySelectorAll('pay-attention')[index] as unknown as Record<
          string,
          unknown
        >;
        return JSON.stringify(element[name] ?? null, (_, value) =>
          ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
        );
      },
      this.#index,
      name,
    );
    return JSON.parse(json);
  }

  /** null before there is one. */
  reading = () => this.#property<PlainReading>('reading');
  state = () => this.#property<State>('state');

  #wordsRead = () =>
    this.#browser.evaluate((index) => {
      const element = document.querySelectorAll('pay-attention')[index] as unknown as {
        reading?: AttentionReading;
      };
      return element.reading?.words;
    }, this.#index);

  /** Waits until the tokens and the reading are those of a sentence. */
  async settled(sentence: string): Promise<void> {
    const words = sentence.split(/\s+/).filter(Boolean);
    await expect.poll(this.words).toEqual(words);
    await expect.poll(this.#wordsRead).toEqual(words);
  }

  async fill(selector: string, text: string): Promise<void> {
    await this.#browser.click(this.path(selector));
    await this.#browser.evaluate(
      (index, selector) => {
        const root = document.querySelectorAll('pay-attention')[index]?.shadowRoot;
        root?.querySelector<HTMLInputElement>(selector)?.select();
      },
      this.#index,
      selector,
    );
    if (text) await this.#browser.type(text);
    else await this.#browser.press('Backspace');
  }

  async enter(selector: string, text: string): Promise<void> {
    await this.fill(selector, text);
    await this.#browser.press('Enter');
  }

  write = (sentence: string) => this.fill('textarea[name="sentence"]', sentence);

  /** As from the clipboard, where typing would take too long. */
  async paste(sentence: string): Promise<void> {
    await this.#browser.evaluate(
      (index, sentence) => {
        const root = document.querySelectorAll('pay-attention')[index]?.shadowRoot;
        const field = root?.querySelector<HTMLTextAreaElement>('textarea[name="sentence"]');
        if (!field) throw new Error('no text field');
        field.value = sentence;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      },
      this.#index,
      sentence,
    );
  }
}
