// The page on paper, in Chromium: laid out as for printing, without a script that could mend it, and as a PDF without
// backgrounds.
import { inflateSync } from 'node:zlib';
import puppeteer, { type Page } from 'puppeteer-core';
import { chromiumOptions } from './puppeteer.ts';

const paperWidth = 718; // CSS pixels of A4 between its margins

export interface Arc {
  /** The positions of the words that its ends are over. */
  from: number;
  to: number;
  /** How far the ends are from the middles of these words, at the most. */
  off: number;
}

/** Runs in the page: where the instrument's arcs begin and end. */
export function arcsOfInstrument(): Arc[] {
  const root = document.querySelector('pay-attention')?.shadowRoot;
  const words = [...(root?.querySelectorAll('.token') ?? [])].map((word) => word.getBoundingClientRect());
  const nearest = ({ x, y }: DOMPoint) => {
    const far = words.map(({ left, width, top, bottom }) => {
      const down = Math.max(top - y, y - bottom, 0);
      return Math.hypot(left + width / 2 - x, down);
    });
    const off = Math.min(...far);
    return { position: far.indexOf(off), off };
  };
  return [...(root?.querySelectorAll<SVGPathElement>('.arcs path') ?? [])].map((path) => {
    const [from, to] = [0, path.getTotalLength()].map((length) =>
      nearest(path.getPointAtLength(length).matrixTransform(path.getScreenCTM() ?? undefined) as DOMPoint),
    ) as [ReturnType<typeof nearest>, ReturnType<typeof nearest>];
    return { from: from.position, to: to.position, off: Math.max(from.off, to.off) };
  });
}

/** Opens a page and brings every figure into sight until it is filled. */
export async function openFilled(url: string): Promise<Page> {
  const browser = await puppeteer.launch(chromiumOptions());
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>('.figure')].every((figure) => {
        figure.scrollIntoView({ behavior: 'instant' });
        return (figure.shadowRoot ?? figure).querySelector('button, table, pre, .bar') !== null;
      }) && document.querySelectorAll('.patched td').length > 0,
    { timeout: 60_000, polling: 250 },
  );
  return page;
}

/** From now on it looks as on paper, and no script runs that could lay anything anew. */
export async function layOnPaper(page: Page): Promise<void> {
  await page.setJavaScriptEnabled(false);
  await page.emulateMediaType('print');
  await page.setViewport({ width: paperWidth, height: 1000 });
}

/** How many shapes a PDF without backgrounds fills with each colour, as "r,g,b". */
export async function filledOnPaper(page: Page): Promise<Map<string, number>> {
  const pdf = Buffer.from(await page.pdf({ format: 'A4', printBackground: false }));
  const text = pdf.toString('latin1');
  const filled = new Map<string, number>();
  for (const begin of text.matchAll(/FlateDecode(?:(?!stream)[\s\S]){0,80}stream\r?\n/g)) {
    const start = begin.index + begin[0].length;
    const content = inflateSync(pdf.subarray(start, text.indexOf('endstream', start))).toString('latin1');
    let colour = '';
    for (const [operation, r, g, b] of content.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) rg|\bf\*?(?=\s)/g)) {
      if (r !== undefined) colour = [r, g, b].map((channel) => Math.round(Number(channel) * 255)).join();
      else if (operation) filled.set(colour, (filled.get(colour) ?? 0) + 1);
    }
  }
  return filled;
}
