// The chapter that trains a model, as a reader meets it.
import { expect } from 'vitest';
import type { Browser } from './browser.ts';
import { untilItStays } from './harness.ts';
import { catchSaved, type NamedFile, savedIn } from './saved.ts';

export const file = (name: string, content: string | Uint8Array): NamedFile => ({
  name,
  base64: Buffer.from(content).toString('base64'),
});

const figure = 'train-figure';

export class Chapter {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  path = (selector: string) => `${figure} ${selector}`;

  texts = (selector: string) =>
    this.#browser.evaluate(
      (selector) =>
        Array.from(document.querySelectorAll(selector), (element) =>
          (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
        ),
      this.path(selector),
    );

  text = async (selector: string) => (await this.texts(selector)).join(' ');

  /** Brings it into sight and waits until it stays there: the chapters above it are filled one after another. */
  async reach(): Promise<void> {
    const moved = () =>
      this.#browser.evaluate((figure) => {
        const element = document.querySelector(figure);
        const before = element?.getBoundingClientRect().top ?? Number.NaN;
        element?.scrollIntoView({ behavior: 'instant', block: 'start' });
        const now = element?.getBoundingClientRect().top ?? Number.NaN;
        return element?.querySelector('button') ? before - now : Number.NaN;
      }, figure);
    await untilItStays(async () => Math.abs(await moved()) < 1);
  }

  /** Clicks without the mouse: what moves while a model learns is hard to hit. */
  press = (selector: string) =>
    this.#browser.evaluate((selector) => {
      const element = document.querySelector<HTMLElement>(selector);
      if (!element) throw new Error(`The chapter has no ${selector}`);
      element.click();
    }, this.path(selector));

  /** Gives a field a value as a reader would. */
  fill = (selector: string, value: string) =>
    this.#browser.evaluate(
      (selector, value) => {
        const field = document.querySelector<HTMLInputElement>(selector);
        if (!field) throw new Error(`The chapter has no ${selector}`);
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      },
      this.path(selector),
      value,
    );

  /** The step that the training has reached. */
  step = async () => Number(/step (\d+)/.exec(await this.text('.progress'))?.[1] ?? Number.NaN);

  /** Waits for the end of a run of so many steps: one before it may have finished too. */
  finished = (steps: number) =>
    expect
      .poll(() => this.text('.progress'), { timeout: 60_000 })
      .toBe(`Finished: step ${steps} of ${steps}`);

  async train(steps: number): Promise<void> {
    await this.fill('[name="steps"]', String(steps));
    await this.press('button[name="train"]');
    await this.finished(steps);
  }

  /** All pixels of the small maps, as one text. */
  picture = () =>
    this.#browser.evaluate((selector) => {
      const canvases = document.querySelectorAll<HTMLCanvasElement>(selector);
      return Array.from(canvases, (canvas) => canvas.toDataURL()).join();
    }, this.path('.map canvas'));

  /** The same, once nothing changes it any more. */
  async settledPicture(): Promise<string> {
    let before = '';
    let times = 0; // that it was the same: the last step's picture may take a slow machine half a second
    const isSettled = async () => {
      const last = before;
      before = await this.picture();
      times = before === last ? times + 1 : 0;
      return times === 3;
    };
    await expect.poll(isSettled, { interval: 300 }).toBe(true);
    return before;
  }

  /** The model's three files, as the page saves them. */
  saved = () =>
    this.#saved(
      ['config.json', 'model.safetensors', 'tokenizer.json'].map((name) => `button[value="${name}"]`),
    );

  /** The model's one file, as the page saves it. */
  savedWhole = () => this.#saved(['button[name="save"]']);

  /** The open head as it formed, as the page saves it. */
  savedForming = async () => (await this.#saved(['button[name="forming"]']))[0] as NamedFile;

  /** What the page saves at each of these buttons. */
  async #saved(buttons: readonly string[]): Promise<NamedFile[]> {
    await catchSaved(this.#browser);
    for (const button of buttons) await this.press(button);
    const files = () => savedIn(this.#browser);
    await expect.poll(async () => (await files()).length).toBe(buttons.length);
    return files();
  }

  /** Drops a model's files, and opens what is found in them. */
  async open(files: readonly NamedFile[]): Promise<void> {
    await this.drop(files);
    await this.openFound();
  }

  /** Opens what was dropped or fetched, once it is known what it is. */
  async openFound(): Promise<void> {
    const problem = () => this.text('#address-problem');
    await expect.poll(async () => (await this.texts('.found')).length || (await problem())).toBe(1);
    await this.press('button[name="open-found"]');
  }

  drop = (files: readonly NamedFile[]) =>
    this.#browser.evaluate(
      (figure, files) => {
        const dataTransfer = new DataTransfer();
        for (const { name, base64 } of files) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          dataTransfer.items.add(new File([bytes], name));
        }
        const options = { dataTransfer, bubbles: true, cancelable: true };
        document.querySelector(figure)?.dispatchEvent(new DragEvent('drop', options));
      },
      figure,
      files as NamedFile[],
    );
}
