// The languages that come when they are wanted, from other chunks of the same package. In scripts that are no ES
// modules, load-words-script.ts stands in for this file.
import type { Language } from './language.ts';
import type { OtherLanguage } from './languages.ts';

const load: { readonly [Name in OtherLanguage]: () => Promise<Language> } = {
  fr: async () => (await import('./fr.ts')).fr,
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
  ja: async () => (await import('./ja.ts')).ja,
  zh: async () => (await import('./zh.ts')).zh,
  ar: async () => (await import('./ar.ts')).ar,
};

export const loadWords = (name: OtherLanguage): Promise<Language> => load[name]();
