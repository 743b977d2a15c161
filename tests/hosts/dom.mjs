// The element in jsdom, which has no layout and no workers: it is defined, and reads.
import { JSDOM } from 'jsdom';

const markup = '<!doctype html><pay-attention sentence="in jsdom" seed="3"></pay-attention>';
const { window } = new JSDOM(markup, { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
const { document, Event, CustomEvent, EventTarget } = window;
Object.assign(globalThis, { window, document, Event, CustomEvent, EventTarget });
await import('pay-attention/element');
const element = document.querySelector('pay-attention');
await new Promise((resolve) => element.addEventListener('pay-attention-result', resolve, { once: true }));
console.log(JSON.stringify([element.seed, element.reading.words]));
