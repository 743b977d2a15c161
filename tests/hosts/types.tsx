// The tag in typed JSX: this compiles, but for the lines that must not.
import 'pay-attention/element';

export const good = (
  <pay-attention
    sentence="the cat sat"
    seed={3}
    key="a"
    key-position={2}
    sampled={['cat']}
    className="tall"
  />
);
// @ts-expect-error: a seed is a number, or a text
export const bad = <pay-attention seed={{}} />;
