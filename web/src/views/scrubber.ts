// A slider over the snapshots of a training run, as wide as the axis of the chart above it.
import { html, type TemplateResult } from 'lit';
import type { PageSay } from '../words/speak.ts';
import { chartInset } from './loss-layout.ts';
import { styled } from './styled.ts';

export interface ScrubberData {
  /** The step at which each snapshot was taken, in order. */
  steps: readonly number[];
  /** How many steps there will be: the right end of the chart. */
  end: number;
  /** The snapshot that is shown; undefined: the model as it is now. */
  at: number | undefined;
  /** The step that the model has reached. */
  now: number;
  /** Of the chart, in CSS pixels. */
  width: number;
  say: PageSay;
}

const thumb = 16; // the track is that much shorter than the slider

export function scrubber(data: ScrubberData, move: (at: number | undefined) => void): TemplateResult {
  const { steps, end, at, now, width, say } = data;
  const last = steps.length - 1;
  const step = at === undefined ? now : (steps[at] ?? 0);
  const place = steps[at ?? last] ?? 0;
  const across = ((width - chartInset.left - chartInset.right) * (steps[last] ?? 0)) / Math.max(1, end);
  const toSnapshot = (event: Event) => {
    const wanted = Number((event.target as HTMLInputElement).value);
    const nearest = steps.reduce(
      (best, other, i) => (Math.abs(other - wanted) < Math.abs((steps[best] ?? 0) - wanted) ? i : best),
      0,
    );
    move(nearest === last ? undefined : nearest);
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const to = (at ?? last) + by;
    move(to >= last ? undefined : Math.max(0, to));
  };
  return html`<div class="scrubber" ${styled({ 'padding-left': `${chartInset.left - thumb / 2}px` })}>
    <input
      type="range"
      name="snapshot"
      aria-label=${say('snapshot')}
      aria-valuetext=${say('stepNumber', { step })}
      min="0"
      max=${steps[last] ?? 0}
      step="any"
      .value=${String(place)}
      ${styled({ width: `${Math.max(48, across + thumb)}px` })}
      @input=${toSnapshot}
      @keydown=${onKey}
    />
    <div class="at" dir=${say.direction}>
      ${say.parts('modelAtStep', { step: html`<span class="number">${step}</span>` })}
      <button ?disabled=${at === undefined} @click=${() => move(undefined)}>${say('latest')}</button>
    </div>
  </div>`;
}
