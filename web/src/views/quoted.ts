// The words of a cell in a sentence about it, in the colours that queries and keys have.
import { html } from 'lit';
import type { Say } from '../words/say.ts';

/** In the language's quotes. */
export const inColour = (word: string | undefined, name: 'q' | 'k', say: Say): unknown[] =>
  say.parts('quoted', { word: html`<b class=${name}>${word}</b>` });

export const wordsOfCell = (
  words: readonly string[],
  { query, key }: { query: number; key: number },
  say: Say,
): { query: unknown; key: unknown } => ({
  query: inColour(words[query], 'q', say),
  key: inColour(words[key], 'k', say),
});
