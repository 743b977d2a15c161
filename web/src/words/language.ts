// What a language's file has: the instrument's and the page's words, and how it says what is refused.
import type { en } from './en.ts';
import type { enPage } from './en-page.ts';
import type { Errors } from './errors.ts';
import type { Translated } from './say.ts';

export interface Language {
  readonly text: Translated<typeof en> & Translated<typeof enPage>;
  readonly errors: Errors;
}
