// A model's three files, to be saved on the reader's disk.
import { html, type TemplateResult } from 'lit';
import type { ModelFiles } from '../../../engine/index.ts';
import { modelNames } from '../../../training/files.ts';

/** Saves a file under a name; to be called where the reader has just clicked. */
function save(name: string, content: BlobPart): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A button for each file of a model; `step` where it is not the model as it is now. */
export function downloads(step: string | undefined, files: () => Promise<ModelFiles>): TemplateResult {
  const contents: Record<(typeof modelNames)[number], (files: ModelFiles) => BlobPart> = {
    'config.json': ({ config }) => config,
    'model.safetensors': ({ weights }) => weights as BlobPart,
    'tokenizer.json': ({ tokenizer }) => tokenizer,
  };
  return html`<span class="group"
    >download ${step} ${modelNames.map(
      (name) => html`<button
        name="download"
        value=${name}
        @click=${async () => save(name, contents[name](await files()))}
      >
        ${name}
      </button>`,
    )}</span
  >`;
}
