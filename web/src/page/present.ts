// Presentation: one step at a time, the first screen and then the chapters, as large as a lecture hall needs. P begins
// and ends it, the arrow keys go on and back, R brings back what the page opened with.

import type { PageSay } from '../words/speak.ts';

/** What a key is meant for, if not for the page. */
const interactive = 'input, select, textarea, button, a, summary, [tabindex], pay-attention';

const html = document.documentElement;

const isPresenting = () => html.hasAttribute('data-presenting');

function typesInto(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.matches('input, select, textarea');
}

/** The first screen, then the chapters. */
const steps = (): Element[] => [...document.querySelectorAll('.first, section')];

export class Presentation {
  readonly #reset: () => void;
  readonly #say: () => PageSay;
  readonly #place = document.createElement('p');
  #step = 0;

  constructor(button: HTMLButtonElement | null, say: () => PageSay, reset: () => void) {
    this.#reset = reset;
    this.#say = say;
    this.#place.className = 'place';
    this.#place.setAttribute('role', 'status');
    button?.addEventListener('click', () => this.toggle());
    addEventListener('keydown', (event) => this.#onKey(event));
  }

  toggle(): void {
    if (!isPresenting()) {
      const inSight = steps().findLastIndex((step) => step.getBoundingClientRect().top < innerHeight / 2);
      document.body.append(this.#place);
      this.#show(inSight);
    } else {
      html.removeAttribute('data-presenting');
      this.#place.remove();
      steps()[this.#step]?.scrollIntoView({ behavior: 'instant' });
    }
  }

  #show(step: number): void {
    const all = steps();
    this.#step = Math.min(Math.max(0, step), all.length - 1);
    for (const [i, element] of all.entries()) element.toggleAttribute('data-now', i === this.#step);
    html.setAttribute('data-presenting', this.#step === 0 ? 'first' : 'chapter');
    this.speak();
    scrollTo({ top: 0, behavior: 'instant' });
  }

  /** Where it is, in the page's language. */
  speak(): void {
    const say = this.#say();
    this.#place.lang = say.language;
    this.#place.dir = say.direction;
    this.#place.textContent = say('place', { step: this.#step + 1, steps: steps().length });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || typesInto(event)) return;
    const isForPage = !(event.target as Element | null)?.closest?.(interactive);
    const move = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const key = event.key.toLowerCase();
    if (key === 'p') this.toggle();
    else if (!isPresenting()) return;
    else if (key === 'escape') this.toggle();
    else if (key === 'r') this.#reset();
    else if (move !== undefined && isForPage) this.#show(this.#step + move);
    else return;
    event.preventDefault();
  }
}
