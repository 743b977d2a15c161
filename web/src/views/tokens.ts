// The sentence as a line of buttons, each tinted by and labelled with the weight that the query gives it; and the arcs
// that go out from the query, from row to row where the line is broken.
import { html, render, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Say } from '../words/say.ts';
import { arcsOver, roomAboveRows } from './arcs.ts';
import { fractionOf, type Scale, tint } from './colour.ts';
import { within } from './numbers.ts';
import { styled } from './styled.ts';
import { directionOf } from './token-name.ts';

export interface TokensData {
  words: readonly string[];
  /** [T] what the query pays to each word; sums to 1 */
  weights: Float64Array;
  scale: Scale;
  /** How many of the words the query can see: those after them are masked. */
  visible: number;
  /** So many of the first words are left out of it: the others' weights add up to 1 without them. */
  leftOut: number;
  /** The words that decide what comes next, where that is known. */
  decides: readonly number[];
  /** The position whose row this is. */
  query: number;
  /** What the query vector is made from, in words and as positions: the word itself, or its context. */
  queryName: string;
  sources: readonly number[];
  /** The pinned position: the query, unless another word is being previewed. */
  pinned: number;
  /** Words from this position on were sampled. */
  sampledFrom: number;
  dark: boolean;
  say: Say;
}

/** With more words they are set smaller: to stay on one line for a while, then to stay in sight. */
export const severalWords = 10;
export const manyWords = 40;

export interface TokensEvents {
  preview(position: number | undefined): void;
  pin(position: number): void;
  undo(): void;
}

function onKey(event: KeyboardEvent, data: TokensData, events: TokensEvents): void {
  const token = event.currentTarget as HTMLElement;
  const forward = directionOf(data.words) === 'rtl' ? -1 : 1;
  const step = { ArrowLeft: -forward, ArrowRight: forward, ArrowUp: -1, ArrowDown: 1 }[event.key];
  const last = data.words.length - 1;
  const here = Number(token.dataset.position);
  const isUndo = event.key === 'Backspace' || (event.key === 'z' && (event.ctrlKey || event.metaKey));
  const target =
    event.key === 'Home' ? 0 : event.key === 'End' ? last : step === undefined ? undefined : here + step;
  if (isUndo) events.undo();
  else if (target === undefined) return;
  else token.parentElement?.querySelector<HTMLElement>(`[data-position="${within(target, last)}"]`)?.focus();
  event.preventDefault();
}

function token(data: TokensData, events: TokensEvents, word: string, position: number): TemplateResult {
  const weight = data.weights[position] ?? 0;
  const isLeftOut = position < data.leftOut;
  const isMasked = position >= data.visible || isLeftOut;
  const { background, text } = tint(fractionOf(weight, data.scale), data.dark);
  const colours = isMasked ? { background: '', text: '' } : { background, text };
  const classes = {
    token: true,
    query: position === data.query,
    source: data.sources.includes(position),
    sampled: position >= data.sampledFrom,
    masked: isMasked,
    decides: data.decides.includes(position),
  };
  const { say, queryName: query } = data;
  const given = { word, weight: say.share(weight), query };
  // Begins with what is seen on the button, so that it can be called by that.
  const title = isLeftOut
    ? say('leftOutOfWeights', { word, query })
    : isMasked
      ? say('comesAfterQuery', { word, query })
      : say(classes.decides ? 'givenAndDecides' : 'givenByQuery', given);
  return html`<button
    class=${classMap(classes)}
    data-position=${position}
    tabindex=${position === data.pinned ? 0 : -1}
    aria-pressed=${position === data.pinned}
    aria-label=${title}
    @pointerenter=${(event: PointerEvent) => event.pointerType === 'mouse' && events.preview(position)}
    @focus=${() => events.preview(position)}
    @blur=${() => events.preview(undefined)}
    @click=${() => events.pin(position)}
    @keydown=${(event: KeyboardEvent) => onKey(event, data, events)}
    ><span class="word" dir="auto"
      ${styled({ 'background-color': colours.background, color: colours.text })}>${word}</span>
    <span class="number">${isMasked ? '–' : say.share(weight)}</span></button
  >`;
}

export function tokens(data: TokensData, events: TokensEvents): TemplateResult {
  const { length } = data.words;
  return html`<div
    class=${classMap({ tokens: true, several: length > severalWords, many: length > manyWords })}
    dir=${directionOf(data.words)}
    role="group"
    aria-label=${data.say('wordsOfSentence')}
    @pointerleave=${() => events.preview(undefined)}
  >
    ${data.words.map((word, position) => token(data, events, word, position))}
  </div>`;
}

/** Draws the arcs into the `.arcs` beside the tokens of `root`, where the words have come to stand. */
export function layArcs(root: ParentNode, data: TokensData, height: number): void {
  const picture = root.querySelector<SVGSVGElement>('.arcs');
  if (!picture) return;
  const leftOf = (element: Element | null | undefined) => element?.getBoundingClientRect().left ?? 0;
  const left = leftOf(root.querySelector('.tokens')) - leftOf(picture.parentElement);
  // Offsets, because a sampled word is still on its way to its place.
  const boxes = [...root.querySelectorAll<HTMLElement>('.token')].map((token) => ({
    left: left + token.offsetLeft,
    top: token.offsetTop,
    width: token.offsetWidth,
    height: token.offsetHeight,
  }));
  if (boxes.length <= data.query) return; // words that are still on their way
  const room = boxes.every(({ top }) => top === boxes[0]?.top) ? height : roomAboveRows;
  const { parentElement } = picture;
  parentElement?.style.setProperty('--laid-width', `${parentElement.offsetWidth}px`); // for print
  if (picture.getAttribute('height') !== String(room)) picture.setAttribute('height', String(room));
  const drawn = arcsOver(boxes, data, room).map(
    ({ path, width, opacity }) => svg`<path d=${path} stroke-width=${width} opacity=${opacity} />`,
  );
  render(drawn, picture as unknown as HTMLElement);
}
