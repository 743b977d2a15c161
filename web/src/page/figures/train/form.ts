// What to learn from and with what: the text, the size, the tokenizer, the number of steps; and the buttons that begin,
// hold and end it.
import { html, nothing, type TemplateResult } from 'lit';
import { type Choices, type PresetName, presets } from '../../../training/presets.ts';
import type { Phase } from '../../../training/run.ts';
import { sizes, sizeText, tokenizers } from '../../../training/settings.ts';
import { count } from '../../../views/numbers.ts';
import type { PageSay } from '../../../words/speak.ts';
import { type AddressData, addressField } from './address.ts';

export interface FormData extends Choices {
  /** Of which text these are; undefined: of the reader's own. */
  preset: PresetName | undefined;
  isMoreOpen: boolean;
  /** Of the run that is shown; undefined: there is none yet. */
  phase: Phase | undefined;
  /** What the reader has been waiting for, where there is no model yet. */
  waitsFor: string | undefined;
  /** Why the last try to begin was refused. */
  problem: string | undefined;
  address: Omit<AddressData, 'isHeld' | 'say'>;
  say: PageSay;
}

export interface FormEvents {
  choose(change: Partial<Choices>): void;
  usePreset(name: PresetName): void;
  toggleMore(isOpen: boolean): void;
  useFiles(files: Iterable<File>): void;
  openAddress(address: string): void;
  cancelAddress(): void;
  train(): void;
  pause(): void;
  resume(): void;
  stop(): void;
  cancel(): void;
}

const isRunning = (phase: Phase | undefined) => phase === 'training' || phase === 'paused';

/** What files of texts and of models are called; those of other formats are told how they are converted. */
const accepted = '.txt,.md,.json,.safetensors,.bin,.pt,.pth,.ckpt,.gguf,text/*';

/** A browser takes seconds to break a million characters into lines. */
const mostShown = 30_000;

function choice<Name extends keyof Choices>(
  name: Name,
  options: Readonly<Record<string, string>>,
  chosen: string,
  isHeld: boolean,
  choose: FormEvents['choose'],
): TemplateResult {
  const onChange = (event: Event) => choose({ [name]: (event.target as HTMLSelectElement).value });
  return html`<label
    >${name}
    <select name=${name} ?disabled=${isHeld} @change=${onChange}>
      ${Object.entries(options).map(
        ([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`,
      )}
    </select></label
  >`;
}

const sizeTexts = Object.fromEntries(
  Object.entries(sizes).map(([name, size]) => [name, `${name}: ${sizeText(size)}`]),
);

const starts = { gpt2: 'GPT-2’s: 0.02 at every width', width: 'scaled by the width' };

function presetChoice({ preset, phase }: FormData, { usePreset }: FormEvents): TemplateResult {
  const own = preset === undefined ? { '': 'your own' } : {};
  const options = Object.entries(presets).map(([name, { label }]) => [name, label]);
  return html`<label
    >text
    <select name="preset" ?disabled=${isRunning(phase)}
      @change=${(event: Event) => usePreset((event.target as HTMLSelectElement).value as PresetName)}>
      ${[...Object.entries(own), ...options].map(
        ([value, label]) =>
          html`<option value=${value} .selected=${value === (preset ?? '')}>${label}</option>`,
      )}
    </select></label
  >`;
}

function numberField(
  name: 'steps' | 'batch' | 'rate' | 'decay',
  data: FormData,
  events: FormEvents,
): TemplateResult {
  return html`<label
    >${{ steps: 'steps', batch: 'sequences a step', rate: 'learning rate', decay: 'weight decay' }[name]}
    <input
      class="short"
      name=${name}
      inputmode="decimal"
      autocomplete="off"
      ?disabled=${isRunning(data.phase)}
      .value=${data[name]}
      @change=${(event: Event) => events.choose({ [name]: (event.target as HTMLInputElement).value })}
  /></label>`;
}

/** What most readers leave as it is. */
function more(data: FormData, events: FormEvents): TemplateResult {
  return html`<details
    class="more-settings"
    .open=${data.isMoreOpen}
    @toggle=${(event: Event) => events.toggleMore((event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>More settings</summary>
    <div class="row">
      ${(['batch', 'rate', 'decay'] as const).map((name) => numberField(name, data, events))}
      ${choice('start', starts, data.start, isRunning(data.phase), events.choose)}
    </div>
  </details>`;
}

/**
 * One button that begins, holds and goes on, so that the focus stays on it; and those that end, with the model or
 * without.
 */
function buttons(phase: Phase | undefined, events: FormEvents): TemplateResult {
  const [name, text, press] = {
    training: ['pause', 'Pause', events.pause] as const,
    paused: ['resume', 'Resume', events.resume] as const,
    finished: ['train', 'Train another', events.train] as const,
    none: ['train', 'Train', events.train] as const,
  }[phase ?? 'none'];
  return html`<button name=${name} class="primary" @click=${press}>${text}</button>
    ${phase === 'paused' ? html`<button name="stop" @click=${events.stop}>Keep it as it is</button>` : nothing}
    ${isRunning(phase) ? html`<button name="cancel" @click=${events.cancel}>Cancel</button>` : nothing}`;
}

export function form(data: FormData, events: FormEvents): TemplateResult {
  const { text, size, tokenizer, preset, phase, waitsFor, problem, address, say } = data;
  const isHeld = isRunning(phase);
  const isLong = text.length > mostShown;
  const onText = (event: Event) => events.choose({ text: (event.target as HTMLTextAreaElement).value });
  const onFiles = (event: Event) => {
    const input = event.target as HTMLInputElement;
    events.useFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return html`<div class="row">${presetChoice(data, events)}</div>
    ${preset ? html`<p class="about">${presets[preset].about}</p>` : nothing}
    <div class="field">
      <label for="train-text">Text to learn from: type, paste, or drop a file here</label>
      <textarea
        id="train-text"
        name="text"
        rows="6"
        dir="auto"
        autocomplete="off"
        spellcheck="false"
        aria-describedby="train-problem"
        ?readonly=${isHeld || isLong}
        .value=${text.slice(0, mostShown)}
        @input=${onText}
      ></textarea>
      <p class="quiet">
        ${count(text.length, 'character')}${
          isLong
            ? html`; only the beginning is shown.
                <button ?disabled=${isHeld} @click=${() => events.choose({ text: '' })}>Clear</button>`
            : '.'
        }
        <label class="file"
          >Choose a file<input type="file" name="files" multiple
            accept=${accepted} @change=${onFiles}
        /></label>
        (a text, or a model: its one file, or its three)
      </p>
    </div>
    ${addressField({ ...address, isHeld, say }, { open: events.openAddress, cancel: events.cancelAddress })}
    <div class="row">
      ${choice('size', sizeTexts, size, isHeld, events.choose)}
      ${choice('tokenizer', tokenizers, tokenizer, isHeld, events.choose)}
      ${numberField('steps', data, events)}
      <span class="group">${buttons(phase, events)}</span>
    </div>
    ${more(data, events)}
    <p class="waits" role="status">${waitsFor ?? nothing}</p>
    <p class="error" id="train-problem" role="alert">${problem ?? nothing}</p>`;
}
