// The sentence as a line of buttons, each tinted by and labelled with the weight that the query gives it; and the arcs
// that go out from the query where the line fits in one row.
import { html, render, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { fractionOf, type Scale, tint } from './colour.ts';
import { share, within } from './numbers.ts';
import { styled } from './styled.ts';

export interface TokensData {
  words: readonly string[];
  /** [T] what the query pays to each word; sums to 1 */
  weights: Float64Array;
  scale: Scale;
  /** How many of the words the query can see: those after them are masked. */
  visible: number;
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
}

// With more words they are set smaller: to stay on one line for a while, then to stay in sight.
const severalWords = 10;
const manyWords = 40;

export interface TokensEvents {
  preview(position: number | undefined): void;
  pin(position: number): void;
  undo(): void;
}

function onKey(event: KeyboardEvent, data: TokensData, events: TokensEvents): void {
  const token = event.currentTarget as HTMLElement;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
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
  const isMasked = position >= data.visible;
  const { background, text } = tint(fractionOf(weight, data.scale), data.dark);
  const colours = isMasked ? { background: '', text: '' } : { background, text };
  const classes = {
    token: true,
    query: position === data.query,
    source: data.sources.includes(position),
    sampled: position >= data.sampledFrom,
    masked: isMasked,
  };
  // Begins with what is seen on the button, so that it can be called by that.
  const title = isMasked
    ? `${word} –: comes after the query, ${data.queryName}, which cannot see it`
    : `${word} ${share(weight)}: given by the query, ${data.queryName}`;
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
    <span class="number">${isMasked ? '–' : share(weight)}</span></button
  >`;
}

export function tokens(data: TokensData, events: TokensEvents): TemplateResult {
  const { length } = data.words;
  return html`<div
    class=${classMap({ tokens: true, several: length > severalWords, many: length > manyWords })}
    role="group"
    aria-label="The words of the sentence; the pressed one is the query"
    @pointerleave=${() => events.preview(undefined)}
  >
    ${data.words.map((word, position) => token(data, events, word, position))}
  </div>`;
}

export interface Box {
  left: number;
  width: number;
  top: number;
}

/** An arc from x0 to x1 above the base line, as a path. Over its own word it is a small loop. */
export function arcPath(x0: number, x1: number, base: number, roof: number): string {
  const [from, to] = x0 === x1 ? [x0 - 9, x1 + 9] : [x0, x1];
  const reach = x0 === x1 ? 30 : 24 + Math.abs(x1 - x0) * 0.42;
  const top = Math.max(roof, base - reach) * 1.33 - base * 0.33; // a cubic reaches three quarters of its handles
  return `M${from},${base}C${from},${top} ${to},${top} ${to},${base}`;
}

/** Arcs from the middle of the sources to every word; undefined where the words stand in more than one row. */
function arcs(boxes: readonly Box[], { weights, sources, scale, visible }: TokensData, height: number) {
  if (boxes.some((box) => box.top !== boxes[0]?.top)) return undefined;
  const middle = (box: Box) => box.left + box.width / 2;
  const from = sources.reduce((sum, position) => sum + middle(boxes[position] as Box), 0) / sources.length;
  const order = [...boxes.keys()].slice(0, visible).sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0));
  return order.map((position) => {
    const weight = weights[position] ?? 0;
    return svg`<path
      d=${arcPath(from, middle(boxes[position] as Box), height, 4)}
      stroke-width=${arcWidth(weight, scale)}
      opacity=${0.3 + 0.6 * fractionOf(weight, scale)}
    />`;
  });
}

/** Draws the arcs into the `.arcs` beside the tokens of `root`, where the words have come to stand. */
export function layArcs(root: ParentNode, data: TokensData, height: number): void {
  const picture = root.querySelector<SVGSVGElement>('.arcs');
  if (!picture) return;
  const leftOf = (element: Element | null | undefined) => element?.getBoundingClientRect().left ?? 0;
  // Not its own left: while it is hidden it has none. Offsets, because a sampled word is still on its way to its place.
  const left = leftOf(root.querySelector('.tokens')) - leftOf(picture.parentElement);
  const boxes = [...root.querySelectorAll<HTMLElement>('.token')].map((token) => ({
    left: left + token.offsetLeft,
    top: token.offsetTop,
    width: token.offsetWidth,
  }));
  const paths = arcs(boxes, data, height);
  picture.toggleAttribute('hidden', paths === undefined);
  render(paths, picture as unknown as HTMLElement);
}

/** In pixels, in proportion to the weight. */
export function arcWidth(weight: number, { to }: Scale): number {
  return 0.5 + (9 * weight) / to;
}
