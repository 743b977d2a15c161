// Columns of text, one row a line.

/** Each column is as wide as its widest cell. pad: where a shorter cell is filled up; numbers want it before them. */
export function columns(rows: readonly (readonly string[])[], pad: 'padStart' | 'padEnd' = 'padEnd'): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (row: readonly string[]) => row.map((cell, i) => cell[pad](widths[i] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
