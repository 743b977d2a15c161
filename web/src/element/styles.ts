// The instrument's style sheets as text, for its shadow root to adopt: a strict Content-Security-Policy refuses
// <style>.
import { unsafeCSS } from 'lit';
import viewsCss from '../views/views.css?inline';
import coloursCss from './colours.css?inline';
import instrumentCss from './instrument.css?inline';

export const styles = [coloursCss, viewsCss, instrumentCss].map((text) => unsafeCSS(text));

/** The same for another document than the script's. */
const ofDocument = new WeakMap<Document, CSSStyleSheet[]>();

function sheetsFor(page: Document): CSSStyleSheet[] | undefined {
  const view = page.defaultView;
  const sheets =
    view &&
    styles.map(({ cssText }) => {
      const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
      sheet.replaceSync(cssText);
      return sheet;
    });
  if (sheets) ofDocument.set(page, sheets);
  return sheets ?? undefined;
}

/** Gives the styles to a root that has come to another document, if that is in a window. */
export function adoptStyles(root: ShadowRoot): void {
  const sheets = ofDocument.get(root.ownerDocument) ?? sheetsFor(root.ownerDocument);
  if (sheets) root.adoptedStyleSheets = sheets;
}
