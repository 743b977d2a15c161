// What to learn from and with what: the text, the size, the tokenizer, the number of steps; and the buttons that begin,
// hold and end it.
import { html, nothing, type TemplateResult } from 'lit';
import type { Found } from '../../../training/found.ts';
import { type Choices, type PresetName, presets } from '../../../training/presets.ts';
import type { Phase } from '../../../training/run.ts';
import type { Wait } from '../../../training/session.ts';
import { architectures, type SizeName, sizes, tokenizers } from '../../../training/settings.ts';
import type { SiteModel } from '../../../training/site-models.ts';
import type { PageSay } from '../../../words/speak.ts';
import { type AddressData, addressField } from './address.ts';
import { foundModel } from './found.ts';
import { siteModelList } from './site-models.ts';
import { sizeText } from './size-text.ts';

export interface FormData extends Choices {
  /** Of which text these are; undefined: of the reader's own. */
  preset: PresetName | undefined;
  isMoreOpen: boolean;
  /** Of the run that is shown; undefined: there is none yet. */
  phase: Phase | undefined;
  /** What the reader has been waiting for, where there is no model yet. */
  waitsFor: Wait | undefined;
  /** Why the last try to begin was refused. */
  problem: Error | undefined;
  address: Omit<AddressData, 'isHeld' | 'say'>;
  /** Those that the site offers. */
  siteModels: readonly SiteModel[];
  /** A model that is not open yet. */
  found: Found | undefined;
  say: PageSay;
}

export interface FormEvents {
  choose(change: Partial<Choices>): void;
  usePreset(name: PresetName): void;
  toggleMore(isOpen: boolean): void;
  useFiles(files: Iterable<File>): void;
  openAddress(address: string): void;
  cancelAddress(): void;
  openFound(): void;
  leaveFound(): void;
  train(): void;
  pause(): void;
  resume(): void;
  stop(): void;
  cancel(): void;
}

const isRunning = (phase: Phase | undefined) => phase === 'training' || phase === 'paused';

/** What files of texts and of models are called; those of other formats are told how they are converted. */
const accepted = '.txt,.md,.json,.safetensors,.bin,.model,.pt,.pth,.ckpt,.gguf,text/*';

/** A browser takes seconds to break a million characters into lines. */
const mostShown = 30_000;

function choice(
  name: 'architecture' | 'size' | 'tokenizer' | 'start',
  options: Readonly<Record<string, string>>,
  { phase, say, ...chosen }: FormData,
  { choose }: FormEvents,
): TemplateResult {
  const onChange = (event: Event) => choose({ [name]: (event.target as HTMLSelectElement).value });
  return html`<label
    >${say(name)}
    <select name=${name} ?disabled=${isRunning(phase)} @change=${onChange}>
      ${Object.entries(options).map(
        ([value, text]) => html`<option value=${value} .selected=${value === chosen[name]}>${text}</option>`,
      )}
    </select></label
  >`;
}

const sizeNames = Object.keys(sizes) as SizeName[];
const sizeTexts = (say: PageSay) =>
  Object.fromEntries(
    sizeNames.map((name) => [name, say(`size.${name}`, { size: sizeText(sizes[name], say) })]),
  );
const tokenizerTexts = (say: PageSay) =>
  Object.fromEntries(tokenizers.map((name) => [name, say(`tokenizer.${name}`)]));
const startTexts = (say: PageSay) => ({ gpt2: say('start.gpt2'), width: say('start.width') });

function presetChoice({ preset, phase, say }: FormData, { usePreset }: FormEvents): TemplateResult {
  const own = preset === undefined ? { '': say('yourOwn') } : {};
  const names = Object.keys(presets) as PresetName[];
  const options = names.map((name) => [name, say(`preset.${name}`)]);
  return html`<label
    >${say('text')}
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
  name: 'steps' | 'batch' | 'rate' | 'decay' | 'seed',
  data: FormData,
  events: FormEvents,
): TemplateResult {
  return html`<label
    >${data.say(name === 'steps' ? 'howManySteps' : name)}
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
    <summary>${data.say('moreSettings')}</summary>
    <div class="row">
      ${(['batch', 'rate', 'decay', 'seed'] as const).map((name) => numberField(name, data, events))}
      ${choice('start', startTexts(data.say), data, events)}
    </div>
  </details>`;
}

/**
 * One button that begins, holds and goes on, so that the focus stays on it; and those that end, with the model or
 * without.
 */
function buttons({ phase, say }: FormData, events: FormEvents): TemplateResult {
  const [name, text, press] = {
    training: ['pause', say('pause'), events.pause] as const,
    paused: ['resume', say('resume'), events.resume] as const,
    finished: ['train', say('trainAnother'), events.train] as const,
    none: ['train', say('train'), events.train] as const,
  }[phase ?? 'none'];
  return html`<button name=${name} class="primary" @click=${press}>${text}</button>
    ${phase === 'paused' ? html`<button name="stop" @click=${events.stop}>${say('keepAsIs')}</button>` : nothing}
    ${isRunning(phase) ? html`<button name="cancel" @click=${events.cancel}>${say('cancel')}</button>` : nothing}`;
}

export function form(data: FormData, events: FormEvents): TemplateResult {
  const { text, preset, phase, waitsFor, problem, address, found, say } = data;
  const characters = say.count('characters', text.length);
  const isHeld = isRunning(phase);
  const isLong = text.length > mostShown;
  const onText = (event: Event) => events.choose({ text: (event.target as HTMLTextAreaElement).value });
  const onFiles = (event: Event) => {
    const input = event.target as HTMLInputElement;
    events.useFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return html`<div class="row">${presetChoice(data, events)}</div>
    ${preset ? html`<p class="about">${say(`about.${preset}`)}</p>` : nothing}
    <div class="field">
      <label for="train-text">${say('textToLearn')}</label>
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
        ${
          isLong
            ? html`${say('onlyBeginning', { characters })}
                <button ?disabled=${isHeld} @click=${() => events.choose({ text: '' })}>${say('clear')}</button>`
            : say('isWhole', { characters })
        }
        <label class="file"
          >${say('chooseFile')}<input type="file" name="files" multiple
            accept=${accepted} @change=${onFiles}
        /></label>,
        <label class="file"
          >${say('chooseFolder')}<input type="file" name="folder" webkitdirectory @change=${onFiles}
        /></label>
        ${say('whatFiles')}
      </p>
    </div>
    ${addressField({ ...address, isHeld, say }, { open: events.openAddress, cancel: events.cancelAddress })}
    ${siteModelList(data.siteModels, isHeld, say, events.openAddress)}
    ${foundModel(found, isHeld, say, { open: events.openFound, leave: events.leaveFound })}
    <div class="row">
      ${choice('architecture', architectures, data, events)}
      ${choice('size', sizeTexts(say), data, events)}
      ${choice('tokenizer', tokenizerTexts(say), data, events)}
      ${numberField('steps', data, events)}
      <span class="group">${buttons(data, events)}</span>
    </div>
    ${more(data, events)}
    <p class="waits" role="status">${waitsFor ? say(waitsFor) : nothing}</p>
    <p class="error" id="train-problem" role="alert">${problem ? say.error(problem) : nothing}</p>`;
}
