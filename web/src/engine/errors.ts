// What requests reject with.

/** The input was refused; the message names the argument, quotes the value and says what was expected. */
export class InputError extends Error {
  override name = 'InputError';
}

/** The core stopped in the middle of something. The next request starts a new one. */
export class EngineCrash extends Error {
  override name = 'EngineCrash';
}
