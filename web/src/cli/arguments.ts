// Command-line words to values by name, as the table of options has it. What the values must be is the core's to check.
import { toNumberOrText } from '../engine/input.ts';
import type { Given, Option } from './options.ts';

export class UsageError extends Error {}

/** What `option` is set to by `attached`, as in --name=value, or by the words after it, of which it takes its own. */
function takeValue(
  { name, kind, means, choices }: Option,
  attached: string | undefined,
  rest: string[],
  options: readonly Option[],
): unknown {
  if (kind === 'flag') {
    if (attached === undefined) return means;
    throw new UsageError(`--${name} takes no value, not ${JSON.stringify(attached)}`);
  }
  const isNext = options.some((option) => rest[0] === `--${option.name}`);
  const text = attached ?? (isNext ? undefined : rest.shift());
  if (text === undefined) throw new UsageError(`--${name} must be followed by a value`);
  if (choices && !Object.hasOwn(choices, text)) {
    const known = Object.keys(choices).join(' or ');
    throw new UsageError(`--${name} must be ${known}, not ${JSON.stringify(text)}`);
  }
  return kind === 'number' ? toNumberOrText(text) : text;
}

function requireAll(options: readonly Option[], given: Given): void {
  for (const { name, kind, required } of options) {
    const isMissing = !(name in given) || (kind === 'path' && given[name] === '');
    if (required && isMissing) throw new UsageError(`--${name} ${required}`);
  }
}

/** `--name value` or `--name=value`. Throws UsageError. */
export function parseArguments(words: readonly string[], options: readonly Option[]): Given {
  const given: Given = {};
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, attached] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const option = options.find((option) => option.name === name);
    if (!option) {
      const known = options.map(({ name }) => `--${name}`).join(', ');
      throw new UsageError(`${JSON.stringify(word)} is not an option: expected ${known}`);
    }
    const value = takeValue(option, attached, rest, options);
    const before = given[option.name];
    if (option.kind === 'texts') given[option.name] = [...((before as string[]) ?? []), value];
    else if (option.kind === 'flag' || before === undefined) given[option.name] = value;
    else throw new UsageError(`--${name} is given twice`);
  }
  requireAll(options, given);
  return given;
}
