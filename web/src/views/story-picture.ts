// A story that ends in a gap, a sentence on each line, with arcs from the gap to the words that are looked at. It is
// laid out by estimated letters, which the renderer squeezes or stretches the words to: the same picture wherever it is
// made, before any script has run too.
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PageSay } from '../words/speak.ts';
import { arcPath, arcWidth, type Point } from './arcs.ts';
import { styled } from './styled.ts';
import { widthOf } from './text-width.ts';

export interface Chip {
  /** The word that can be swapped. */
  position: number;
  options: readonly string[];
}

export interface StoryData {
  /** [T] "." and "?" are words of their own. */
  words: readonly string[];
  /** [T] what the gap looks at; sums to 1 */
  weights: ArrayLike<number>;
  /** The words that decide what comes next. */
  antecedents: readonly number[];
  chips: readonly Chip[];
  /** What the model says next, and how likely. */
  next: { word: string; probability: number };
  isRight: boolean;
  /** Whether the gap may not look at the antecedents. */
  isStopped: boolean;
  say: PageSay;
}

const width = 440; // all sizes are of this picture's own units
const fontSize = 26;
const space = 10;
const lineHeight = 68;
const roof = 14; // above the first line
const roofOfOne = 58; // where arcs go over it
const wordHeight = 38;
const numberRoom = 38;
const numberHeight = 18;
/** A smaller one has neither arc nor number. */
export const leastWeight = 0.02;

const isStop = (word: string) => word === '.' || word === '?';

interface Place {
  x: number;
  y: number;
  width: number;
}

/** Where the words come to stand, and after them the gap. */
function placesOf(
  words: readonly string[],
  gapWord: string,
): { places: Place[]; gap: Place; height: number } {
  const isOneLine = words.indexOf('.') < 0;
  let [x, y] = [0, isOneLine ? roofOfOne : roof];
  const gapWidth = Math.max(widthOf(gapWord, fontSize) + 20, 96);
  const place = (size: number, isAttached: boolean): Place => {
    const begin = x === 0 ? x : x + (isAttached ? 4 : space);
    const isOver = begin + size > width && !isAttached;
    if (isOver) y += lineHeight;
    const placed = { x: isOver ? 0 : begin, y, width: size };
    x = placed.x + size;
    return placed;
  };
  const places = words.map((word, i) => {
    const placed = place(widthOf(word, fontSize), isStop(word));
    if (word === '.' && i < words.length - 1) [x, y] = [0, y + lineHeight];
    return placed;
  });
  const gap = place(gapWidth, false);
  return { places, gap, height: y + lineHeight - 8 };
}

const topOf = ({ x, y, width }: Place): Point => ({ x: x + width / 2, y: y - 2 });

const rounded = (number: number) => Number(number.toFixed(1));

function text(place: Place, word: string, name: string): TemplateResult {
  const { x, y, width } = place;
  return svg`<text class=${name} x=${rounded(x)} y=${y + 25} font-size=${fontSize}
    textLength=${rounded(width)} lengthAdjust="spacingAndGlyphs">${word}</text>`;
}

function outline({ x, y, width }: Place, name: string, room: number): TemplateResult {
  return svg`<rect class=${name} x=${rounded(x - room)} y=${y - 2} rx="6" height=${wordHeight}
    width=${rounded(width + 2 * room)} />`;
}

const share100 = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)}%`;

/** The same in words. */
export function storyText({ words, weights, antecedents, next, say }: StoryData): string {
  const most = antecedents.map((position) =>
    say('wordWithWeight', { word: say.quoted(words[position]), weight: say.share(weights[position] ?? 0) }),
  );
  const story = words.join(' ').replaceAll(/ ([.?])/g, '$1');
  const said = { next: say.quoted(next.word), chance: say.percent(next.probability) };
  return say('storyWithGap', { story, ...said, words: say.list(most) });
}

function arcs(
  { weights }: StoryData,
  places: readonly Place[],
  gap: Place,
  numbered: ReadonlySet<number>,
): TemplateResult[] {
  const weightOf = (position: number) => weights[position] ?? 0;
  const seen = [...places.keys()].filter((position) => weightOf(position) >= leastWeight);
  return seen
    .sort((a, b) => weightOf(a) - weightOf(b))
    .map((position) => {
      const height = wordHeight + (numbered.has(position) ? numberHeight : 0);
      const path = arcPath(topOf(gap), topOf(places[position] as Place), 4, height);
      const weight = weightOf(position);
      return svg`<path d=${path} stroke-width=${rounded(arcWidth(weight, 1))}
        opacity=${(0.3 + 0.5 * weight).toFixed(2)} />`;
    });
}

/** The words below which there is room for their number: the largest weights come first. */
function withNumbers({ weights, antecedents }: StoryData, places: readonly Place[]): Set<number> {
  const seen = [...places.keys()].filter((i) => (weights[i] ?? 0) >= leastWeight || antecedents.includes(i));
  const rank = (position: number) => (weights[position] ?? 0) + (antecedents.includes(position) ? 1 : 0);
  const taken = new Set<number>();
  for (const position of seen.sort((a, b) => rank(b) - rank(a))) {
    const middle = (at: number) => topOf(places[at] as Place);
    const { x, y } = middle(position);
    const isFree = [...taken].every((at) => middle(at).y !== y || Math.abs(middle(at).x - x) >= numberRoom);
    if (isFree) taken.add(position);
  }
  return taken;
}

function numberBelow({ x, y, width }: Place, weight: string): TemplateResult {
  return svg`<text class="weight" x=${rounded(x + width / 2)} y=${y + 52} font-size="17"
    text-anchor="middle">${weight}</text>`;
}

function gapPicture(gap: Place, { next, isRight }: StoryData): TemplateResult {
  const width = widthOf(next.word, fontSize);
  const place = { x: gap.x + (gap.width - width) / 2, y: gap.y, width };
  return svg`${outline(gap, 'gap', 0)} ${text(place, next.word, isRight ? 'next' : 'next wrong')}`;
}

/** `swap` hears of a chip's position and its new word; absent where nothing can be swapped yet. */
export function storyPicture(
  data: StoryData,
  swap: ((position: number, word: string) => void) | undefined,
): TemplateResult {
  const { words, weights, antecedents, chips, isStopped, say } = data;
  const { places, gap, height } = placesOf(words, data.next.word);
  const isChip = (position: number) => chips.some((chip) => chip.position === position);
  const isRight = (position: number) => antecedents.includes(position);
  const nameOf = (position: number) =>
    `${isChip(position) ? 'chip' : 'plain'}${isRight(position) ? ' in-box' : ''}`;
  const numbered = withNumbers(data, places);
  return html`<div class="story">
    <svg viewBox="0 0 ${width + 8} ${height}" role="img" aria-label=${storyText(data)}>
      <g class="story-arcs">${arcs(data, places, gap, numbered)}</g>
      ${places.map((place, position) => {
        const weight = weights[position] ?? 0;
        const line = `M${rounded(place.x)},${place.y + 31}h${rounded(place.width)}`;
        return svg`${isRight(position) ? outline(place, isStopped ? 'right stopped' : 'right', 4) : nothing}
          ${text(place, words[position] ?? '', nameOf(position))}
          ${isChip(position) ? svg`<path class="swap" d=${line} />` : nothing}
          ${numbered.has(position) ? numberBelow(place, say.share(weight)) : nothing}`;
      })}
      ${gapPicture(gap, data)}
    </svg>
    ${
      swap &&
      chips.map(({ position, options }) => {
        const { x, y, width: size } = places[position] as Place;
        const box = {
          left: share100(x - 6, width + 8),
          top: share100(y - 6, height),
          width: share100(size + 12, width + 8),
          height: share100(44, height),
        };
        const word = words[position] ?? '';
        const change = (event: Event) => swap(position, (event.target as HTMLSelectElement).value);
        const name = say('anotherWordFor', { word: say.quoted(word) });
        return html`<select aria-label=${name} title=${say('anotherWord')}
        @change=${change} ${styled(box)}>
        ${options.map((option) => html`<option value=${option} .selected=${option === word}>${option}</option>`)}
      </select>`;
      })
    }
  </div>`;
}
