// The draw of the next word: it is shown on the bar for a moment before its word moves to the line.
import type { LitElement, ReactiveController } from 'lit';

const seenAfter = 650; // milliseconds

export class Drawing implements ReactiveController {
  isOn = false;
  readonly #host: LitElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Calls `seen` after that moment: at once where motion is unwelcome, or where the reader asks again. */
  show(seen: () => void): void {
    if (this.isOn || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.stop();
      seen();
      return;
    }
    this.isOn = true;
    this.#timer = setTimeout(() => {
      this.stop();
      seen();
    }, seenAfter);
    this.#host.requestUpdate();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.isOn = false;
    this.#host.requestUpdate();
  }
}
