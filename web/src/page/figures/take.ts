// Chapter 8: the tag that shows in a post what the instrument shows now.
import { html, nothing, type TemplateResult } from 'lit';
import { copyText } from '../../element/copy.ts';
import { embedTag } from '../../element/embed.ts';
import { Figure } from '../figure.ts';

const scriptName = 'pay-attention.min.js';

export class TakeFigure extends Figure {
  static override properties = { notice: { state: true } };

  declare private notice: string;

  constructor() {
    super();
    this.notice = '';
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.shown) return nothing;
    const isServed = location.protocol.startsWith('http');
    const url = isServed ? new URL(scriptName, document.baseURI).href : scriptName;
    const tag = embedTag(this.shown.state, url);
    return html`<pre tabindex="0">${tag}</pre>
      <div class="row">
        <button
          @click=${async () => {
            this.notice = await copyText(
              tag,
              this.say('tagCopied'),
              'select it and copy it by hand.',
              this.say,
            );
          }}
        >
          Copy
        </button>
        ${
          isServed
            ? html`<a href=${scriptName} download>Download the script</a>
                <a href="pay-attention.html" download>This whole page as one file, to open from disk</a>`
            : nothing
        }
        <span class="quiet" role="status">${this.notice}</span>
      </div>`;
  }
}
