// When an element begins: once it is near the part of the page that is seen, or is printed. What it holds is given back
// once it has left the page for good.
import type { LitElement, ReactiveController } from 'lit';

const margin = '600px'; // so that it is there when it is scrolled to

export class Presence implements ReactiveController {
  /** Whether it has been near since it came into the page. */
  isNear = false;
  readonly #host: LitElement;
  readonly #left: () => void;
  readonly #sight =
    globalThis.IntersectionObserver &&
    new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#begin();
      },
      { rootMargin: margin },
    );

  /** `left` is called once it has left the page. */
  constructor(host: LitElement, left: () => void) {
    this.#host = host;
    this.#left = left;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.isNear) return;
    if (!this.#sight) this.isNear = true;
    else this.#sight.observe(this.#host);
    globalThis.addEventListener?.('beforeprint', this.#begin);
  }

  hostDisconnected(): void {
    this.#stopWaiting();
    // What is moved comes back at once.
    setTimeout(() => {
      if (this.#host.isConnected) return;
      this.isNear = false;
      this.#left();
    });
  }

  readonly #begin = (): void => {
    this.#stopWaiting();
    this.isNear = true;
    this.#host.requestUpdate();
  };

  #stopWaiting(): void {
    this.#sight?.disconnect();
    globalThis.removeEventListener?.('beforeprint', this.#begin);
  }
}
