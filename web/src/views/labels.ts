// The words along the side of a map of weights. They thin out before they touch; the selected one always stays.
import { nothing, svg, type TemplateResult } from 'lit';

export interface LabelsData {
  words: readonly string[];
  selected: number;
  /** From one word to the next, and what a label takes of that, in CSS pixels. */
  cell: number;
  height: number;
  /** Longer words are cut. */
  letters: number;
}

/** `draw` is given each label that has room, and where its word's middle is from the first word's edge. */
export function labels(
  { words, selected, cell, height, letters }: LabelsData,
  draw: (text: string, middle: number, isSelected: boolean) => TemplateResult,
): (TemplateResult | typeof nothing)[] {
  const every = Math.ceil(height / cell);
  const hasRoom = (i: number) => i % every === 0 && (every === 1 || Math.abs(i - selected) >= every);
  const shortened = (word: string) => (word.length > letters ? `${word.slice(0, letters - 1)}…` : word);
  return words.map((word, i) =>
    i === selected || hasRoom(i) ? draw(shortened(word), (i + 0.5) * cell, i === selected) : nothing,
  );
}

/** The queries' words, to the left of `right` and from `top` downwards. */
export const rowLabels = (data: LabelsData, right: number, top: number) =>
  labels(
    data,
    (text, middle, isSelected) =>
      svg`<text class=${isSelected ? 'q selected' : 'q'} x=${right} y=${top + middle}
        text-anchor="end" dominant-baseline="central">${text}</text>`,
  );
