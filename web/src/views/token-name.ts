// A token as it is written on screen: spaces and line ends are part of it, and must be seen.

const marks: Record<string, string> = { ' ': '·', '\n': '↵', '\t': '⇥', '\r': '↵' };

export function tokenName(text: string): string {
  return text.replace(/[ \n\t\r]/g, (space) => marks[space] ?? space);
}
