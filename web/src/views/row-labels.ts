// The queries' words beside a map of weights.
import { svg } from 'lit';
import { type LabelsData, labels } from './labels.ts';

/** To the left of `right` and from `top` downwards. */
export const rowLabels = (data: LabelsData, right: number, top: number) =>
  labels(
    data,
    (text, middle, isSelected) =>
      svg`<text class=${isSelected ? 'q selected' : 'q'} x=${right} y=${top + middle}
        text-anchor="end" dominant-baseline="central">${text}</text>`,
  );
