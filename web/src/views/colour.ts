// Weight to colour: the cividis map, which is even to the eye and to colour-blind eyes, run from the paper's end to the
// ink's end; and the text colour that can be read on it.
import { interpolateCividis } from 'd3-scale-chromatic';

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

const steps = 256;

function makeTable(dark: boolean): readonly Tint[] {
  return Array.from({ length: steps }, (_, i) => {
    const t = i / (steps - 1);
    const background = interpolateCividis(dark ? t : 1 - t);
    const rgb = toRgb(background);
    return { background, text: textOn(rgb), rgb };
  });
}

const tables = { light: makeTable(false), dark: makeTable(true) };

/** The tint of a weight as a fraction of the largest, 0 to 1. */
export function tint(fraction: number, dark: boolean): Tint {
  const index = Math.round(Math.min(1, Math.max(0, fraction)) * (steps - 1));
  return (dark ? tables.dark : tables.light)[index] as Tint;
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
