// What is to be said of each attribute: from here come the table in the README and the manifest that editors read. Not
// part of what readers load.

import { languages } from '../words/languages.ts';
import { controlNames, partNames } from './parts.ts';
import type { PayAttentionEvents } from './pay-attention.ts';
import { attributeOf, fields, type State } from './state.ts';

interface Said {
  /** In TypeScript's words; of the property, which takes the attribute's text too. */
  type: string;
  about: string;
  /** Where the default is not what an absent attribute reads as. */
  initial?: string;
}

const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const ofState: { readonly [Name in keyof State]: Said } = {
  model: {
    type: 'string',
    about:
      '`story`, the one that ships, which has learned short stories; `post`, the blog post’s random vectors; the ' +
      'address of a model’s file or folder; or a name that the page has given to another model',
  },
  sentence: { type: 'string', about: 'the text, 1 to 256 words', initial: 'the fox, or a story' },
  show: {
    type: 'string[]',
    about: `parts, in this order: some of ${inCode(partNames)}`,
    initial: 'the whole instrument',
  },
  controls: {
    type: 'string[]',
    about: `what the reader can change: \`all\`, \`none\`, or some of ${inCode(controlNames)}`,
    initial: 'all; of chosen parts none',
  },
  view: {
    type: "'line' | 'matrix' | 'heads' | 'pair'",
    about: 'which picture the whole instrument shows; `heads` of a model that has some',
  },
  head: {
    type: '{ layer: number; head: number } | string',
    about: 'the head shown: its layer and its number, as in `1.2`; or its number alone',
    initial: '0.0; of stories 1.1',
  },
  layer: { type: 'number', about: 'the layer of a `head` that is a number alone', initial: 'none' },
  knockOut: {
    type: '{ layer: number; head: number }[]',
    about: 'heads whose output is set to zero, as in `0.2 1.3`',
    initial: 'none',
  },
  step: {
    type: 'number',
    about: 'of the stories’ model, the step of its training: one of those that its card has a snapshot of',
    initial: 'the last',
  },
  seed: {
    type: 'number',
    about: '0 to 4294967295, as for `np.random.seed`; of the draws, and of the post’s vectors',
  },
  temperature: { type: 'number', about: 'divides the logits; 0: always the likeliest' },
  topK: { type: 'number', about: 'only the so many likeliest are drawn from; 0: all' },
  topP: { type: 'number', about: 'only the likeliest that together reach this chance' },
  minP: { type: 'number', about: 'only what is at least this share as likely as the likeliest' },
  sampled: {
    type: '{ text: string; id?: number }[]',
    about: 'words sampled so far, with spaces between them',
    initial: 'none',
  },
  sampledAfter: {
    type: 'number',
    about:
      'the position of the sentence’s word that `sampled` follows, from 0; what stands behind it is left out',
    initial: 'the last word',
  },
  query: { type: 'number', about: 'the position of the word that looks, from 0', initial: 'the last word' },
  keyPosition: {
    type: 'number',
    about: 'the position of the word that is looked at, from 0',
    initial: 'the first word; in a head the one most looked at',
  },
  sink: {
    type: "'show' | 'hide'",
    about: '`hide` leaves the first word out of the line; the other weights add up to 1 without it',
  },
  scale: {
    type: "'whole' | 'stretched'",
    about: 'colours from 0 to 1, or from the smallest weight to the largest',
  },
  lang: {
    type: 'string',
    about: `the language that it speaks: ${inCode(Object.keys(languages))}`,
    initial: 'as its page says, or the browser asks for; else English',
  },
  theme: { type: "'auto' | 'light' | 'dark'", about: '`auto` follows the page, live, however that says it' },
  dimensions: { type: 'number', about: 'numbers in each of the post’s embeddings, 1 to 1024' },
  context: { type: 'number', about: 'the post’s words of context, 0 to 100000' },
  corrected: {
    type: 'string',
    about: '`all`, `none` (as published), or some of `normalisation,context,query,values,lookup`',
  },
  corpus: {
    type: 'string[]',
    about: 'further sentences that share the post’s vocabulary, one a line',
    initial: 'none',
  },
};

const ofElement: Readonly<Record<'workerUrl' | 'loading', Said & { initial: string }>> = {
  loading: {
    type: "'eager' | 'lazy'",
    about: '`eager`: it begins at once; else when it comes near what is seen of the page',
    initial: 'lazy',
  },
  workerUrl: {
    type: 'string',
    about:
      'the address of `dist/worker.js`, for a page whose Content-Security-Policy forbids `blob:` workers',
    initial: 'none',
  },
};

export interface Attribute extends Said {
  name: string;
  property: string;
  initial: string;
}

/** What it tells the page, each with the type of its event. */
export const events: readonly (readonly [keyof PayAttentionEvents, string, string])[] = [
  ['pay-attention-change', 'CustomEvent<State>', 'the reader has changed something'],
  ['pay-attention-result', 'CustomEvent<Shown>', 'something new is shown'],
  ['pay-attention-sample', 'CustomEvent<Sample>', 'a word was drawn'],
  ['pay-attention-error', 'CustomEvent<Error>', 'something could not be shown'],
];

const colours = ['paper', 'ink', 'quiet', 'rule', 'accent', 'query', 'key'];
export const cssProperties = colours.map((name) => `--pay-attention-${name}`);

export const cssParts: readonly string[] = [...partNames, 'controls'];

/** In the order of the table. */
export const attributes: readonly Attribute[] = [
  ...(Object.keys(ofState) as (keyof State)[]).map((property) => ({
    property,
    name: attributeOf(property),
    initial: fields[property].write(fields[property].initial as never),
    ...ofState[property],
  })),
  ...Object.entries(ofElement).map(([property, said]) => ({
    property,
    name: attributeOf(property),
    ...said,
  })),
];
