// An address with something broken in it: that is put right, one field after another, and said; the rest is shown.
import type { PayAttention } from '../element/pay-attention.ts';
import { attributeOf, fieldNames, type State } from '../element/state.ts';
import { InputError } from '../engine/index.ts';
import { baseOf, pageState } from './page-state.ts';

/** Which field was refused. A sentence stays, to be mended where it stands; so does what a host did not send. */
function fieldOf(error: Error): keyof State | undefined {
  if (!(error instanceof InputError)) return undefined;
  const { argument, pattern } = error;
  if (/^sentence [2-9]/.test(argument)) return 'corpus';
  if (argument === 'word') return 'sampled'; // as the post's program calls one
  const called = argument.replaceAll('_', '-'); // the core's top_k
  const name = fieldNames.find((name) => name === argument || attributeOf(name) === called);
  const isFetched = name === 'model' && !pattern.startsWith('must be one that there is');
  return name === 'sentence' || isFetched ? undefined : name;
}

/** From `start` on until all of the state that an address gave has been shown or put right. */
export class Mender {
  #isOn = false;

  /** `tell` hears of what was put right. */
  constructor(instrument: PayAttention, tell: (error: InputError) => void) {
    instrument.addEventListener('pay-attention-change', () => {
      this.#isOn = false;
    });
    instrument.addEventListener('pay-attention-result', ({ detail: { state } }) => {
      if (fieldNames.every((name) => state[name] === instrument[name])) this.#isOn = false;
    });
    instrument.addEventListener('pay-attention-error', ({ detail: error }) => {
      const field = this.#isOn ? fieldOf(error) : undefined;
      if (!field) return;
      const base = baseOf(field === 'model' ? pageState.model : instrument.model);
      instrument.state = { ...instrument.state, [field]: base[field] };
      tell((error as InputError).about(attributeOf(field)));
    });
  }

  start(): void {
    this.#isOn = true;
  }
}
