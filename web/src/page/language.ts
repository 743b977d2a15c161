// What the page speaks: the language that its instrument is given (by the address, or in the choice above), or that the
// browser asks for. It is set on all that has words of ours; the essay stays in English.
import type { PayAttention } from '../element/pay-attention.ts';
import { fetchWords, type PageSay, spoken } from '../words/speak.ts';
import { pageEnglish } from './speech.ts';
import { wantedLanguage } from './wanted-language.ts';

/** What draws itself with words that it is given. */
const speakers = 'look-back-figure, train-figure, take-figure, link-notice';

export class PageLanguage {
  say: PageSay = pageEnglish;
  readonly #instrument: PayAttention;
  readonly #changed: () => void;
  readonly #choice = document.querySelector<HTMLSelectElement>('#language');

  constructor(instrument: PayAttention, changed: () => void) {
    this.#instrument = instrument;
    this.#changed = changed;
    this.#choice?.addEventListener('change', ({ target }) =>
      instrument.change({ lang: (target as HTMLSelectElement).value }),
    );
    instrument.addEventListener('pay-attention-change', () => this.follow());
    addEventListener('languagechange', () => this.follow());
    this.follow();
  }

  async follow(): Promise<void> {
    const wanted = () => wantedLanguage(this.#instrument.lang);
    const name = wanted();
    if (this.#choice) this.#choice.value = name;
    await fetchWords(name);
    const say = spoken(name) ?? pageEnglish;
    if (name !== wanted()) return;
    if (say !== this.say) this.#speak(say);
    document.documentElement.style.removeProperty('visibility'); // it may have waited for this (first-paint.ts)
  }

  #speak(say: PageSay): void {
    this.say = say;
    for (const element of document.querySelectorAll<HTMLElement>('[data-speaks]')) {
      element.lang = say.language;
      element.dir = say.direction;
    }
    for (const element of document.querySelectorAll<HTMLElement>('[data-say]'))
      element.textContent = say(element.dataset.say as 'language');
    for (const element of document.querySelectorAll<HTMLElement>('[data-foreign]'))
      element.hidden = say.language === 'en';
    for (const element of document.querySelectorAll(speakers)) Object.assign(element, { say });
    this.#changed();
  }
}
