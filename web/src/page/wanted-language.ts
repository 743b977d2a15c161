// Which language the page is to speak.
import { fitting, type LanguageName } from '../words/languages.ts';

/** `chosen` in the address or by the reader; nothing: what the browser asks for. */
export const wantedLanguage = (chosen: string): LanguageName =>
  fitting([...(chosen ? [chosen] : []), ...navigator.languages]);

export const languageOfAddress = (): LanguageName =>
  wantedLanguage(new URLSearchParams(location.hash.slice(1)).get('lang') ?? '');
