// Scrolling to a place whose distance is not known yet: chapters out of sight are laid out, and figures filled, on the way.

const interruptions = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
const patience = 8000; // milliseconds
const still = 1000; // milliseconds without a change, after which it has arrived

let going: AbortController | undefined;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Brings the top of `element` to the top of the window and keeps it there until it rests, unless the reader moves on. */
export async function goTo(element: Element): Promise<void> {
  going?.abort();
  going = new AbortController();
  const { signal } = going;
  for (const name of interruptions) addEventListener(name, () => going?.abort(), { signal, passive: true });
  element.scrollIntoView();
  const end = performance.now() + patience;
  let [before, since] = [Number.NaN, performance.now()];
  while (performance.now() < end && performance.now() - since < still) {
    await wait(100);
    if (signal.aborted) return;
    const { top } = element.getBoundingClientRect();
    const isMoving = Math.abs(top - before) > 1;
    before = top;
    if (isMoving || Math.abs(top) > 1) since = performance.now();
    if (!isMoving && Math.abs(top) > 1) element.scrollIntoView({ behavior: 'instant' });
  }
  going.abort();
}
