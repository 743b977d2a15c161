// The clipboard, which a page from disk or in a sandbox may not have.

/** Copies, and says in a sentence how that went. */
export async function copyText(text: string, what: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return `${what} is on the clipboard.`;
  } catch {
    return 'The browser does not allow copying here: select the text and copy it by hand.';
  }
}
