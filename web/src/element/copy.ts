// The clipboard, which a page from disk or in a sandbox may not have.

/** Copies, and says in a sentence how that went; `otherwise` is what the reader can do where it is not allowed. */
export async function copyText(text: string, what: string, otherwise: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return `${what} copied.`;
  } catch {
    return `The browser does not allow copying here: ${otherwise}`;
  }
}

/** JSON, with typed arrays as lists. */
export const numbersText = (numbers: unknown) =>
  JSON.stringify(numbers, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
