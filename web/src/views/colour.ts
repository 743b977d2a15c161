// Weight to colour: the cividis map, which is even to the eye and to colour-blind eyes, run from the paper's end to the
// ink's end; and the text colour that can be read on it.
import { cividis } from '#colours/cividis.js';

type Rgb = readonly [number, number, number];

export interface Tint {
  background: string;
  text: string;
  rgb: Rgb;
}

const black = '#000000';
const white = '#ffffff';

function toRgb(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** WCAG 2's relative luminance, 0 to 1. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Whether the element's text is light, and so its paper dark, whoever chose the colours. */
export function isDark(element: Element): boolean {
  return luminance(toRgb(getComputedStyle(element).color)) > 0.4;
}

// Of black and white, the one with the higher contrast, which is never below 4.58.
const textOn = (rgb: Rgb) => (luminance(rgb) > 0.179 ? black : white);

const steps = cividis.length / 6;

/** Colour i of the map from its dark end. */
function colourAt(i: number): Rgb {
  const rgb = Number.parseInt(cividis.slice(6 * i, 6 * i + 6), 16);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}

const papers = { light: [251, 250, 247], dark: [22, 22, 20] } as const;

/** Small weights recede: the low end of the map is mixed with the paper, which keeps its order of lightness. */
function makeTable(scheme: keyof typeof papers): readonly Tint[] {
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    const full = colourAt(scheme === 'dark' ? i : steps - 1 - i);
    const strength = 0.4 + 0.6 * t;
    const mixed = papers[scheme].map((paper, c) => Math.round(paper + strength * ((full[c] ?? 0) - paper)));
    const rgb = mixed as unknown as Rgb;
    return { background: `rgb(${rgb.join(', ')})`, text: textOn(rgb), rgb };
  });
}

const tables: { light?: readonly Tint[]; dark?: readonly Tint[] } = {};

/** The weights that the two ends of the map stand for. */
export interface Scale {
  from: number;
  to: number;
}

export function scaleOf(weights: Iterable<number>): Scale {
  let [from, to] = [1, 0];
  for (const weight of weights) {
    from = Math.min(from, weight);
    to = Math.max(to, weight);
  }
  return { from, to };
}

// What differs by less is equal but for rounding, and must not look different.
const leastDifference = 1e-9;

export function isEven({ from, to }: Scale): boolean {
  return to - from < leastDifference;
}

export function fractionOf(weight: number, scale: Scale): number {
  return isEven(scale) ? 0.5 : (weight - scale.from) / (scale.to - scale.from);
}

/** The tint of a fraction, 0 to 1. */
export function tint(fraction: number, dark: boolean): Tint {
  const index = Math.round(Math.min(1, Math.max(0, fraction)) * (steps - 1));
  const scheme = dark ? 'dark' : 'light';
  tables[scheme] ??= makeTable(scheme);
  return tables[scheme][index] as Tint;
}

/** The whole map from left to right, for a legend. */
export function drawScale(canvas: HTMLCanvasElement, dark: boolean): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  for (let x = 0; x < canvas.width; ++x) {
    context.fillStyle = tint(x / (canvas.width - 1), dark).background;
    context.fillRect(x, 0, 1, canvas.height);
  }
}
