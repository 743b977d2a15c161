// Style properties that come from data. Set one by one through the DOM, because a style attribute, which lit's own
// styleMap writes first, is refused under a strict Content-Security-Policy.
import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class Styled extends Directive {
  override render(_properties: Record<string, string>) {
    return noChange;
  }

  override update({ element }: ElementPart, [properties]: [Record<string, string>]) {
    const { style } = element as HTMLElement;
    for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
    return noChange;
  }
}

/** html`<div ${styled({ width: '40%' })}>` */
export const styled = directive(Styled);
