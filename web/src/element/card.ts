// What an instrument shows as a card: its sentence with the arcs, and the word that comes next.
import { sentenceWithArcs } from '../views/figure/arcs.ts';
import { card } from '../views/figure/card.ts';
import { lookOf, type Theme } from '../views/figure/look.ts';
import { indexOfLargest, percent } from '../views/numbers.ts';
import { inQuotes } from '../views/token-name.ts';
import { aboutOf } from './figure-of.ts';
import { candidatesOf, drawn, type Shown, summaryText, tokensData, unitOf } from './shown.ts';

/** In which the sentence is laid out: it is drawn larger. */
const room = 720;

export function cardOf(whole: Shown, theme: Theme, title = summaryText(whole)): string {
  const shown = drawn(whole);
  const look = lookOf(theme);
  const { probabilities, wordOf } = candidatesOf(shown);
  const best = indexOfLargest(probabilities);
  const next = `next ${unitOf(shown.reading)}: ${inQuotes(wordOf(best))}, ${percent(probabilities[best] ?? 0)}`;
  const picture = sentenceWithArcs(tokensData(shown, shown.query, shown.state), look, room);
  return card({ title, picture, line: next }, aboutOf(shown), look);
}
