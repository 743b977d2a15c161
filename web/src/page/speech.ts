// What the page speaks before another language has come.
import { en } from '../words/en.ts';
import { enPage } from '../words/en-page.ts';
import { sayIn } from '../words/say.ts';
import type { PageSay } from '../words/speak.ts';

export const pageEnglish: PageSay = sayIn('en', { ...en, ...enPage });
