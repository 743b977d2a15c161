// The first figure as it is when the page opens, for before any script runs: the core's numbers, printed while the site
// is built. Runs under Node; prints HTML.
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { storyWords } from '../element/first-story.ts';
import { loadEngine } from '../engine/index.ts';
import { bestHead, look, storyOf } from './figures/look-back/ask.ts';
import { lookBack } from './figures/look-back/view.ts';
import { pageEnglish } from './speech.ts';

async function print(): Promise<void> {
  const { signal } = new AbortController();
  const engine = await loadEngine();
  const [model, steps, story] = await Promise.all([
    engine.openStory(),
    engine.storySteps(),
    storyOf(engine, storyWords),
  ]);
  if (!story) throw new Error(`nothing decides what comes after "${storyWords.join(' ')}"`);
  const step = steps.at(-1) ?? 0;
  const head = await bestHead(model, story, signal);
  const shown = { ...story, step, head, ...(await look(model, story, head, false, signal)) };
  const html = await collectResult(
    render(lookBack({ shown, steps, step, problem: undefined }, pageEnglish, undefined)),
  );
  // Without the marks by which Lit would find its parts again: the page draws it anew.
  process.stdout.write(html.replaceAll(/<!--.*?-->|<\?>/g, '').replaceAll(/\n\s*/g, '\n'));
  engine.dispose();
}

print(); // not awaited here: what the engine loads later stands below in the bundle
