// What requests reject with.

/** What stands in one gap of a pattern. A quoted text is on one line and no longer than a message should show. */
export type InputErrorPiece = string | number | { readonly quoted: string };

/** What was refused, as plain data: what a worker can send. */
export interface Refusal {
  /** The name of what was refused, such as `temperature` or `config.json: n_layer`; may be empty. */
  readonly argument: string;
  /**
   * An English phrase with `{}` in place of each piece, always the same for the same mistake, by which another language
   * finds its own: `must be a whole number from {} to {}, not {}`.
   */
  readonly pattern: string;
  /** A number that JavaScript would not write as the core does, such as 1e-08, is a text. */
  readonly pieces: readonly InputErrorPiece[];
}

const mostQuoted = 60; // characters, as in the core, which has cut its own

/** What stands between the quotes: on one line, and not too long. */
function quotable(text: string): string {
  const cut = text.length > mostQuoted + 1 ? `${text.slice(0, mostQuoted)}…` : text;
  return cut.replace(/\p{Cc}/gu, '?');
}

const shown = (piece: InputErrorPiece | undefined) =>
  typeof piece === 'object' ? `"${quotable(piece.quoted)}"` : String(piece);

/** What was refused, in a sentence. */
export function refusalText({ argument, pattern, pieces }: Refusal): string {
  const [first, ...others] = pattern.split('{}');
  const phrase = first + others.map((part, i) => shown(pieces[i]) + part).join('');
  return argument ? `${argument} ${phrase}` : phrase;
}

/** The input was refused; the message names the argument, quotes the value and says what was expected. */
export class InputError extends Error implements Refusal {
  override name = 'InputError';
  readonly argument: string;
  readonly pattern: string;
  readonly pieces: readonly InputErrorPiece[];

  constructor(argument: string, pattern: string, pieces: readonly InputErrorPiece[] = []) {
    super(refusalText({ argument, pattern, pieces }));
    this.argument = argument;
    this.pattern = pattern;
    this.pieces = pieces;
  }

  /** Scripts that come later bring a class of their own: what one throws is an error of its kind to all of them. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'InputError';
  }

  /** The same, said of an argument that goes by another name elsewhere. */
  about(argument: string): InputError {
    return new InputError(argument, this.pattern, this.pieces);
  }
}

/** What a core refuses for which there is no memory; it can be called again, but keeps what it has taken. */
export const isOutOfMemory = ({ argument, pattern }: Refusal) =>
  argument === '' && pattern.startsWith('this needs more memory than can be had here');

/** The core stopped in the middle of something. The next request starts a new one. */
export class EngineCrash extends Error {
  override name = 'EngineCrash';
  readonly #isFinal: boolean;

  constructor(message: string, { isFinal = false } = {}) {
    super(message);
    this.#isFinal = isFinal;
  }

  /** Asking again would not help: it was ended, or something of a model is lost that its owner has to know of. */
  get isFinal(): boolean {
    return this.#isFinal;
  }
}
