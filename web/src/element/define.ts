// import 'pay-attention/element': defines the tag. A second copy of the script on the same page leaves the first alone.
import { PayAttention } from './pay-attention.ts';

export * from '../engine/index.ts';
export type { AttentionReading, Models, Source, State } from './pay-attention.ts';
export { transformerSource } from './transformer-source.ts';
export { PayAttention };

if (!customElements.get('pay-attention')) customElements.define('pay-attention', PayAttention);

declare global {
  interface HTMLElementTagNameMap {
    'pay-attention': PayAttention;
  }
}
