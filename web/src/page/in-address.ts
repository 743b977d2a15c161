// What a figure has of its own in the address, beside what the instrument shows: it is read when the figure comes into
// the page and when the address changes, and written when the reader changes it.
import type { LitElement, ReactiveController } from 'lit';
import { InputError, type InputErrorPiece } from '../engine/index.ts';
import { chapterIn, readAddress } from './address.ts';

interface AddressEvents {
  /** Names and their texts; of what is as the page opens an empty one. */
  'figure-address': CustomEvent<Readonly<Record<string, string>>>;
  /** Something in the address that is broken. */
  'address-problem': CustomEvent<InputError>;
}

declare global {
  interface HTMLElementEventMap extends AddressEvents {}
}

type Given = (name: string) => string | undefined;

export class InAddress implements ReactiveController {
  readonly #host: LitElement;
  readonly #room: string;
  readonly #read: (given: Given) => void;
  /** Whether there has been any of it. */
  #isAny = false;

  /** `room`: what its names begin with. `read` is called where the address has any of them, or had. */
  constructor(host: LitElement, room: string, read: (given: Given) => void) {
    this.#host = host;
    this.#room = room;
    this.#read = read;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#take);
    this.#take();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#take);
  }

  #nameOf = (name: string) => `${this.#room}-${name}`;

  readonly #take = (): void => {
    if (chapterIn(location.hash)) return;
    const { others } = readAddress(location.hash);
    const isAny = [...others.keys()].some((name) => name.startsWith(this.#nameOf('')));
    if (isAny || this.#isAny) this.#read((name) => others.get(this.#nameOf(name)));
    this.#isAny = isAny;
  };

  write(texts: Readonly<Record<string, string>>): void {
    const detail = Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [this.#nameOf(name), text]),
    );
    this.#isAny ||= Object.values(texts).some((text) => text !== '');
    this.#host.dispatchEvent(new CustomEvent('figure-address', { detail, bubbles: true }));
  }

  /** Says that one of its values is broken. */
  refuse(name: string, pattern: string, pieces: readonly InputErrorPiece[]): void {
    const detail = new InputError(this.#nameOf(name), pattern, pieces);
    this.#host.dispatchEvent(new CustomEvent('address-problem', { detail, bubbles: true }));
  }
}
