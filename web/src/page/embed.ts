// embed.html: the instrument alone, for frames in other people's pages. Its state is in the address, as the page's is;
// it tells the page around it how high it is.
import '../element/define.ts';
import { hashOf, stateOfHash } from './address.ts';
import { answerOf } from './answer-of.ts';

const instrument = document.querySelector('pay-attention');

/** Only a number leaves: anybody may hear it. */
const tellHeight = () => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ payAttention: { height } }, '*');
};

if (instrument) {
  instrument.state = stateOfHash();
  instrument.shareUrl = (state) => new URL(`./${hashOf(state)}`, document.baseURI).href;
  addEventListener('hashchange', () => {
    instrument.state = stateOfHash();
  });
  // Before it shows anything, the frame's height is what it was when it was copied.
  if (parent !== window)
    answerOf(instrument).then(() => new ResizeObserver(tellHeight).observe(document.documentElement));
}
