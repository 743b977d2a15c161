// Every head of the model that learns, on the reader's sentence: their maps, what each does, and one of them open.
import { html, nothing, type TemplateResult } from 'lit';
import { previewWithin } from '../../../element/shown.ts';
import type { Look, Question } from '../../../training/look.ts';
import type { Run } from '../../../training/run.ts';
import { type HeadCell, headGrid } from '../../../views/head-grid.ts';
import type { HeadName } from '../../../views/reading.ts';
import { tokenName } from '../../../views/token-name.ts';
import type { PageSay } from '../../../words/speak.ts';
import { layersText, withoutText } from './beside-heads.ts';
import { type Cell, openHeadData, pinnedIn } from './head-data.ts';
import { headTable } from './head-table.ts';
import { type OpenHeadData, openHead } from './open-head.ts';

export interface HeadsData {
  run: Run;
  seen: Look;
  /** What each token of the model reads. */
  vocabulary: readonly string[];
  /** The pinned pair. */
  cell: Cell;
  /** The one under the pointer. */
  preview: HeadCell | undefined;
  isHeadTableOpen: boolean;
  /** What saving a picture came to. */
  notice: string;
  width: number;
  dark: boolean;
  say: PageSay;
}

export interface HeadsEvents {
  preview(cell: HeadCell | undefined): void;
  pin(cell: Cell): void;
  open(head: HeadName): void;
  close(): void;
  toggleHeadTable(open: boolean): void;
  knockOut(head: HeadName, isOut: boolean): void;
  /** The open head, as it formed. */
  saveForming(): void;
  ask(change: Partial<Question>): void;
}

/** Undefined where no head is open. */
export function openHeadOf({ run, seen, cell, ...around }: HeadsData): OpenHeadData | undefined {
  const preview = previewWithin(around.preview, seen.inspection.ids.length);
  return openHeadData(run, seen, { ...around, cell, preview });
}

function grid({ seen, preview, cell, width, dark, say }: HeadsData, events: HeadsEvents): TemplateResult {
  const { open, out } = seen.question;
  const words = seen.inspection.texts.map(tokenName);
  const spoken = open ?? { layer: 0, head: 0 };
  const shown = previewWithin(preview, words.length) ?? { ...spoken, ...pinnedIn(seen, spoken, cell) };
  return headGrid(
    { words, patterns: seen.patterns, open, knockedOut: out, cell: shown, width, dark, say },
    events,
  );
}

function knockedOut(
  out: readonly HeadName[],
  say: PageSay,
  { ask }: HeadsEvents,
): TemplateResult | typeof nothing {
  if (out.length === 0) return nothing;
  return html`<p class="row">
    ${say('shownWithout', { without: withoutText(out, say) })}
    <button name="put-back" @click=${() => ask({ out: [] })}>${say('putBack')}</button>
  </p>`;
}

function opened(data: OpenHeadData, events: HeadsEvents): TemplateResult {
  const { open } = data;
  return openHead(data, {
    preview: (cell) => events.preview(cell && { ...open, ...cell }),
    pin: events.pin,
    knockOut: (isOut) => events.knockOut(open, isOut),
    compare: (other) => events.ask({ other }),
    saveForming: events.saveForming,
    close: events.close,
  });
}

export function heads(data: HeadsData, events: HeadsEvents): TemplateResult {
  const { seen, vocabulary, isHeadTableOpen, dark, say } = data;
  const open = openHeadOf(data);
  return html`${grid(data, events)} ${knockedOut(seen.question.out, say, events)}
    ${headTable(seen, vocabulary, isHeadTableOpen, events.toggleHeadTable, say)} ${layersText(seen, dark, say)}
    ${open ? opened(open, events) : nothing}`;
}
