// How far long work has come, how fast it goes and how long it will still take.
import { html, type TemplateResult } from 'lit';
import type { PageSay } from '../words/speak.ts';

export interface ProgressData {
  done: number;
  of: number;
  /** Steps in a second lately; 0 while that is unknown or nothing moves. */
  rate: number;
  /** What it is doing, in a word or two. */
  phase: string;
  say: PageSay;
}

function timeText(seconds: number, say: PageSay): string {
  if (seconds < 1) return say('lessThanSecond');
  if (seconds < 100) return say.count('seconds', Math.ceil(seconds));
  return say.count('minutes', Math.ceil(seconds / 60));
}

export function progress({ done, of, rate, phase, say }: ProgressData): TemplateResult {
  const [before, after = ''] = say('progressIs', { phase: '\n', done, steps: of }).split('\n');
  const speed = rate < 10 ? say.decimal(rate, 1) : say.whole(Math.round(rate));
  const fast = rate > 0 ? say('atRate', { progress: after, rate: speed }) : after;
  const time = timeText((of - done) / rate, say);
  const left = rate > 0 && done < of ? say('timeLeft', { progress: fast, time }) : fast;
  return html`<div class="progress">
    <progress max=${of} .value=${done} aria-label=${say('training')}></progress>
    <span>${before}<span role="status">${phase}</span>${left}</span>
  </div>`;
}
