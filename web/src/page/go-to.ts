// Scrolling to a place whose distance is not known yet: chapters out of sight are laid out, and figures filled, on
// the way.

const interruptions = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
const patience = 8000; // milliseconds
/** In which what is above may still be filled: not every browser keeps the place that is read where it is. */
const watched = 15_000;
const still = 1000; // milliseconds in which it has not moved

let going: AbortController | undefined;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const placeOf = (element: Element) => element.getBoundingClientRect().top + scrollY;

/** Brings it there again wherever what is above it changes, as long as nobody scrolls. */
async function keep(element: Element, signal: AbortSignal, start: number): Promise<void> {
  let [place, scrolled] = [placeOf(element), scrollY];
  while (performance.now() - start < watched && scrollY === scrolled && !signal.aborted) {
    if (Math.abs(placeOf(element) - place) > 1) {
      element.scrollIntoView({ behavior: 'instant' });
      [place, scrolled] = [placeOf(element), scrollY];
    }
    await wait(100);
  }
}

/**
 * Brings the top of `element` to the top of the window, and again wherever it moves, until it rests or the reader
 * goes on.
 */
export async function goTo(element: Element): Promise<void> {
  going?.abort();
  going = new AbortController();
  const { signal } = going;
  for (const name of interruptions) addEventListener(name, () => going?.abort(), { signal, passive: true });
  const placeNow = () => placeOf(element);
  element.scrollIntoView();
  const start = performance.now();
  let [place, since] = [placeNow(), start];
  let scrolled = scrollY;
  // Another scroll may have taken the place of this one on its way.
  const isLost = () => {
    const isResting = scrollY === scrolled;
    scrolled = scrollY;
    const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 1;
    return isResting && !isAtEnd && Math.abs(element.getBoundingClientRect().top) > 1;
  };
  while (performance.now() - start < patience && performance.now() - since < still) {
    await wait(100);
    if (signal.aborted) return;
    if (Math.abs(placeNow() - place) <= 1 && !isLost()) continue;
    element.scrollIntoView({ behavior: 'instant' });
    [place, since] = [placeNow(), performance.now()];
  }
  await keep(element, signal, start);
  if (going?.signal === signal) going.abort();
}
