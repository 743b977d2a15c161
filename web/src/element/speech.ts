// In which language an element speaks: the one that it names itself, or what is nearest around it; else the one that
// its page prefers for all of it, or the browser asks for; English where none of them is spoken here, or until it has
// come.
import type { LitElement, ReactiveController } from 'lit';
import { fitting, type LanguageName } from '../words/languages.ts';
import { english, type Say } from '../words/say.ts';
import { fetchWords, ofBrowser, spoken } from '../words/speak.ts';

type Host = LitElement & { readonly lang: string };

/** What the elements around it name, out of shadow roots too. */
function* around(host: Element): Generator<string> {
  let at: Element | null | undefined = host;
  while (at) {
    const named: Element | null = at.closest('[lang]');
    const lang = named?.getAttribute('lang');
    if (lang) yield lang;
    at = named?.parentElement ?? (at.getRootNode() as ShadowRoot).host;
  }
}

const hosts = new Set<Host>();
const hearAll = () => {
  for (const host of hosts) host.requestUpdate();
};
/** Whatever changes a `lang` in the page. */
const changes = globalThis.MutationObserver && new MutationObserver(hearAll);
globalThis.addEventListener?.('languagechange', hearAll);

export class Speech implements ReactiveController {
  say: Say = english;
  readonly #host: Host;
  #wanted: LanguageName = 'en';

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    hosts.add(this.#host);
    const { ownerDocument } = this.#host;
    changes?.observe(ownerDocument, { subtree: true, attributeFilter: ['lang'] });
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
  }

  hostUpdate(): void {
    const { lang } = this.#host;
    const name = fitting([...(lang ? [lang] : []), ...around(this.#host), ...ofBrowser()]);
    this.#wanted = name;
    const there = name === 'en' ? english : spoken(name);
    if (there) this.say = there;
    else
      fetchWords(name).then(() => {
        if (this.#wanted === name && spoken(name)) this.#host.requestUpdate();
      });
  }
}
