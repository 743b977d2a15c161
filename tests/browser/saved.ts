// What a page saves, caught before it comes to the disk.
import type { Browser } from './browser.ts';

export interface NamedFile {
  name: string;
  /** In base64: lists of numbers take browsers seconds to send. */
  base64: string;
}

export const textOf = ({ base64 }: NamedFile) => Buffer.from(base64, 'base64').toString();

/** From now on, in the page or the frame that is open. */
export const catchSaved = (browser: Browser) =>
  browser.evaluate(() => {
    const blobs = new Map<string, Blob>();
    const saved = new Map<string, string>();
    Object.assign(globalThis, { saved });
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob: Blob) => {
      const url = createObjectURL(blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      const reader = new FileReader();
      reader.onload = () => saved.set(this.download, String(reader.result).replace(/.*,/, ''));
      reader.readAsDataURL(blobs.get(this.href) as Blob);
    };
  });

/** What was saved since, the last of each name. */
export async function savedIn(browser: Browser): Promise<NamedFile[]> {
  const files = await browser.evaluate(() => [
    ...(globalThis as unknown as { saved: Map<string, string> }).saved,
  ]);
  return files.map(([name, base64]) => ({ name, base64 }));
}
