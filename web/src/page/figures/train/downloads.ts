// A model to be saved on the reader's disk: as one file, or as the three that other programs expect.
import { html, type TemplateResult } from 'lit';
import { saveFile } from '../../../element/save.ts';
import type { ModelFiles } from '../../../engine/index.ts';
import { loadPart } from '../../../engine/load-part.ts';
import { modelNames } from '../../../training/files.ts';
import type { PageSay } from '../../../words/speak.ts';

const contents: Record<(typeof modelNames)[number], (files: ModelFiles) => BlobPart> = {
  'config.json': ({ config }) => config,
  'model.safetensors': ({ weights }) => weights as BlobPart,
  'tokenizer.json': ({ tokenizer }) => tokenizer,
};

/** `step` where it is not the model as it is now. */
export function downloads(
  step: number | undefined,
  files: () => Promise<ModelFiles>,
  say: PageSay,
): TemplateResult {
  const saveWhole = async () => {
    const { inOneFile } = await loadPart('files');
    saveFile('model.safetensors', await inOneFile(await files()));
  };
  return html`<button name="save" @click=${saveWhole}>
      ${step === undefined ? say('saveOneFile') : say('saveStepOneFile', { step })}
    </button>
    <details class="three-files">
      <summary>${say('orAsThree')}</summary>
      <span class="group"
        >${modelNames.map(
          (name) => html`<button
            name="download"
            value=${name}
            @click=${async () => saveFile(name, [contents[name](await files())])}
          >
            ${name}
          </button>`,
        )}</span
      >
    </details>`;
}
