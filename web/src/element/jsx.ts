// What JSX, and Vue's and Svelte's templates, know of the tag: the table of its fields, and its events. Types only, for
// whichever of the frameworks is there: what is said of an absent one is ignored.
import type { PayAttention, PayAttentionEvents, State } from './pay-attention.ts';

type Handlers = {
  [Name in keyof PayAttentionEvents as `on${Name}`]?: (event: PayAttentionEvents[Name]) => void;
};

/** As attributeOf has it: with hyphens between words. */
type AttributeOf<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${AttributeOf<Rest>}`
  : Name;

type Given = {
  [Name in keyof State]: State[Name] | (State[Name] extends readonly unknown[] ? string : never);
} & Pick<PayAttention, 'workerUrl' | 'loading'>;

type Attributes = { [Name in keyof Given as AttributeOf<Name>]?: Given[Name] };

/** The tag's attributes and properties; texts are read as in HTML. */
export interface PayAttentionAttributes
  extends Partial<Omit<Given, 'sampled'>>,
    Omit<Attributes, 'sampled'>,
    Partial<Pick<PayAttention, 'shareUrl' | 'numpyOf' | 'models'>>,
    Handlers {
  sampled?: Given['sampled'] | readonly string[];
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
/** pay-attention-result as Vue has it: PayAttentionResult. */
type Capitalised<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Capitalised<Rest>}`
  : Capitalize<Name>;

type VueHandlers = {
  [Name in keyof PayAttentionEvents as `on${Capitalised<Name>}`]?: (event: PayAttentionEvents[Name]) => void;
};

interface VueComponent<Properties> {
  new (): { $props: Properties };
}

// @ts-ignore
declare module 'vue' {
  interface GlobalComponents {
    // @ts-ignore
    'pay-attention': VueComponent<import('vue').HTMLAttributes & PayAttentionAttributes & VueHandlers>;
  }
}

// @ts-ignore
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    // @ts-ignore
    'pay-attention': HTMLAttributes<PayAttention> & PayAttentionAttributes;
  }
}
// biome-ignore-end lint/suspicious/noTsIgnore: as above
