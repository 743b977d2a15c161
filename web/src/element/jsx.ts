// What JSX knows of the tag. Types only, for whichever of the frameworks is there: what is said of an absent one is
// ignored.
import type { PayAttention, PayAttentionEvents, State } from './pay-attention.ts';

type Handlers = {
  [Name in keyof PayAttentionEvents as `on${Name}`]?: (event: PayAttentionEvents[Name]) => void;
};

/** The tag's attributes and properties; texts are read as in HTML. */
export interface PayAttentionAttributes
  extends Partial<Omit<State, 'sampled' | 'corpus' | 'show' | 'controls' | 'knockOut'>>,
    Partial<Pick<PayAttention, 'workerUrl' | 'loading' | 'shareUrl' | 'numpyOf' | 'models'>>,
    Handlers {
  sampled?: State['sampled'] | readonly string[] | string;
  corpus?: State['corpus'] | string;
  show?: State['show'] | string;
  controls?: State['controls'] | string;
  knockOut?: State['knockOut'] | string;
  'knock-out'?: State['knockOut'] | string;
  'sampled-after'?: State['sampledAfter'];
  'key-position'?: State['keyPosition'];
  'top-k'?: State['topK'];
  'top-p'?: State['topP'];
  'min-p'?: State['minP'];
  'worker-url'?: string;
}

// biome-ignore-start lint/suspicious/noTsIgnore: an error only where the framework is absent
// @ts-ignore
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'pay-attention': DetailedHTMLProps<HTMLAttributes<PayAttention>, PayAttention> & PayAttentionAttributes;
    }
  }
}

// @ts-ignore
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'pay-attention': HTMLAttributes<PayAttention> & PayAttentionAttributes;
    }
  }
}

// @ts-ignore
declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      // @ts-ignore
      'pay-attention': HTMLAttributes<PayAttention> & PayAttentionAttributes;
    }
  }
}
// biome-ignore-end lint/suspicious/noTsIgnore: as above
