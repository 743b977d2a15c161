// A script of its own, before the page is painted: where it is to speak another language than the one that it is
// printed in, it waits a moment for its words, so that they do not change and move under the reader's eyes.
import { languageOfAddress } from './wanted-language.ts';

const patience = 1500; // milliseconds

if (languageOfAddress() !== 'en') {
  const { style } = document.documentElement;
  style.visibility = 'hidden';
  setTimeout(() => style.removeProperty('visibility'), patience);
}
