// Figures on screen follow the instrument at once; those near it when the reader pauses, one at a time while the
// browser is idle; the others when they come near, or after a longer pause: a dozen of them drawn at every key would
// hold up the next one.
import type { Figure } from './figure.ts';

const pause = 250; // milliseconds
const longPause = 5000;

const waiting = new Map<Figure, Figure['shown']>();
const timers: ReturnType<typeof setTimeout>[] = [];

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;

function isWithin(figure: Figure, screens: number): boolean {
  const { top, bottom } = figure.getBoundingClientRect();
  return bottom > -screens * innerHeight && top < (1 + screens) * innerHeight;
}

function show(figure: Figure, shown: Figure['shown']): void {
  figure.problem = undefined;
  figure.shown = shown;
}

function showNext(isDue: (figure: Figure) => boolean): void {
  const next = [...waiting].find(([figure]) => isDue(figure));
  if (!next) return;
  const [figure, shown] = next;
  waiting.delete(figure);
  show(figure, shown);
  whenIdle(() => showNext(isDue));
}

const isNear = (figure: Figure) => isWithin(figure, 1);

/** Comes near by scrolling. */
const approach = new IntersectionObserver(() => whenIdle(() => showNext(isNear)), { rootMargin: '100% 0px' });

/** Shows `shown` in the figures; what they were still to show before that is passed over. */
export function showSoon(figures: readonly Figure[], shown: Figure['shown']): void {
  const visible = figures.filter((figure) => isWithin(figure, 0));
  for (const figure of figures) {
    waiting.set(figure, shown);
    approach.observe(figure);
  }
  for (const figure of visible) {
    waiting.delete(figure);
    show(figure, shown);
  }
  for (const timer of timers.splice(0)) clearTimeout(timer);
  timers.push(setTimeout(() => whenIdle(() => showNext(isNear)), pause));
  timers.push(setTimeout(() => whenIdle(() => showNext(() => true)), longPause));
}
