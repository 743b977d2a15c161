// The card of the model that ships, from its files, its log and its measured rates: every number in it comes from
// there. `node web/build/story-card.mjs --check`: whether the card that is there is the one.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

const folder = `${root}/web/story`;
const text = (name) => readFileSync(`${folder}/${name}`, 'utf8');
const kilobytes = (names) =>
  Math.round(
    names.reduce((sum, name) => sum + gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }).length, 0) /
      1000,
  );

const families = ['where', 'who', 'pronoun', 'colour', 'pair', 'likes'];
const asked = {
  where: 'where is it',
  who: 'who has it',
  pronoun: 'who is she, or he',
  colour: 'what colour is it',
  pair: 'which word came after this one',
  likes: 'what does somebody like to eat',
};

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (header, rows) =>
  [row(header), row(header.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** The log's lines, each as { step, loss, where, ... }. */
function curve() {
  return text('log.txt')
    .trim()
    .split('\n')
    .map((line) => {
      const words = line.split(/ +/);
      return Object.fromEntries(
        words.flatMap((word, i) => (i % 2 === 0 ? [[word, Number(words[i + 1])]] : [])),
      );
    });
}

/** Some of them: more where more happens, at the beginning. */
function shownOf(lines) {
  const wanted = [0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32].filter((i) => i < lines.length - 1);
  return [...wanted, lines.length - 1].map((i) => lines[i]);
}

const width = 118; // characters

/** Paragraphs in lines of at most `width`; headings and tables as they are. */
const wrapped = (text) =>
  text
    .split('\n\n')
    .map((block) => (/^[|#]/.test(block.trim()) ? block : wrappedParagraph(block)))
    .join('\n\n');

function wrappedParagraph(text) {
  const lines = [''];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

export function cardOf() {
  const config = JSON.parse(text('config.json'));
  const { rates, cases, seed } = JSON.parse(text('claims.json'));
  const words = Object.keys(JSON.parse(text('tokenizer.json')).model.vocab).length;
  const lines = curve();
  const header = JSON.parse(
    readFileSync(`${folder}/model.safetensors`)
      .subarray(8, 8 + Number(readFileSync(`${folder}/model.safetensors`).readBigUInt64LE(0)))
      .toString(),
  );
  const stored = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const parameters = stored
    .filter(([name]) => !/mlp|ln_2/.test(name)) // of an MLP of nothing
    .reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);

  const key = (measure, labels) => JSON.stringify([measure, Object.entries(labels).sort()]);
  const byKey = new Map(rates.map((rate) => [key(rate.measure, rate.labels), rate]));
  const share = (measure, labels = {}) => {
    const { right, count } = byKey.get(key(measure, labels));
    return `${((100 * right) / count).toFixed(1)}% of ${count}`;
  };
  const labelsOf = (measure, label) => [
    ...new Set(rates.filter((rate) => rate.measure === measure).map(({ labels }) => labels[label])),
  ];
  const heads = labelsOf('looks right', 'head');
  const bestHead = (family) =>
    rates.find((rate) => rate.measure === 'right by look' && rate.labels.family === family).labels.head;
  const byLook = (measure, family, looks) => {
    const labels = { family, head: bestHead(family), looks };
    return byKey.has(key(measure, labels)) ? share(measure, labels) : 'none';
  };

  const snapshots = readdirSync(`${folder}/snapshots`)
    .map((name) => `snapshots/${name}`)
    .sort((a, b) => Number.parseInt(a.slice(10), 10) - Number.parseInt(b.slice(10), 10));
  const checkpoint = ['config.json', 'tokenizer.json', 'model.safetensors'];
  const moments = snapshots.map((name) => Number.parseInt(name.slice(10), 10));

  const shape = `${config.n_layer} layers of ${config.n_head} heads, ${config.n_embd} numbers in the residual stream`;
  return `${wrapped(`# A model of the story world

A transformer of GPT-2's architecture, attention only: ${shape},
${config.n_positions} tokens of context, ${words} tokens (a word each; "<unk>" is every other word),
${parameters} parameters.
It has learned short English stories that a seeded generator tells (\`cpp/core/stories\`), in which
the answer to every question, and the
words that decide it, are known. \`npm run train:story\` makes it again, to the same bits on the
same platform, with
everything in this folder; \`npm test\` recomputes every rate below from its bytes.

## Files

In Hugging Face's layout, F16: ${kilobytes(checkpoint)} KB gzipped in all. \`snapshots/\` has the
weights after
${moments.join(', ')} steps (0 is untrained), rounded to five significant bits (four for the
untrained):
${kilobytes(snapshots)} KB gzipped. \`log.txt\` is the run's log, \`claims.json\` what \`node
dist/cli.js claims --json\` prints.

## Training

${lines.at(-1).step} steps of 24 stories, each told for that step; AdamW, rate 0.002 after 100
steps, down along a cosine to
0.0001, weight decay 0.1; first weights scaled by the width. An answer counts nine times as much as
another word. Loss in nats a
word, and the share of right answers, on 600 held-out stories:

${table(
  ['step', 'loss', ...families],
  shownOf(lines).map((line) => [
    line.step,
    line.loss.toFixed(2),
    ...families.map((family) => `${(100 * line[family]).toFixed(0)}%`),
  ]),
)}

Held-out stories are those whose words, hashed, leave a remainder of 0 when divided by 10: training
never tells one.

## Rates

On stories that training never told, seed ${seed}, at least ${cases} cases each; after F16.

### Attention helps

Right answers with attention as learned; even over all words so far; each word's weights dealt anew;
cut off. Chance is
one of the words of the answer's kind, each as likely.

${table(
  ['family', 'learned', 'even', 'dealt anew', 'cut', 'chance'],
  families.map((family) => [
    `${family}: ${asked[family]}`,
    ...['learned', 'uniform', 'shuffled', 'cut'].map((attention) => share('accuracy', { family, attention })),
    share('chance', { family }),
  ]),
)}

How often a head looks most at a word that decides the answer:

${table(
  ['family', ...heads],
  families.map((family) => [family, ...heads.map((head) => share('looks right', { family, head }))]),
)}

Right answers with one head knocked out:

${table(
  ['family', ...heads],
  families.map((family) => [family, ...heads.map((head) => share('accuracy without', { family, head }))]),
)}

Of the head that looks right most often: right answers where it does, and where it looks elsewhere;
right answers that
are lost without it, where it looked right, and where elsewhere:

${table(
  [
    'family',
    'head',
    'right, looking right',
    'right, looking elsewhere',
    'lost, looked right',
    'lost, looked elsewhere',
  ],
  families.map((family) => [
    family,
    bestHead(family),
    byLook('right by look', family, 'right'),
    byLook('right by look', family, 'elsewhere'),
    byLook('needed by look', family, 'right'),
    byLook('needed by look', family, 'elsewhere'),
  ]),
)}

### Attention can be misled

Sentences that change nothing are put into ${cases} stories, of which ${share('undistracted')} are
answered without them: the same
thing named again, what is not so, what some think, what is so of another, what has nothing to do
with it; once, twice and
four times; before the facts, among them, right before the question.

${table(
  ['', 'right'],
  [
    ['of all cases (micro)', share('micro')],
    ['of stories that survive all that distracts (macro)', share('macro')],
    ...['kind', 'repeats', 'place', 'family', 'position'].flatMap((label) =>
      labelsOf(`by ${label}`, label).map((value) => [
        `by ${label}: ${value}${label === 'position' ? ' of four facts' : ''}`,
        share(`by ${label}`, { [label]: value }),
      ]),
    ),
  ],
)}

### Attention can miss

The fact in words that training used for it, rarely used, or never used so; right before the
question, or with four other
sentences between.

${table(
  ['', 'near', 'far'],
  labelsOf('reworded', 'words').flatMap((words) => [
    [`**${words}**`, ...['near', 'far'].map((distance) => share('reworded', { words, distance }))],
    ...families.map((family) => [
      `${words}, ${family}`,
      ...['near', 'far'].map((distance) => share('reworded by family', { words, distance, family })),
    ]),
  ]),
)}

What somebody likes is learned from "anna likes plums", and of half the people from "plums is what
anna likes" too. Asked
forward (all people): ${share('order', { order: 'forward' })}. Asked backward, of those of whom it
was learned so:
${share('order', { order: 'backward' })}; of the others: ${share('order', { order: 'reversed' })}.

## Limits

It knows ${words - 1} words and the sentences of its world, in stories of one family and up to about
seventy words; what else is
typed, it goes on with all the same, and means nothing by it. Facts are told with the thing before
its place, owner or
colour. Who she or he is, it knows of one woman and one man, and of the last thing that was said of
them. The two heads of
its first layer serve all families, and so does head ${bestHead('where')} of the second: knocking
out any of these three
harms all; the fourth does little.`)}
`;
}

if (process.argv.includes('--check') && text('README.md') !== cardOf()) {
  console.error('web/story/README.md is not what its files say: npm run train:story');
  process.exit(1);
}
