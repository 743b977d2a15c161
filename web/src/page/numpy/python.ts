// Values as Python writes them.

/** A text as a Python literal; JSON's escapes are Python's, but for astral characters, which stand as they are. */
export const literal = (text: string): string => JSON.stringify(text);

/** A list of values, several on a line of at most 100 characters. */
export function list(values: readonly string[]): string {
  const lines: string[] = [];
  for (const value of values) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${value},` : `${value},`;
    if (lines.length > 0 && longer.length <= 96) lines[lines.length - 1] = longer;
    else lines.push(`${value},`);
  }
  return `[\n${lines.map((line) => `    ${line}\n`).join('')}]`;
}
