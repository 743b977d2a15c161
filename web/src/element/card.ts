// What an instrument shows as a card: its sentence with the arcs, and the word that comes next.
import { sentenceWithArcs } from '../views/figure/arcs.ts';
import { card } from '../views/figure/card.ts';
import type { Look } from '../views/figure/look.ts';
import { indexOfLargest } from '../views/numbers.ts';
import { aboutOf } from './figure-of.ts';
import { candidatesOf, drawn, type Shown, summaryText, tokensData } from './shown.ts';

/** In which the sentence is laid out: it is drawn larger. */
const room = 720;

export function cardOf(whole: Shown, look: Look, title = summaryText(whole, look.say)): string {
  const shown = drawn(whole);
  const { say } = look;
  const { probabilities, wordOf } = candidatesOf(shown);
  const best = indexOfLargest(probabilities);
  const [word, chance] = [say.quoted(wordOf(best)), say.percent(probabilities[best] ?? 0)];
  const line = say(shown.reading.ids ? 'nextTokenIs' : 'nextWordIs', { word, chance });
  const picture = sentenceWithArcs(tokensData(shown, shown.query, say, shown.state), look, room);
  return card({ title, picture, line }, aboutOf(shown, say), look);
}
