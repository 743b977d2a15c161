// A Vue page, its template compiled in the page.
import 'pay-attention/element';
import { createApp } from 'vue/dist/vue.esm-bundler.js';

const app = createApp({
  data: () => ({ seed: 1, results: 0 }),
  template: `<div>
    <pay-attention sentence="the cat sat on the mat" :seed="seed" :query="4" :key-position="2" view="pair"
      :sampled="['cat']" corrected="none" @pay-attention-result="results += 1"></pay-attention>
    <button @click="seed = 7">Another seed</button> <output>{{ results }}</output>
  </div>`,
});
app.config.compilerOptions.isCustomElement = (tag) => tag.includes('-');
app.mount('#root');
