// What an element has around it: room to draw in, and light or dark, which is its page's choice, whether that says
// so with color-scheme or with its colours alone, unless the host has a theme of its own. Its host is drawn anew when
// either changes. A page that is only imitated (jsdom) tells neither.
import type { LitElement, ReactiveController } from 'lit';
import { isDark } from '../views/colour.ts';

/** theme: "light" or "dark"; else as the page is. */
type Host = LitElement & { readonly theme?: string };

export class Surroundings implements ReactiveController {
  /** In CSS pixels. */
  width: number;
  dark = false;
  readonly #host: Host;
  #measured: Element;
  readonly #scheme = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
  /** However the page changes its colours: text that inherits them tells of it (`watch` in the style sheet). */
  readonly repaint = (): void => this.#host.requestUpdate();
  // In the next frame: a height that changed at once would be an error event in the host's page.
  readonly #resized =
    globalThis.ResizeObserver &&
    new ResizeObserver(([entry]) => requestAnimationFrame(() => this.#resize(entry)));

  /** `width` stands in until there is one. */
  constructor(host: Host, width: number) {
    this.#host = host;
    this.#measured = host;
    this.width = width;
    host.addController(this);
  }

  hostConnected(): void {
    this.width = this.#host.clientWidth || this.width; // what is drawn first has its room at once
    this.#resized?.observe(this.#measured);
    this.#scheme?.addEventListener('change', this.repaint);
  }

  hostDisconnected(): void {
    this.#resized?.disconnect();
    this.#scheme?.removeEventListener('change', this.repaint);
  }

  /** What is as wide as the host, but no higher than nothing: the host's height is not to be heard of. */
  measure(element: Element): void {
    this.#resized?.unobserve(this.#measured);
    this.#measured = element;
    this.#resized?.observe(element);
  }

  hostUpdate(): void {
    const { parentElement, theme } = this.#host;
    const root = this.#host.getRootNode() as ShadowRoot;
    const isAround = () => isDark(parentElement ?? root.host ?? document.documentElement);
    this.dark = theme === 'dark' || (theme !== 'light' && isAround());
  }

  #resize(entry: ResizeObserverEntry | undefined): void {
    const width = Math.floor(entry?.contentRect.width ?? this.width);
    if (width === this.width || width === 0) return; // 0: it is not shown
    this.width = width;
    this.#host.requestUpdate();
  }
}
