// Every head of every layer as a small map of the same sentence: layers downwards, heads to the right; in each map rows
// are queries and columns keys. All share one scale, so that sharp and diffuse heads can be told apart at a glance.
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { ref } from 'lit/directives/ref.js';
import type { Say } from '../words/say.ts';
import { outlines } from './decides.ts';
import { grid, gridIn, gridLabels } from './map-layout.ts';
import { within } from './numbers.ts';
import { paint, type Weights } from './paint.ts';
import { wordsOfCell } from './quoted.ts';
import type { Answers, HeadName, Tensor } from './reading.ts';
import { rowLabels } from './row-labels.ts';
import { styled } from './styled.ts';

export interface HeadCell extends HeadName {
  query: number;
  key: number;
}

export interface HeadGridData {
  words: readonly string[];
  /** For each layer [H, T, T]. */
  patterns: readonly Tensor[];
  open: HeadName | undefined;
  knockedOut: readonly HeadName[];
  answers?: Answers | undefined;
  /** The cell that is spoken of below the maps. */
  cell: HeadCell;
  /** Room to draw in, in CSS pixels. */
  width: number;
  dark: boolean;
  say: Say;
}

export interface HeadGridEvents {
  preview(cell: HeadCell | undefined): void;
  open(head: HeadName): void;
}

export const headText = ({ layer, head }: HeadName, say: Say) => say('headName', { layer, head });

export const headNumber = ({ layer, head }: HeadName) => `${layer}.${head}`;

export const isSameHead = (a: HeadName | undefined, b: HeadName | undefined) =>
  a?.layer === b?.layer && a?.head === b?.head;

// What is out of sight is painted when it comes into sight.
const inSight = new WeakSet<Element>();
const unpainted = new WeakMap<Element, () => void>();
let sight: IntersectionObserver | undefined;

function paintInSight(canvas: HTMLCanvasElement, weights: Weights): void {
  unpainted.set(canvas, () => paint(canvas, weights));
  if (inSight.has(canvas)) paintNow(canvas);
  sight ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) inSight.delete(target);
      else {
        inSight.add(target);
        paintNow(target);
      }
    }
  });
  sight.observe(canvas);
}

function paintNow(canvas: Element): void {
  unpainted.get(canvas)?.();
  unpainted.delete(canvas);
}

function moveFocus(event: KeyboardEvent, heads: number, layers: number): void {
  const { layer = '0', head = '0' } = (event.currentTarget as HTMLElement).dataset;
  const [down, right] =
    {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      Home: [0, -heads],
      End: [0, heads],
    }[event.key] ?? [];
  if (down === undefined || right === undefined) return;
  event.preventDefault();
  const to = [within(Number(layer) + down, layers - 1), within(Number(head) + right, heads - 1)];
  const grid = (event.currentTarget as Element).closest('.heads');
  grid?.querySelector<HTMLElement>(`[data-layer="${to[0]}"][data-head="${to[1]}"]`)?.focus();
}

function wordLabels(words: readonly string[], query: number, side: number): TemplateResult {
  return html`<svg class="labels" width=${grid.labelRoom} height=${side} aria-hidden="true">
    ${rowLabels(gridLabels(words, side, query), grid.labelRoom - 4, 0)}
  </svg>`;
}

/** Where a head looks most from a query, and how much. */
function likeliest({ patterns }: HeadGridData, { layer, head }: HeadName, query: number) {
  const { shape, data } = patterns[layer] as Tensor;
  const length = shape[1] ?? 0;
  const begin = (head * length + query) * length;
  const row = data.subarray(begin, begin + length);
  const weight = Math.max(...row);
  return { key: row.indexOf(weight), weight };
}

/** What a map is called: where its head looks is the first thing to know of it. */
function nameOf(data: HeadGridData, name: HeadName, isOut: boolean): string {
  const { words, cell, answers, say } = data;
  const { key, weight } = likeliest(data, name, cell.query);
  const head = headText(name, say);
  const decides = answers?.get(cell.query)?.antecedents.includes(key);
  const looks = say(decides ? 'headLooksRight' : 'headLooksMost', {
    head: isOut ? say('headOut', { head }) : head,
    query: say.quoted(words[cell.query]),
    key: say.quoted(words[key]),
    weight: say.share(weight),
  });
  return `${headNumber(name)}: ${looks}`;
}

function map(data: HeadGridData, events: HeadGridEvents, name: HeadName, side: number): TemplateResult {
  const { words, patterns, open, knockedOut, answers, cell, dark } = data;
  const { shape, data: weights } = patterns[name.layer] as Tensor;
  const heads = shape[0] ?? 0;
  const length = words.length;
  const isOpen = isSameHead(open, name);
  const isOut = knockedOut.some((other) => isSameHead(other, name));
  const cellAt = (event: PointerEvent): HeadCell => {
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const place = (offset: number) => within(Math.floor((offset / side) * length), length - 1);
    return { ...name, query: place(event.clientY - bounds.top), key: place(event.clientX - bounds.left) };
  };
  const offset = name.head * length * length;
  const size = { rows: length, columns: length, scale: { from: 0, to: 1 }, isCausal: true, dark };
  const draw = (canvas: Element | undefined) =>
    canvas && paintInSight(canvas as HTMLCanvasElement, { data: weights, offset, ...size });
  const isFirst = name.layer === 0 && name.head === 0;
  return html`<button
    class=${classMap({ map: true, out: isOut })}
    data-layer=${name.layer}
    data-head=${name.head}
    tabindex=${isOpen || (!open && isFirst) ? 0 : -1}
    aria-pressed=${isOpen}
    aria-label=${nameOf(data, name, isOut)}
    @click=${() => events.open(name)}
    @focus=${() => events.preview({ ...name, query: cell.query, key: likeliest(data, name, cell.query).key })}
    @blur=${() => events.preview(undefined)}
    @keydown=${(event: KeyboardEvent) => moveFocus(event, heads, patterns.length)}
  >
    <canvas
      class="causal"
      ${styled({ width: `${side}px`, height: `${side}px` })}
      ${ref(draw)}
      @pointermove=${(event: PointerEvent) => event.pointerType === 'mouse' && events.preview(cellAt(event))}
      @pointerleave=${() => events.preview(undefined)}
    ></canvas>
    <svg width=${side} height=${side} aria-hidden="true">${outlines(answers, side / length, { room: 1 })}</svg>
    <span class="name">${name.layer}.${name.head}</span>
  </button>`;
}

function readout({ words, patterns, cell, say }: HeadGridData): unknown[] {
  const { layer, head, query, key } = cell;
  const length = words.length;
  const weight = patterns[layer]?.data[(head * length + query) * length + key] ?? 0;
  const seen = { head: headText(cell, say), ...wordsOfCell(words, cell, say) };
  if (key > query) return say.parts('inHeadCannotLook', seen);
  return say.parts('inHeadLooks', {
    ...seen,
    weight: html`<span class="number">${say.share(weight)}</span>`,
  });
}

export function headGrid(data: HeadGridData, events: HeadGridEvents): TemplateResult {
  const { words, patterns, width, cell } = data;
  const heads = patterns[0]?.shape[0] ?? 1;
  const { hasLabels, side } = gridIn(width, heads);
  return html`<div
      class="heads"
      role="group"
      aria-label=${data.say('everyHead')}
    >
      ${patterns.map(
        (_, layer) => html`<div class="layer">
          ${hasLabels ? wordLabels(words, cell.query, side) : nothing}
          ${Array.from({ length: heads }, (_, head) => map(data, events, { layer, head }, side))}
        </div>`,
      )}
    </div>
    <p class="readout">${readout(data)}</p>`;
}
