// import 'pay-attention/element': defines the tag; on a server, which has no tags to define, nothing. A second copy of
// the script on the same page leaves the first alone.
import './jsx.ts';
import { PayAttention } from './pay-attention.ts';

export * from '../engine/index.ts';
export type { PayAttentionAttributes } from './jsx.ts';
export type { AttentionReading, Models, Source, State } from './pay-attention.ts';
export { transformerSource } from './transformer-source.ts';
export { PayAttention };

if (globalThis.customElements?.get('pay-attention') === undefined)
  globalThis.customElements?.define('pay-attention', PayAttention);

declare global {
  interface HTMLElementTagNameMap {
    'pay-attention': PayAttention;
  }
}
