// How the training goes: progress, losses, a slider over the snapshots, and what the model said at them.
import { html, nothing, type TemplateResult } from 'lit';
import { lossChart } from '../../../views/loss-chart.ts';
import { progress } from '../../../views/progress.ts';
import { scrubber } from '../../../views/scrubber.ts';
import { foldedTable } from '../../../views/table.ts';
import type { Snapshot, Trained } from './trained.ts';

export interface HistoryData {
  trained: Trained;
  /** The snapshot that is shown; undefined: the model as it is now. */
  at: number | undefined;
  isTableOpen: boolean;
  /** Room for the whole, in CSS pixels. */
  width: number;
}

export interface HistoryEvents {
  move(at: number | undefined): void;
  toggleTable(open: boolean): void;
}

const mostSamples = 5;
const wide = 760; // from here on samples stand beside the chart, as in the style sheet
const widestChart = 640;

const phases = { training: 'Training', paused: 'Paused', finished: 'Finished' };

function samples(snapshots: readonly Snapshot[], at: number, prompt: string): TemplateResult {
  const shown = snapshots
    .slice(0, at + 1)
    .slice(-mostSamples)
    .reverse();
  return html`<div class="samples">
    <h3>after “… ${prompt.split(' ').slice(-5).join(' ')}” it goes on</h3>
    <ol>
      ${shown.map(
        ({ step, sample }, i) => html`<li class=${i === 0 ? 'latest' : ''}>
          <span class="number">${step}</span> <span class="said">${sample}</span>
        </li>`,
      )}
    </ol>
  </div>`;
}

export function history(data: HistoryData, events: HistoryEvents): TemplateResult {
  const { trained, at, isTableOpen, width } = data;
  const { snapshots, losses, step, steps, rate, phase, prompt } = trained;
  const chartWidth = Math.min(widestChart, width >= wide ? Math.floor(width * 0.58) : width);
  const shown = at ?? snapshots.length - 1;
  const heldOut = snapshots
    .filter(({ heldOut }) => !Number.isNaN(heldOut))
    .map(({ step, heldOut }) => ({ step, loss: heldOut }));
  return html`${progress({ done: step, of: steps, rate: phase === 'training' ? rate : 0, phase: phases[phase] })}
    <div class="history">
      <div>
        <h3>loss: how surprised it is by the next token, on average</h3>
        ${lossChart({
          losses,
          heldOut,
          steps,
          marked: at === undefined ? step : (snapshots[at]?.step ?? 0),
          width: chartWidth,
        })}
        ${
          heldOut.length === 0
            ? html`<p class="quiet">The text is too short to hold a part of it out: this is the loss on what it learns by heart.</p>`
            : nothing
        }
        ${scrubber({ steps: snapshots.map(({ step }) => step), end: steps, at, now: step, width: chartWidth }, events.move)}
        ${foldedTable(isTableOpen, events.toggleTable, () => ({
          caption: 'The loss at each snapshot',
          columns: ['step', 'training', 'held out'],
          rows: snapshots.map(({ step, heldOut }) => ({
            name: String(step),
            cells: [losses[Math.max(0, step - 1)] ?? '', Number.isNaN(heldOut) ? '' : heldOut],
          })),
        }))}
      </div>
      ${samples(snapshots, shown, prompt)}
    </div>`;
}
