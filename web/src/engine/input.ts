// Text from outside (arguments, attributes, the URL) on its way to the core, which checks it.

/** A number where the text reads as a decimal one, else the text, for the core to refuse and quote. */
export function toNumberOrText(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}
