// The words along the side of a map of weights. They thin out before they touch; the selected one always stays.

export interface LabelsData {
  words: readonly string[];
  /** None: -1 */
  selected: number;
  /** From one word to the next, and what a label takes of that, in CSS pixels. */
  cell: number;
  height: number;
  /** Longer words are cut. */
  letters: number;
}

/** `draw` is given each label that has room, and where its word's middle is from the first word's edge. */
export function labels<Drawn>(
  { words, selected, cell, height, letters }: LabelsData,
  draw: (text: string, middle: number, isSelected: boolean) => Drawn,
): Drawn[] {
  const every = Math.ceil(height / cell);
  const isFar = (i: number) => selected < 0 || Math.abs(i - selected) >= every;
  const hasRoom = (i: number) => i % every === 0 && (every === 1 || isFar(i));
  const shortened = (word: string) => (word.length > letters ? `${word.slice(0, letters - 1)}…` : word);
  return words.flatMap((word, i) =>
    i === selected || hasRoom(i) ? [draw(shortened(word), (i + 0.5) * cell, i === selected)] : [],
  );
}
