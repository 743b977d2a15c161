// The chapter "Take it with you": a choice of ways, and for each what to paste for what the instrument shows now.
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { isAddress } from '../../../element/address-source.ts';
import { copyText } from '../../../element/copy.ts';
import type { Picture } from '../../../element/embed.ts';
import { pictureOf } from '../../../element/figure-of.ts';
import { isEverywhere } from '../../../element/own-sources.ts';
import { figureWidth, saveFile } from '../../../element/save.ts';
import { cut, type Shown } from '../../../element/shown.ts';
import type { State } from '../../../element/state.ts';
import { scriptForPosts } from '../../../engine/load-part.ts';
import { isDark } from '../../../views/colour.ts';
import { lookOf } from '../../../views/figure/look.ts';
import { hashOf } from '../../address.ts';
import { Figure } from '../../figure.ts';
import { measureHeights } from './heights.ts';
import { integrityOf } from './integrity.ts';
import { type Given, type Heights, type Way, type WayName, wayNames, ways } from './ways.ts';

/** Of a picture in a tag, and of a sentence that one is drawn of for it: what has more is left out. */
const [mostCharacters, mostWords] = [100_000, 100];

const refusals = {
  model:
    'This model is in this tab only. Save it as one file in the chapter where it was trained, put that on your site, ' +
    'and open it from there: then it can be taken.',
  disk: 'A frame has an address, and this page is open from a disk. On a site, it has one.',
  picture: 'Nothing of what is shown is a picture.',
  size: 'The picture of this much would be too large for a tag, and is left out.',
};

/** The pages in web/examples. */
const examples = {
  post: 'a plain post',
  dark: 'a dark one',
  slides: 'slides',
  notebook: 'a notebook',
  handout: 'a handout to print',
};

const isServed = location.protocol.startsWith('http');

/** Elsewhere, an address that is meant from here leads nowhere. */
const fromAnywhere = (state: State): State =>
  isAddress(state.model) ? { ...state, model: new URL(state.model, document.baseURI).href } : state;

export class TakeFigure extends Figure {
  static override properties = {
    way: { state: true },
    notice: { state: true },
    integrity: { state: true },
    heights: { state: true },
  };

  declare private way: WayName;
  declare private notice: string;
  /** Of the script; undefined: not known, or not to be had. */
  declare private integrity: string | undefined;
  /** Undefined while they are measured. */
  declare private heights: Heights | undefined;
  #isAsked = false;

  constructor() {
    super();
    this.way = 'html';
    this.notice = '';
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.requestUpdate());
  }

  get #way(): Way {
    return ways[this.way];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.shown) return;
    if (!this.#isAsked && isServed) this.#ask();
    if (changed.has('shown')) this.heights = undefined;
    if (changed.has('shown') || changed.has('way')) {
      this.notice = '';
      if (this.#way.of === 'frame' && !this.heights) this.#measure(this.shown);
    }
  }

  async #ask(): Promise<void> {
    this.#isAsked = true;
    this.integrity = await integrityOf(scriptForPosts.address);
  }

  async #measure(shown: Shown): Promise<void> {
    if (!isEverywhere(shown.state.model)) return;
    const heights = await measureHeights(fromAnywhere(shown.state));
    if (shown === this.shown) this.heights = heights;
  }

  #given(shown: Shown, picture: Picture | undefined): Given | undefined {
    const state = fromAnywhere(shown.state);
    const { heights = this.#way.of === 'frame' ? undefined : { wide: 0, narrow: 0 } } = this;
    return (
      heights && {
        state,
        script: { ...scriptForPosts, integrity: this.integrity },
        frame: new URL(`embed.html${hashOf(state)}`, document.baseURI).href,
        title: `Attention: ${cut(shown.reading.words.join(' '))}`,
        heights,
        picture,
      }
    );
  }

  /** Where the picture is not wanted, or more than a tag takes, it is not drawn. */
  #pictureOf(shown: Shown): Picture | 'too large' | undefined {
    if (this.#way.of === 'frame') return undefined;
    if (this.#way.of === 'tag' && shown.reading.words.length > mostWords) return 'too large';
    const { theme } = shown.state;
    const isInTheDark = theme === 'dark' || (theme === 'auto' && isDark(this));
    const picture = pictureOf(shown, lookOf(isInTheDark ? 'dark' : 'light', this.say), figureWidth);
    const isTooLarge = this.#way.of === 'tag' && (picture?.svg.length ?? 0) > mostCharacters;
    return isTooLarge ? 'too large' : picture;
  }

  /** Why this cannot be taken in this way; nothing, where it can. */
  #refusal({ state }: Shown, picture: Picture | undefined): string {
    if (this.#way.of === 'picture') return picture ? '' : refusals.picture;
    if (!isEverywhere(state.model)) return refusals.model;
    if (this.#way.of === 'frame' && !isServed) return refusals.disk;
    return '';
  }

  protected override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    const picture = this.#pictureOf(shown);
    const isTooLarge = picture === 'too large';
    const given = isTooLarge ? undefined : picture;
    const refusal = this.#refusal(shown, given);
    return html`<div class="row">
        ${this.#renderChoice()}<span class="quiet">${this.#way.about.replaceAll('`', '')}
        ${isTooLarge ? refusals.size : nothing}</span>
      </div>
      ${refusal ? html`<p class="say" role="status">${refusal}</p>` : this.#renderText(shown, given)}
      ${isServed ? this.#renderFiles() : nothing}`;
  }

  #renderChoice(): TemplateResult {
    return html`<label
      >Copy for
      <select
        name="way"
        @change=${({ target }: Event) => {
          this.way = (target as HTMLSelectElement).value as WayName;
        }}
      >
        ${wayNames.map(
          (name) => html`<option value=${name} .selected=${name === this.way}>${ways[name].label}</option>`,
        )}
      </select></label
    >`;
  }

  #renderText(shown: Shown, picture: Picture | undefined): TemplateResult {
    const given = this.#given(shown, picture);
    if (!given) return html`<p class="say" role="status">Finding out how high the frame will be …</p>`;
    const text = this.#way.write(given);
    const copy = async () => {
      this.notice = await copyText(text, 'It is copied.', 'select it and copy it by hand.', this.say);
    };
    const file = { oembed: 'oembed.json', svg: 'attention.svg' }[this.way as string];
    return html`<pre tabindex="0" aria-label="What to paste">${text}</pre>
      <div class="row">
        <button class="copy" @click=${copy}>Copy</button>
        ${file ? html`<button @click=${() => saveFile(file, [text])}>Save as ${file}</button>` : nothing}
        <span class="quiet" role="status">${this.notice}</span>
      </div>`;
  }

  #renderFiles(): TemplateResult {
    return html`<div class="row">
        <a href="pay-attention.min.js" download>The script, for a site of your own</a>
        <a href="pay-attention.html" download>This whole page as one file, to open from disk</a>
      </div>
      <p class="row">
        <span>Pages to begin with:</span>
        ${Object.entries(examples).map(([name, label]) => html`<a href="examples/${name}.html">${label}</a>`)}
      </p>`;
  }
}
