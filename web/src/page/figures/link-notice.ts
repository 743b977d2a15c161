// Beside the instrument: what was broken in the link that led here; and where the link has a model's recipe, how that
// is made, and the button that trains it again.
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Outcome, Recipe } from '../../training/recipe.ts';
import type { Run } from '../../training/run.ts';
import type { Wait } from '../../training/session.ts';
import { progress } from '../../views/progress.ts';
import type { PageSay } from '../../words/speak.ts';
import { brokenText, comparison, recipeText } from '../link-words.ts';
import { pageEnglish } from '../speech.ts';

interface NoticeEvents {
  'link-train': CustomEvent<undefined>;
  'link-cancel': CustomEvent<undefined>;
  /** There is something to be seen now. */
  'link-said': CustomEvent<undefined>;
}

declare global {
  interface HTMLElementEventMap extends NoticeEvents {}
}

const names = ['problems', 'recipe', 'outcome', 'run', 'waitsFor', 'problem', 'isWhole', 'say'];

export class LinkNotice extends LitElement {
  static override properties: PropertyDeclarations = Object.fromEntries(
    names.map((name) => [name, { state: true }]),
  );

  /** What was broken. */
  declare problems: readonly Error[];
  /** Of the model that the link is of. */
  declare recipe: Recipe | undefined;
  declare outcome: Outcome | undefined;
  /** That trains it again; undefined: there is none. */
  declare run: Run | undefined;
  /** What there is to wait for before it begins. */
  declare waitsFor: Wait | undefined;
  /** Why it cannot begin, or what ended it. */
  declare problem: Error | undefined;
  /** Whether the link has the model in it. */
  declare isWhole: boolean;
  declare say: PageSay;

  constructor() {
    super();
    Object.assign(this, { problems: [], isWhole: false, say: pageEnglish });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  #tell(name: keyof NoticeEvents): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }

  #renderButton(run: Run | undefined): TemplateResult {
    const [text, event] = run
      ? (['cancel', 'link-cancel'] as const)
      : (['trainAgain', 'link-train'] as const);
    return html`<button
      class=${run ? '' : 'primary'}
      name="train-again"
      ?disabled=${this.waitsFor !== undefined}
      @click=${() => this.#tell(event)}
    >
      ${this.say(text)}
    </button>`;
  }

  #renderRun(run: Run | undefined): TemplateResult {
    const { waitsFor, problem, outcome, say } = this;
    if (run?.phase === 'finished') return html`<p role="status">${comparison(run, outcome, say)}</p>`;
    const how = run && {
      done: run.step,
      of: Math.min(run.steps, outcome?.step ?? Infinity),
      rate: run.phase === 'training' ? run.rate : 0,
      phase: say(run.phase),
      say,
    };
    return html`<div class="row">
        ${this.#renderButton(run)} ${how ? progress(how) : nothing}
        <span class="quiet" role="status">${waitsFor ? say(waitsFor) : nothing}</span>
      </div>
      <p class="error" role="alert">${problem ? say.error(problem) : nothing}</p>`;
  }

  #renderRecipe(recipe: Recipe): TemplateResult {
    const [made, settings] = recipeText(recipe, this.outcome?.step, this.say);
    return html`<p>${made}</p>
      <p class="quiet">${settings}</p>
      ${this.#renderRun(this.run)}`;
  }

  protected override updated(): void {
    const wasHidden = this.hidden;
    this.hidden = this.problems.length === 0 && !this.recipe && !this.isWhole;
    if (wasHidden && !this.hidden) this.#tell('link-said');
  }

  protected override render(): TemplateResult {
    const { problems, recipe, isWhole, say } = this;
    return html`${problems.map((problem) => html`<p class="error" role="alert">${brokenText(problem, say)}</p>`)}
    ${isWhole ? html`<p>${say('cameInLink')}</p>` : nothing} ${recipe ? this.#renderRecipe(recipe) : nothing}`;
  }
}
