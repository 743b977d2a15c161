// How the training goes: progress, losses, a slider over the snapshots, and what the model said at them.
import { html, nothing, type TemplateResult } from 'lit';
import type { Run } from '../../../training/run.ts';
import { lossChart } from '../../../views/loss-chart.ts';
import { progress } from '../../../views/progress.ts';
import { scrubber } from '../../../views/scrubber.ts';
import { foldedTable } from '../../../views/table.ts';
import type { PageSay } from '../../../words/speak.ts';

export interface HistoryData {
  run: Run;
  /** The snapshot that is shown; undefined: the model as it is now. */
  at: number | undefined;
  isTableOpen: boolean;
  /** Room for the whole, in CSS pixels. */
  width: number;
  say: PageSay;
}

export interface HistoryEvents {
  move(at: number | undefined): void;
  toggleTable(open: boolean): void;
}

const mostSamples = 5;
/**
 * From here on samples stand beside the chart, as in the style sheet; below it, where they do not stand between it
 * and the heads.
 */
export const wide = 760;
const widestChart = 640;

function phaseText({ phase, step, steps }: Run, say: PageSay): string {
  if (phase === 'finished') return say(step < steps ? 'stopped' : 'finished');
  return say(phase);
}

/** The losses for those who would rather read them. */
export function lossTable(
  { run: { snapshots, losses }, isTableOpen, say }: HistoryData,
  { toggleTable }: HistoryEvents,
): TemplateResult {
  const folded = foldedTable(isTableOpen, toggleTable, say, () => ({
    caption: say('lossCaption'),
    columns: [say('column.step'), say('column.training'), say('column.heldOut')],
    rows: snapshots.map(({ step, heldOut }) => ({
      name: String(step),
      cells: [losses[Math.max(0, step - 1)] ?? '', Number.isNaN(heldOut) ? '' : heldOut],
    })),
  }));
  return html`<div class="loss-table">${folded}</div>`;
}

/** Some of the numbers from 0 to `last`, evenly apart, the last one first. */
function spread(last: number, most: number): number[] {
  const count = Math.min(last + 1, most);
  return Array.from({ length: count }, (_, i) => Math.round(last * (1 - i / Math.max(1, count - 1))));
}

/** What the model said at the shown snapshot, and on the way there. */
export function samples({ run: { snapshots, prompt }, at, say }: HistoryData): TemplateResult {
  const shown = spread(at ?? snapshots.length - 1, mostSamples).flatMap((i) => snapshots[i] ?? []);
  return html`<div class="samples">
    <h3>${say('goesOn', { words: prompt.split(' ').slice(-5).join(' ') })}</h3>
    <ol>
      ${shown.map(
        ({ step, sample }, i) => html`<li class=${i === 0 ? 'latest' : ''}>
          <span class="number">${step}</span> <span class="said" dir="auto">${sample}</span>
        </li>`,
      )}
    </ol>
  </div>`;
}

/** From where on it learns the text and no longer how the text works. */
function byHeartText(
  { snapshots, best, isByHeart, guessing }: Run,
  say: PageSay,
): TemplateResult | typeof nothing {
  const [at, last] = [snapshots[best ?? -1], snapshots.at(-1)];
  if (!isByHeart || !at || !last) return nothing;
  const guess = guessing?.unigramLoss ?? Number.POSITIVE_INFINITY;
  const { step } = at;
  return html`<p class="quiet">
    ${say.together(
      say('byHeart', { step }),
      say('lossByNow', { best: say.decimal(at.heldOut), last: say.decimal(last.heldOut) }),
      last.heldOut > guess ? say('worseThanGuessing', { guess: say.decimal(guess) }) : '',
      say('shownIsStep', { step }),
    )}
  </p>`;
}

export function history(data: HistoryData, events: HistoryEvents): TemplateResult {
  const { run, at, width, say } = data;
  const { snapshots, losses, step, steps, rate, phase, best } = run;
  const chartWidth = Math.min(widestChart, width >= wide ? Math.floor(width * 0.58) : width);
  const heldOut = snapshots
    .filter(({ heldOut }) => !Number.isNaN(heldOut))
    .map(({ step, heldOut }) => ({ step, loss: heldOut }));
  const pace = phase === 'training' ? rate : 0;
  return html`${progress({ done: step, of: steps, rate: pace, phase: phaseText(run, say), say })}
    <div class="history">
      <div>
        <h3>${say('lossTitle')}</h3>
        ${lossChart({
          losses,
          heldOut,
          best: best === undefined ? undefined : snapshots[best]?.step,
          guessing: run.guessing?.unigramLoss,
          steps,
          marked: at === undefined ? step : (snapshots[at]?.step ?? 0),
          width: chartWidth,
          say,
        })}
        ${heldOut.length === 0 ? html`<p class="quiet">${say('tooShort')}</p>` : byHeartText(run, say)}
        ${scrubber(
          { steps: snapshots.map(({ step }) => step), end: steps, at, now: step, width: chartWidth, say },
          events.move,
        )}
      </div>
      ${width >= wide ? samples(data) : nothing}
    </div>`;
}
