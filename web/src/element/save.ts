// What is shown, as files on the reader's disk: the pictures as SVG or PNG, the numbers as CSV or JSON.
import { row } from '../engine/index.ts';
import type { Look } from '../views/figure/look.ts';
import { headNumber } from '../views/head-grid.ts';
import { numbersText } from './copy.ts';
import { figureOf } from './figure-of.ts';
import type { Shown } from './shown.ts';

/** Saves a file under a name; to be called where the reader has just clicked. */
export function saveFile(name: string, parts: BlobPart[], type = ''): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const formats = ['svg', 'png', 'csv', 'json'] as const;
export type Format = (typeof formats)[number];

export const figureWidth = 720; // CSS pixels
const density = 2; // of a PNG's pixels

/** An SVG drawn as pixels. */
async function pixelsOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * density;
  canvas.height = image.naturalHeight * density;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the picture is too large');
  return blob;
}

const cellOf = (value: string | number) => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The pattern, a row for each query and a column for each key, as RFC 4180 has it; what is masked is empty. */
export function csvOf({ words, pattern, isCausal }: Shown['reading']): string {
  const rows = words.map((word, i) => {
    const weights = Array.from(row(pattern, i), (weight, j) => (isCausal && j > i ? '' : weight));
    return [word, ...weights];
  });
  return [['query', ...words], ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

const contents: Record<Format, (shown: Shown, look: Look) => Promise<Blob> | string> = {
  svg: (shown, look) => figureOf(shown, look, figureWidth),
  png: (shown, look) => pixelsOf(figureOf(shown, look, figureWidth)),
  csv: ({ reading }) => csvOf(reading),
  json: ({ reading }) => numbersText(reading),
};

const types: Record<Format, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  csv: 'text/csv',
  json: 'application/json',
};

/** Says in a sentence how it went. */
export async function save(shown: Shown, format: Format, look: Look): Promise<string> {
  const { heads } = shown.reading;
  const { say } = look;
  const name = `attention-${heads ? `${headNumber(heads.name)}-` : ''}${shown.view}.${format}`;
  try {
    saveFile(name, [await contents[format](shown, look)], types[format]);
    return say('isSaved', { name });
  } catch (error) {
    return say('notSaved', { reason: say.error(error as Error) });
  }
}
