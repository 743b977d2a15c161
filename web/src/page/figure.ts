// What the page's figures have in common: they show what the instrument shows, and change what the reader changes
// in it. They live in the page itself rather than in shadow roots, so that its style sheet and its print reach
// them.
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Shown } from '../element/shown.ts';
import type { State } from '../element/state.ts';
import { type Engine, InputError, loadEngine } from '../engine/index.ts';
import type { PageSay } from '../words/speak.ts';
import { pageEnglish } from './speech.ts';

interface FigureEvents {
  /** The instrument's state is to change. */
  'figure-change': CustomEvent<Change>;
  /** An example is to take the place of the reader's sentence. */
  'figure-load': CustomEvent<Partial<State>>;
  'figure-sample': CustomEvent<undefined>;
  'figure-undo': CustomEvent<undefined>;
}

declare global {
  interface HTMLElementEventMap extends FigureEvents {}
}

/** What a reader changes, or how it follows from the state that the instrument has by then. */
export type Change = Partial<State> | ((state: State) => Partial<State>);

export abstract class Figure extends LitElement {
  static override properties: PropertyDeclarations = {
    shown: { attribute: false },
    say: { attribute: false },
    problem: { state: true },
  };

  /** The instrument's, whenever it shows something new. */
  declare shown: Shown | undefined;
  /** Why the last change, or the figure's own last request, was refused. */
  declare problem: string | undefined;

  /** In whose language it is labelled. */
  declare say: PageSay;

  #request: AbortController | undefined;

  constructor() {
    super();
    this.say = pageEnglish;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Tells the page, which does it to the instrument. */
  protected tell<Name extends keyof FigureEvents>(name: Name, detail?: FigureEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  protected change(change: Change): void {
    this.tell('figure-change', change);
  }

  protected renderProblem(): TemplateResult {
    return html`<p class="error" role="alert">${this.problem ?? nothing}</p>`;
  }

  /** Asks the engine, in place of what this figure last asked; undefined where that was refused or overtaken. */
  protected async ask<Result>(
    request: (engine: Engine, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | undefined> {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const result = await request(await loadEngine(), signal);
      this.problem = undefined;
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof InputError)) throw error;
      this.problem = error.message;
      return undefined;
    }
  }
}
