// What is typed in a field of the element is the field's own: pages have shortcuts on plain keys, as a space that turns
// a slide.

const typing = [
  'keydown',
  'keypress',
  'keyup',
  'beforeinput',
  'input',
  'compositionstart',
  'compositionupdate',
  'compositionend',
];

/** These events of fields in `root` go no further than it; all others do. */
export function keepTyping(root: EventTarget): void {
  for (const type of typing) {
    root.addEventListener(type, (event) => {
      const isField = event.target instanceof Element && event.target.matches('input, select, textarea');
      if (isField) event.stopPropagation();
    });
  }
}
