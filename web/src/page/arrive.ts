// Where a link leads: to the chapter that it names, or to the instrument; and to what is to be said of the link, which
// may be known only later, as long as the reader has not gone elsewhere.
import { goTo } from './go-to.ts';

const leaving = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Of the address that the page has opened with, or was given since. */
export class Arrival {
  #target: Element | undefined;

  constructor() {
    const leave = () => {
      this.#target = undefined;
    };
    for (const name of leaving) addEventListener(name, leave, { passive: true });
  }

  /** Something is to be said at `place`. */
  say(place: Element): void {
    if (this.#target && this.#target.closest('section') === place.closest('section')) goTo(place);
  }

  /** `isFar`: what is on the way is not laid out yet. */
  at(target: Element, isFar: boolean): void {
    this.#target = target;
    if (isFar) goTo(target);
    else target.scrollIntoView({ behavior: 'instant' });
  }
}
