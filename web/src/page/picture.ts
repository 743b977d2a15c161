// The instrument as a static picture, for readers without scripts and for the README: the core's numbers for what the
// page opens with. Runs under Node while the site is built; prints SVG.

import { postOptions, postReading } from '../element/post-source.ts';
import { candidatesOf } from '../element/shown.ts';
import { loadEngine, row } from '../engine/index.ts';
import { arcPath, arcWidth } from '../views/arcs.ts';
import { likeliest } from '../views/bars.ts';
import { fractionOf, type Scale, scaleOf, tint } from '../views/colour.ts';
import { share } from '../views/numbers.ts';
import { widthOf } from '../views/story-picture.ts';

import { postState } from './page-state.ts';

const [width, height] = [1100, 300];
const line = 210;
const fontSize = 21;
const gap = 12;
const barsAt = 850;

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

interface Place {
  word: string;
  weight: number;
  x: number;
  width: number;
}

function places(words: readonly string[], weights: Float64Array): Place[] {
  let x = 4;
  return words.map((word, i) => {
    const place = { word, weight: weights[i] ?? 0, x, width: widthOf(word, fontSize) + 22 };
    x += place.width + gap;
    return place;
  });
}

const middle = ({ x, width }: Place) => x + width / 2;
const top = (place: Place) => ({ x: middle(place), y: line - 4 });

function wordSvg(place: Place, scale: Scale, isQuery: boolean): string {
  const { background, text } = tint(fractionOf(place.weight, scale), false);
  const outline = isQuery
    ? `<rect class="pin" x="${place.x - 3}" y="${line - 3}" width="${place.width + 6}" height="38" rx="6"/>`
    : '';
  return `${outline}<rect x="${place.x}" y="${line}" width="${place.width}" height="32" rx="4" fill="${background}"/>
<text x="${middle(place)}" y="${line + 23}" font-size="${fontSize}" text-anchor="middle"
  fill="${text}"${isQuery ? ' font-weight="700"' : ''}>${escaped(place.word)}</text>
<text class="quiet number" x="${middle(place)}" y="${line + 52}" text-anchor="middle">${share(place.weight)}</text>`;
}

function barSvg(
  { word = '', probability }: { word?: string | undefined; probability: number },
  largest: number,
  i: number,
): string {
  const y = 40 + i * 30;
  const width = ((110 * probability) / largest).toFixed(1);
  return `<text class="ink" x="${barsAt}" y="${y + 12}" font-size="17">${escaped(word)}</text>
<text class="quiet number" x="${barsAt + 128}" y="${y + 12}" text-anchor="end">${share(probability)}</text>
<rect class="bar" x="${barsAt + 138}" y="${y}" width="${width}" height="13" rx="2"/>`;
}

const query = Number(postState.query);
const engine = await loadEngine();
const reading = postReading(await engine.readSentence(postOptions(postState)), postState.corrected);
const weights = row(reading.pattern, query);
const scale = scaleOf(reading.pattern.data);
const placed = places(reading.words, weights);
const arcs = placed.map(
  (place) =>
    `<path d="${arcPath(top(placed[query] as Place), top(place), 20, 0)}"
  stroke-width="${arcWidth(place.weight, scale.to).toFixed(2)}"
  opacity="${(0.3 + 0.6 * fractionOf(place.weight, scale)).toFixed(2)}"/>`,
);
const best = likeliest(candidatesOf({ reading, query, key: 0, view: 'line', state: postState }), 7);

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}"
  height="${height}" font-family="Palatino, Georgia, serif">
<title>What “${reading.words[query]}” looks at in “${escaped(postState.sentence)}”</title>
<style>
path { fill: none; stroke: #7a2e8e; stroke-linecap: round } .pin { fill: none; stroke: #7a2e8e; stroke-width: 2 }
.ink { fill: #1c1b19 } .quiet { fill: #66625a } .bar { fill: #66625a } .number { font: 13px ui-monospace, monospace }
@media (prefers-color-scheme: dark) { path, .pin { stroke: #d9a3ff }
.ink { fill: #e9e6df } .quiet, .bar { fill: #a09b90 } }
</style>
${arcs.join('\n')}
${placed.map((place, i) => wordSvg(place, scale, i === query)).join('\n')}
<text class="quiet" x="${barsAt}" y="24" font-size="14">next word</text>
${best.map((candidate, i) => barSvg(candidate, best[0]?.probability ?? 1, i)).join('\n')}
</svg>
`);
