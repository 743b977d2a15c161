// Weights on a canvas, one pixel for each; CSS scales them up. Quick enough for dozens of maps, many times a second.
import { fractionOf, type Scale, tint } from './colour.ts';

export interface Weights {
  /** Row-major, from `offset` on. */
  data: ArrayLike<number>;
  offset: number;
  rows: number;
  columns: number;
  scale: Scale;
  /** Keys after the query are masked: they stay clear. */
  isCausal: boolean;
  dark: boolean;
}

const levels = 256;

const palettes: { light?: Uint32Array; dark?: Uint32Array } = {};

/** The tints as pixels: red in the lowest byte. */
function paletteOf(dark: boolean): Uint32Array {
  const scheme = dark ? 'dark' : 'light';
  palettes[scheme] ??= Uint32Array.from({ length: levels }, (_, i) => {
    const [red, green, blue] = tint(i / (levels - 1), dark).rgb;
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
  return palettes[scheme];
}

export function paint(canvas: HTMLCanvasElement, weights: Weights): void {
  const { data, offset, rows, columns, scale, isCausal, dark } = weights;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const palette = paletteOf(dark);
  for (let i = 0; i < rows; ++i) {
    const end = isCausal ? Math.min(i + 1, columns) : columns;
    for (let j = 0; j < end; ++j) {
      const fraction = fractionOf(data[offset + i * columns + j] ?? 0, scale);
      pixels[i * columns + j] = palette[Math.round(fraction * (levels - 1))] ?? 0;
    }
  }
  context.putImageData(image, 0, 0);
}
