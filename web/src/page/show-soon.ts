// Figures on screen follow the instrument at once, the others when the reader pauses, one at a time while the
// browser is idle: seven of them drawn at every key would hold up the next one.
import type { Figure } from './figure.ts';

const pause = 250; // milliseconds

const waiting = new Map<Figure, Figure['shown']>();
let timer: ReturnType<typeof setTimeout> | undefined;

const whenIdle = globalThis.requestIdleCallback ?? setTimeout;

function isOnScreen(figure: Figure): boolean {
  const { top, bottom } = figure.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function show(figure: Figure, shown: Figure['shown']): void {
  figure.problem = undefined;
  figure.shown = shown;
}

function showNext(): void {
  const [next] = waiting;
  if (!next) return;
  const [figure, shown] = next;
  waiting.delete(figure);
  show(figure, shown);
  whenIdle(showNext);
}

/** Shows `shown` in the figures; what they were still to show before that is passed over. */
export function showSoon(figures: readonly Figure[], shown: Figure['shown']): void {
  const visible = figures.filter(isOnScreen);
  for (const figure of figures) waiting.set(figure, shown);
  for (const figure of visible) {
    waiting.delete(figure);
    show(figure, shown);
  }
  clearTimeout(timer);
  timer = setTimeout(() => whenIdle(showNext), pause);
}
