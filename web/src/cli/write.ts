/** Writes a piece of a command's result to stdout. */
export type Write = (text: string) => Promise<void>;
