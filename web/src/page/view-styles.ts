// The views' style sheet for the page's own figures: the text that the instrument has in its shadow root, once more, so
// that it is not sent twice. In a layer, where the page’s own sheets overrule it.
import viewsCss from '../views/views.css?inline';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`@layer views{${viewsCss}}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
