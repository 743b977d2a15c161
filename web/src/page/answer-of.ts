// When an instrument has shown something, or said why not.
import type { PayAttention } from '../element/pay-attention.ts';

/** After its next answer is drawn. */
export async function answerOf(element: PayAttention): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const name of ['pay-attention-result', 'pay-attention-error'] as const)
      element.addEventListener(name, () => resolve(), { once: true });
  });
  await element.updateComplete;
}
