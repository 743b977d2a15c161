// embed.html: the instrument alone, for frames in other people's pages. Its state is in the address, as the page's is;
// it tells the page around it how high it is.
import '../element/define.ts';
import { hashOf, readAddress } from './address.ts';
import { answerOf } from './answer-of.ts';
import { wantedLanguage } from './wanted-language.ts';

const instrument = document.querySelector('pay-attention');

/** Only a number leaves: anybody may hear it. */
const tellHeight = () => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ payAttention: { height } }, '*');
};

if (instrument) {
  const follow = () => {
    instrument.state = readAddress(location.hash).state;
    document.documentElement.lang = wantedLanguage(instrument.lang);
  };
  follow();
  instrument.shareUrl = (state) => new URL(`./${hashOf(state)}`, document.baseURI).href;
  addEventListener('hashchange', follow);
  // Before it shows anything, the frame's height is what it was when it was copied.
  if (parent !== window)
    answerOf(instrument).then(() => new ResizeObserver(tellHeight).observe(document.documentElement));
}
