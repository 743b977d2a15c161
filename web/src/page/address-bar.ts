// Keeps the page's address at what the page shows, and the page at what its address says; makes the links that are
// copied.
import type { PayAttention, ShareLink } from '../element/pay-attention.ts';
import type { State } from '../element/state.ts';
import { InputError } from '../engine/index.ts';
import type { Travel } from '../training/travel.ts';
import type { PageSay } from '../words/speak.ts';
import { chapterCalled, chapterIn, hashOf, readAddress } from './address.ts';
import type { LinkNotice } from './figures/link-notice.ts';
import { goTo } from './go-to.ts';
import { travelText } from './link-words.ts';
import { Mender } from './mend.ts';
import { trainedName } from './page-state.ts';
import { isLong, lengthOf, mostCharacters } from './text-length.ts';
import { isOfModel, type Trained } from './trained.ts';

const pause = 250; // milliseconds; browsers limit how often the address may change

const addressOf = (hash: string) => new URL(hash || '#', document.baseURI).href;

export class AddressBar {
  readonly #instrument: PayAttention;
  readonly #trained: Trained;
  readonly #notice: LinkNotice | undefined;
  readonly #mender: Mender;
  readonly #say: () => PageSay;
  /** What figures have in the address, and the chapter that it names. */
  readonly #others = new Map<string, string>();
  #chapter = '';
  #pending: ReturnType<typeof setTimeout> | undefined;

  /** `notice` says what is broken. */
  constructor(
    instrument: PayAttention,
    trained: Trained,
    notice: LinkNotice | undefined,
    say: () => PageSay,
  ) {
    this.#say = say;
    this.#instrument = instrument;
    this.#trained = trained;
    this.#notice = notice;
    this.#mender = new Mender(instrument, (error) => this.refuse(error));
    instrument.shareUrl = (state) => this.#share(state);
    instrument.addEventListener('pay-attention-change', () => this.#follow());
    const { body } = document;
    body.addEventListener('train-change', () => {
      if (instrument.model === trainedName) this.#writeSoon();
    });
    body.addEventListener('figure-address', ({ detail }) => this.#takeFigure(detail));
    body.addEventListener('address-problem', ({ detail }) => this.refuse(detail));
    addEventListener('hashchange', () => this.#onHash());
  }

  /** Says what is wrong with the link. */
  refuse(error: Error): void {
    if (this.#notice) this.#notice.problems = [...this.#notice.problems, error];
  }

  // ---- to the address ----

  /** The reader has changed something: what was wrong with the link is past. */
  #follow(): void {
    if (this.#notice) this.#notice.problems = [];
    this.#writeSoon();
  }

  #takeFigure(texts: Readonly<Record<string, string>>): void {
    const news = Object.entries(texts).filter(([name, text]) => (this.#others.get(name) ?? '') !== text);
    for (const [name, text] of news) {
      if (text === '') this.#others.delete(name);
      else this.#others.set(name, text);
    }
    if (news.length > 0) this.#writeSoon();
  }

  #writeSoon(): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.write(), pause);
  }

  /** A trained model's link is made first; what no link can hold leaves the address as it is. */
  write(): void {
    clearTimeout(this.#pending);
    const { model, state } = this.#instrument;
    if (isLong(state)) return;
    const put = (hash: string) => {
      if (this.#instrument.model === model)
        history.replaceState(null, '', hash || location.pathname + location.search);
    };
    if (model === trainedName)
      this.#trained.travel().then(
        (travel) => put(this.#hashOfTrained(travel, this.#chapter)),
        () => {},
      );
    else put(hashOf(state, { chapter: this.#chapter, others: this.#others }));
  }

  #hashOfTrained(travel: Travel, chapter: string): string {
    const others = new Map([...this.#others, ...travel.texts]);
    return hashOf(this.#trained.stateFor(travel), { chapter, others });
  }

  /** Of what the instrument shows. Rejects with InputError. */
  async #share(state: State): Promise<ShareLink> {
    if (isLong(state))
      throw new InputError(
        '',
        'A link holds a text of up to {} characters, and this one has {}: save it instead',
        [mostCharacters, lengthOf(state)],
      );
    if (state.model !== trainedName) return addressOf(hashOf(state, { others: this.#others }));
    const travel = await this.#trained.travel();
    return {
      url: addressOf(this.#hashOfTrained(travel, '')),
      note: travelText(travel, state.sentence, this.#say()),
    };
  }

  /** Of what the chapter that trains shows. */
  linkToChapter(travel: Travel): string {
    const chapter = travel.address ? '' : 'train';
    return addressOf(hashOf(this.#trained.stateFor(travel), { chapter, others: new Map(travel.texts) }));
  }

  // ---- from the address ----

  /** At first. Where it leads to; undefined: nowhere else. */
  open(): Element | undefined {
    const chapter = chapterIn(location.hash);
    if (!chapter) return this.#take();
    this.#chapter = chapter.id;
    return chapter;
  }

  /** Whether the address is of more than a language and what the page shows first. */
  get isOfInstrument(): boolean {
    const others = [...this.#others.keys()];
    if (others.some((name) => name.startsWith('first-'))) return false;
    const isBroken = this.#notice !== undefined && this.#notice.problems.length > 0;
    return isBroken || others.length > 0 || hashOf({ ...this.#instrument.state, lang: '' }) !== '';
  }

  #onHash(): void {
    const chapter = chapterIn(location.hash);
    if (chapter) {
      // A link to a chapter leaves everything else as it is.
      this.#chapter = chapter.id;
      this.write();
    } else this.#turn();
  }

  #turn(): void {
    const { model } = readAddress(location.hash).state;
    if (model !== this.#instrument.model) this.#instrument.change({ model });
    const from = this.#chapter;
    const target = this.#take();
    if (target && target.id !== from) goTo(target);
  }

  #take(): Element | undefined {
    const { state, chapter, others, problems } = readAddress(location.hash);
    if (this.#notice) this.#notice.problems = [];
    for (const problem of problems) this.refuse(problem);
    this.#others.clear();
    for (const [name, text] of others) if (!isOfModel(name)) this.#others.set(name, text);
    this.#trained.take(others);
    this.#mender.start();
    this.#instrument.state = state;
    clearTimeout(this.#pending); // what was just read need not be written
    return this.#takeChapter(chapter);
  }

  #takeChapter(name: string): Element | undefined {
    const chapter = chapterCalled(name);
    this.#chapter = chapter?.id ?? '';
    if (name !== '' && !chapter)
      this.refuse(new InputError('chapter', 'must be one that there is here, not {}', [{ quoted: name }]));
    return chapter;
  }
}
