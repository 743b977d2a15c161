// How far long work has come, how fast it goes and how long it will still take.
import { html, type TemplateResult } from 'lit';
import { count } from './numbers.ts';

export interface ProgressData {
  done: number;
  of: number;
  /** Steps in a second lately; 0 while that is unknown or nothing moves. */
  rate: number;
  /** What it is doing, in a word or two. */
  phase: string;
}

function timeText(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 100) return count(Math.ceil(seconds), 'second');
  return count(Math.ceil(seconds / 60), 'minute');
}

export function progress({ done, of, rate, phase }: ProgressData): TemplateResult {
  const speed = rate > 0 ? `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} steps a second` : '';
  const left = rate > 0 && done < of ? `, ${timeText((of - done) / rate)} left` : '';
  return html`<div class="progress">
    <progress max=${of} .value=${done} aria-label="Training"></progress>
    <span><span role="status">${phase}</span>: step ${done} of ${of}${speed}${left}</span>
  </div>`;
}
