// The usage text: a line for each command, and its options.
import type { Option } from './options.ts';

export interface Described {
  /** What it does, after its name and a colon. */
  readonly about: string;
  readonly options: readonly Option[];
}

function callOf([name, { options }]: [string, Described]): string {
  const required = options.filter(({ required }) => required).map(({ written }) => written);
  return ['node cli.js', name, ...required, '[options]'].join(' ');
}

function helpOf(option: Option): string {
  return option.default === undefined ? option.help : `${option.help} (${option.default})`;
}

export function usageOf(commands: Record<string, Described>): string {
  const all = Object.entries(commands);
  const width = Math.max(...all.flatMap(([, { options }]) => options.map(({ written }) => written.length)));
  const sections = all.map(([name, { about, options }]) => {
    const lines = options.map((option) => `  ${option.written.padEnd(width)} ${helpOf(option)}\n`);
    return `\n${name}: ${about}\n\n${lines.join('')}`;
  });
  return `usage: ${all.map(callOf).join('\n       ')}\n${sections.join('')}`;
}
