// Where a classic script has a language from when it is first wanted: words/NAME.js beside it, unless that is loaded.
import { carriedBeside } from '../engine/load-part-script.ts';
import type { Language } from './language.ts';
import type { OtherLanguage } from './languages.ts';

export const loadWords = (name: OtherLanguage): Promise<Language> =>
  carriedBeside<Language>(name, `words/${name}`);
