// The languages that have come, each once. English is always there; another stays as it is until it can be had.

import type { en } from './en.ts';
import type { enPage } from './en-page.ts';
import { fitting, type LanguageName, type OtherLanguage } from './languages.ts';
import { loadWords } from './load-words.ts';
import { english, type Say, sayIn } from './say.ts';

/** Of the instrument and the page. */
export type PageSay = Say<typeof en & typeof enPage>;

const come = new Map<OtherLanguage, PageSay | undefined>();
const coming = new Map<OtherLanguage, Promise<void>>();

async function load(name: OtherLanguage): Promise<void> {
  try {
    const { text, errors } = await loadWords(name);
    come.set(name, sayIn(name, text as typeof en & typeof enPage, errors));
  } catch {
    come.set(name, undefined); // its host has only the script: that speaks English
  }
}

/** One that has come; undefined: it has not, or is English. */
export const spoken = (name: LanguageName): PageSay | undefined =>
  name === 'en' ? undefined : come.get(name);

/** Resolves once it has come, or will not. */
export async function fetchWords(name: LanguageName): Promise<void> {
  if (name === 'en' || come.has(name)) return;
  const loading = coming.get(name) ?? load(name);
  coming.set(name, loading);
  await loading;
}

/** What the reader's browser asks for. */
export const ofBrowser = (): readonly string[] => globalThis.navigator?.languages ?? [];

export { english, fitting };
