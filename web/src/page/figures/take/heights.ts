// How high a frame with this state will be, found out by an instrument that nobody sees: so that nothing in the post
// moves when the frame says how high it is.
import type { PayAttention } from '../../../element/pay-attention.ts';
import type { State } from '../../../element/state.ts';
import { answerOf } from '../../answer-of.ts';
import { type Heights, widths } from './ways.ts';

/** What embed.css leaves around the instrument, above and below together. */
const around = 16;

async function heightAt(element: PayAttention, width: number): Promise<number> {
  element.style.width = `${width}px`;
  // It hears of its width in one frame and is drawn in the next.
  for (let frame = 0; frame < 3; ++frame) await new Promise(requestAnimationFrame);
  await element.updateComplete;
  return Math.ceil(element.getBoundingClientRect().height) + around;
}

export async function measureHeights(state: State): Promise<Heights> {
  const element = document.createElement('pay-attention') as PayAttention;
  Object.assign(element, { state, inert: true, loading: 'eager' });
  Object.assign(element.style, {
    position: 'absolute',
    visibility: 'hidden',
    insetInlineStart: '0',
    top: '0',
  });
  const answer = answerOf(element);
  document.body.append(element);
  try {
    await answer;
    const wide = await heightAt(element, widths.wide);
    return { wide, narrow: await heightAt(element, widths.narrow) };
  } finally {
    element.remove();
  }
}
