// When an element begins: once it is near the part of the page that is seen, or is printed; at once, where its page
// asks for that. What it holds is given back once it has left the page for good.
import type { LitElement, ReactiveController } from 'lit';

/** loading: "eager", or nothing special; as of images. */
type Host = LitElement & { readonly loading?: string | undefined };

const margin = 600; // CSS pixels, so that it is there when it is scrolled to

export class Presence implements ReactiveController {
  /** Whether it has been near since it came into the page. */
  isNear = false;
  readonly #host: Host;
  readonly #left: () => void;
  readonly #sight =
    globalThis.IntersectionObserver &&
    new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#begin();
      },
      { rootMargin: `${margin}px` },
    );

  /** `left` is called once it has left the page. */
  constructor(host: Host, left: () => void) {
    this.#host = host;
    this.#left = left;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate(); // it may have been away
    if (this.isNear) return;
    this.isNear = !this.#sight || this.#host.loading === 'eager' || this.#isInSight();
    if (this.isNear) return;
    this.#sight?.observe(this.#host);
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

  /** As the observer will find it, at once: what is seen first takes its room before it is drawn. */
  #isInSight(): boolean {
    const [box] = this.#host.getClientRects();
    return box !== undefined && box.top < innerHeight + margin && box.bottom > -margin;
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
