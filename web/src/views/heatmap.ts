// Every query against every key: rows are queries, columns keys. One canvas pixel for each cell, scaled up by CSS; the
// labels stand beside it and thin out before they touch; what the pointer or the arrow keys are on is said below it, in
// a place that does not move.
import { html, svg, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Say } from '../words/say.ts';
import type { Scale } from './colour.ts';
import { outlines } from './decides.ts';
import { labels } from './labels.ts';
import { columnLabels, labelRoom, overhang, rowLabelsOf, sideIn, slant } from './map-layout.ts';
import { within } from './numbers.ts';
import { paint } from './paint.ts';
import { wordsOfCell } from './quoted.ts';
import type { Answers, Matrix } from './reading.ts';
import { rowLabels } from './row-labels.ts';
import { styled } from './styled.ts';

export interface HeatmapData {
  words: readonly string[];
  /** [T, T] */
  pattern: Matrix;
  scale: Scale;
  /** Keys after the query are masked. */
  isCausal: boolean;
  answers?: Answers | undefined;
  /** The cell with the crosshair. */
  query: number;
  key: number;
  /** Room to draw in, in CSS pixels. */
  width: number;
  dark: boolean;
  say: Say;
}

export interface HeatmapEvents {
  /** The pointer is over this cell, or over none. */
  preview(cell: { query: number; key: number } | undefined): void;
  pin(cell: { query: number; key: number }): void;
}

function axisLabels({ words, query, key }: HeatmapData, side: number): unknown[] {
  return [
    rowLabels(rowLabelsOf(words, side, query), labelRoom - 8, labelRoom),
    labels(
      columnLabels(words, side, key),
      (text, middle, isSelected) =>
        svg`<text class=${isSelected ? 'k selected' : 'k'}
          transform="translate(${labelRoom + middle},${labelRoom - 8}) rotate(${slant})"
          dominant-baseline="central">${text}</text>`,
    ),
  ];
}

function crosshair({ words, query, key }: HeatmapData, side: number): TemplateResult {
  const cell = side / words.length;
  const [x, y] = [labelRoom + key * cell, labelRoom + query * cell];
  return svg`<rect class="q-line" x=${labelRoom} y=${y} width=${side} height=${cell} />
    <rect class="k-line" x=${x} y=${labelRoom} width=${cell} height=${side} />
    <rect class="crosshair" x=${x} y=${y} width=${cell} height=${cell} />`;
}

export function heatmap(data: HeatmapData, events: HeatmapEvents): TemplateResult {
  const { words, pattern, query, key, say } = data;
  const length = words.length;
  const weights = { ...data, ...pattern, offset: 0 };
  const side = sideIn(data.width);
  const size = labelRoom + side + overhang;
  const cellAt = (event: PointerEvent | MouseEvent) => {
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const place = (offset: number) => within(Math.floor((offset / side) * length), length - 1);
    return { query: place(event.clientY - bounds.top), key: place(event.clientX - bounds.left) };
  };
  const onKey = (event: KeyboardEvent) => {
    const [down, right] =
      { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined || right === undefined) return;
    event.preventDefault();
    events.pin({ query: within(query + down, length - 1), key: within(key + right, length - 1) });
  };
  const weight = pattern.data[query * pattern.columns + key] ?? 0;
  const isMasked = data.isCausal && key > query;
  return html`<figure class="heatmap">
    <div class="frame" ${styled({ width: `${size}px`, height: `${labelRoom + side + 4}px` })}>
      <canvas
        role="img"
        class=${data.isCausal ? 'causal' : ''}
        aria-label=${say('heatmapOf', { rows: length, columns: length })}
        tabindex="0"
        ${styled({ left: `${labelRoom}px`, top: `${labelRoom}px`, width: `${side}px`, height: `${side}px` })}
        ${ref((canvas) => canvas && paint(canvas as HTMLCanvasElement, weights))}
        @pointermove=${(event: PointerEvent) => event.pointerType === 'mouse' && events.preview(cellAt(event))}
        @pointerleave=${() => events.preview(undefined)}
        @click=${(event: MouseEvent) => events.pin(cellAt(event))}
        @keydown=${onKey}
      ></canvas>
      <svg width=${size} height=${labelRoom + side + 4} aria-hidden="true">
        <text class="axis q" x=${labelRoom - 8} y="14" text-anchor="end">${say('queryAxis')}</text>
        <text class="axis k" x=${labelRoom - 8} y="32" text-anchor="end">${say('keyAxis')}</text>
        ${axisLabels(data, side)}${outlines(data.answers, side / length, { corner: labelRoom })}${crosshair(data, side)}
      </svg>
    </div>
    <figcaption class="readout" aria-live="polite">
      ${
        isMasked
          ? say.parts('cannotLook', wordsOfCell(words, data, say))
          : say.parts('looksWithWeight', {
              ...wordsOfCell(words, data, say),
              weight: html`<span class="number">${say.decimal(weight, 4)}</span>`,
            })
      }
    </figcaption>
  </figure>`;
}
