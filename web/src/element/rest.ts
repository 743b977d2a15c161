// A tag without an end tag, as `<pay-attention … />` is in HTML, takes all that follows it in the post for its own.
// What an author means to stand in it (a picture, until it is drawn) is told from that by two things: a tag that is
// ended is followed by something, if only by the line's end, and has little in it.
import type { LitElement, ReactiveController } from 'lit';

const fallbacks = 'img, picture, svg, video, noscript, figure, a';

const isText = (node: Node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '';
const isFallback = (node: Node) => !isText(node) && !(node instanceof Element && !node.matches(fallbacks));

export class Rest implements ReactiveController {
  readonly #host: LitElement;
  /** It was in the page before its tag was defined. What a script makes later is as the script means it. */
  readonly #isFromMarkup: boolean;

  /** In the host's constructor. */
  constructor(host: LitElement) {
    this.#host = host;
    this.#isFromMarkup = host.isConnected;
    host.addController(this);
  }

  hostConnected(): void {
    const { ownerDocument: page } = this.#host;
    // While a page is being read, more comes into the tag.
    if (page.readyState === 'loading')
      page.addEventListener('DOMContentLoaded', this.#giveBack, { once: true });
    else if (this.#isFromMarkup) this.#giveBack();
  }

  hostDisconnected(): void {
    this.#host.ownerDocument.removeEventListener('DOMContentLoaded', this.#giveBack);
  }

  readonly #giveBack = (): void => {
    const host = this.#host;
    if (host.nextSibling || Array.from(host.childNodes).every(isFallback)) return;
    host.after(...host.childNodes);
  };
}
