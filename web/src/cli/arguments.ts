// Command-line words to an options object. A table says which options there are; their values are the core's to check.
import { toNumberOrText } from '../engine/input.ts';

/** text: as it is. number: a number where it reads as a decimal one, else the text, for the core to refuse and quote. */
export type Kind = 'text' | 'texts' | 'number' | 'flag';

export class UsageError extends Error {}

const isOption = (word: string | undefined, kinds: Readonly<Record<string, Kind>>) =>
  word?.startsWith('--') === true && Object.hasOwn(kinds, word.slice(2));

/** `--name value` or `--name=value`; `texts` may come several times. Throws UsageError. */
export function parseArguments(
  words: readonly string[],
  kinds: Readonly<Record<string, Kind>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = '', attached] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) {
      const known = Object.keys(kinds).map((option) => `--${option}`);
      throw new UsageError(`${JSON.stringify(word)} is not an option: expected ${known.join(', ')}`);
    }
    if (kind === 'flag') {
      if (attached !== undefined)
        throw new UsageError(`--${name} takes no value, not ${JSON.stringify(attached)}`);
      options[name] = true;
      continue;
    }
    const isMissing = attached === undefined && isOption(rest[0], kinds);
    const value = isMissing ? undefined : (attached ?? rest.shift());
    if (value === undefined) throw new UsageError(`--${name} must be followed by a value`);
    if (kind !== 'texts' && name in options) throw new UsageError(`--${name} is given twice`);
    if (kind === 'texts') options[name] = [...((options[name] as string[]) ?? []), value];
    else options[name] = kind === 'number' ? toNumberOrText(value) : value;
  }
  return options;
}
