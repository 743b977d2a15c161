// Every option of the command line is one row here, and only here: the usage text, the parsing, what the engine is
// asked and the names in messages are made from it. (What an option of the command's own does, the command says.)

import { partNames } from '../element/parts.ts';
import { distances, distractors, families, orders, wordings } from '../engine/index.ts';

/**
 * text: as it is. path: a text that is not empty. texts: a list, of each text that is given. number: a number where it
 * reads as a decimal one, else the text, for the core to refuse and quote. flag: without a value.
 */
export type Kind = 'text' | 'path' | 'texts' | 'number' | 'flag';

/** The engine's requests that take options as they are given. */
export type Request =
  | 'runPost'
  | 'createModel'
  | 'startTraining'
  | 'generate'
  | 'tellStories'
  | 'measureClaims';

export interface Option {
  /** Without its dashes. */
  readonly name: string;
  /** With them and what stands for its value: "--seed N". */
  readonly written: string;
  readonly kind: Kind;
  readonly help: string;
  /** It must be given: what is said, after its name, where it is not. */
  readonly required?: string;
  /** What stands where it is not given, if that is not the engine's own default, which `help` then names. */
  readonly default?: string | number;
  /** The engine's name for it. */
  readonly field: string;
  /** The requests that it goes to. None: it is the command's own. */
  readonly requests: readonly Request[];
  /** What goes into its field for each of its values, where these are all that it can have. */
  readonly choices?: Readonly<Record<string, unknown>>;
  /** What a flag puts into its field. */
  readonly means: unknown;
}

/** What a command is given: the values by the options' names. */
export type Given = Record<string, unknown>;

const camelCase = (name: string) => name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());

function option(written: string, kind: Kind, help: string, others: Partial<Option> = {}): Option {
  const [name = ''] = written.split(' ');
  return {
    name,
    written: `--${written}`,
    kind,
    help,
    field: camelCase(name),
    requests: [],
    means: true,
    ...others,
  };
}

const toPost = { requests: ['runPost'] } as const;
const toModel = { requests: ['createModel'] } as const;
const toTraining = { requests: ['startTraining'] } as const;
const toGeneration = { requests: ['generate'] } as const;
const toStories = { requests: ['tellStories'] } as const;
const toClaims = { requests: ['measureClaims'] } as const;

const oneOf = (names: readonly string[]) => `{${names.join(',')}}`;
const sets = [
  'train, held-out',
  `distractor:${oneOf(distractors)}`,
  `reworded:${oneOf(wordings)}-${oneOf(distances)}`,
  `order:${oneOf(orders)}`,
].join(', ');

const model = option(
  'model PLACE',
  'path',
  "a folder in Hugging Face's layout, a file (also GGUF, llama2.c), the address of either; story: the one that ships",
  {
    required: 'must name the folder, the file or the address of a model',
  },
);

export const options = {
  blog: [
    option('seed N', 'number', '0 to 4294967295, as for np.random.seed', { ...toPost, default: 42 }),
    option('dimensions N', 'number', 'numbers in each embedding, 1 to 1024 (3)', toPost),
    option('context N', 'number', 'words of context, 0 to 100000 (2)', toPost),
    option('word WORD', 'text', 'the current word (fox)', toPost),
    option('sentence TEXT', 'texts', "instead of the post's three; may be given several times", {
      ...toPost,
      field: 'sentences',
    }),
    option('corrected LIST', 'text', 'all, none, or of normalisation,context,query,values,lookup', toPost),
    option('json', 'flag', 'one JSON object with every intermediate'),
  ],
  train: [
    option('text FILE', 'path', 'UTF-8', { required: 'must name the file to learn' }),
    option(
      'out PLACE',
      'path',
      'a folder: config.json, model.safetensors, tokenizer.json; or NAME.safetensors, one file',
      {
        required: 'must name the folder to write to, or one .safetensors file',
      },
    ),
    option(
      'architecture NAME',
      'text',
      'gpt2, gpt_neox, llama, mistral, qwen2, qwen3, gemma or phi (gpt2)',
      toModel,
    ),
    option('layers N', 'number', 'blocks (2)', toModel),
    option('heads N', 'number', 'attention heads in each (4)', toModel),
    option('key-value-heads N', 'number', 'of which heads is a multiple; not of gpt2 (heads)', toModel),
    option('d-model N', 'number', 'numbers in the residual stream, a multiple of heads (64)', toModel),
    option('d-mlp N', 'number', 'numbers inside the MLP (4 times d-model)', toModel),
    option('no-mlp', 'flag', 'attention only', { ...toModel, field: 'dMlp', means: 0 }),
    option('context N', 'number', 'the most tokens that it looks at (64)', toModel),
    option('tokenizer KIND', 'text', 'words, bytes or bpe (bpe)', toModel),
    option('vocab-size N', 'number', 'the most tokens of words or bpe (512)', toModel),
    option('steps N', 'number', '(1000)', toTraining),
    option('batch N', 'number', 'sequences in each step (8)', toTraining),
    option('lr X', 'number', 'the highest learning rate (0.001)', { ...toTraining, field: 'learningRate' }),
    option('weight-decay X', 'number', "AdamW's, 0 to 1 (0.01)", toTraining),
    option('init KIND', 'text', 'how the first weights are scaled: width or gpt2 (gpt2)', toModel),
    option(
      'held-out X',
      'number',
      'the share of the text, at its end, that is not trained on (0.1)',
      toTraining,
    ),
    option('seed N', 'number', 'of the first weights and the batches (1)', {
      requests: ['createModel', 'startTraining'],
    }),
    option('keep STEP', 'text', 'the weights in the end: last, or best on the text held out (last)', {
      ...toTraining,
      field: 'evaluateEvery',
      choices: { last: 0, best: -1 },
    }),
    option('resume', 'flag', 'goes on from the checkpoint in --out, to the same bits'),
  ],
  generate: [
    model,
    option('prompt TEXT', 'text', 'at least one token', {
      ...toGeneration,
      required: 'must be followed by the text to go on from',
    }),
    option('max-tokens N', 'number', '(100)', toGeneration),
    option('temperature X', 'number', '0: always the likeliest', { ...toGeneration, default: 0.8 }),
    option('top-k K', 'number', 'only the k likeliest; 0: all (0)', toGeneration),
    option('top-p P', 'number', 'only the likeliest that add up to p (1)', toGeneration),
    option('min-p P', 'number', 'only what is at least p times as likely as the likeliest (0)', toGeneration),
    option('seed N', 'number', 'of the draws (1)', toGeneration),
    option('stop TEXT', 'texts', 'ends before this text comes; may be given several times', toGeneration),
    option('ignore-eos', 'flag', "goes on where the model's files say that a text ends", toGeneration),
    option('json', 'flag', 'tokens with their probabilities and draws'),
  ],
  inspect: [
    model,
    option('prompt TEXT', 'text', 'at least one token', { required: 'must be followed by a text' }),
    option('activation NAME', 'text', 'as TransformerLens has it: blocks.0.attn.hook_pattern', {
      required: 'must name an activation, such as blocks.0.attn.hook_pattern',
    }),
    option('gradient', 'flag', 'of the mean next-token loss, instead of the activation itself'),
    option('ablate L.H', 'texts', 'zeroes that head; may be given several times'),
    option('json', 'flag', 'the only form there is', {
      required: 'must be given: there is no other form yet',
    }),
  ],
  draw: [
    option('model PLACE', 'path', "as of inspect; or post, the blog post's", {
      required: 'must name a model',
    }),
    option('prompt TEXT', 'text', 'the sentence', { required: 'must be followed by a text' }),
    option('show LIST', 'text', `of ${partNames.join(',')}, one below the other (arcs,bars)`),
    option('head L.H', 'text', 'the head that is drawn (0.0)'),
    option('knock-out LIST', 'text', 'heads that are zeroed, as in 0.2,1.3'),
    option('query N', 'number', 'the position of the word that looks, from 0 (the last)'),
    option('key-position N', 'number', 'of the word that is looked at (the one most looked at)'),
    option('step N', 'number', 'of the training of the model that ships (the last)'),
    option('temperature X', 'number', '0: always the likeliest (1)'),
    option('top-k K', 'number', 'only the k likeliest; 0: all (0)'),
    option('top-p P', 'number', 'only the likeliest that add up to p (1)'),
    option('min-p P', 'number', 'only what is at least p times as likely as the likeliest (0)'),
    option('seed N', 'number', "of the post's vectors (42)"),
    option('sink HOW', 'text', 'hide: without the first word; the others add up to 1 (show)'),
    option('scale HOW', 'text', 'stretched: from the smallest weight to the largest (whole)'),
    option(
      'forming',
      'flag',
      'every step of the training of the model that ships, one after another: it moves',
    ),
    option('card', 'flag', 'a card of 1200 x 630 for a link: the sentence, its arcs and the next word'),
    option('title TEXT', 'text', 'what a card says (where the query looks)'),
    option('theme NAME', 'text', 'light or dark (light)'),
    option('width N', 'number', 'in pixels (720)'),
    option('out FILE', 'path', 'where it is written (stdout); .png where @resvg/resvg-js is installed'),
  ],
  heads: [
    model,
    option('prompt TEXT', 'text', 'at least one token', { required: 'must be followed by a text' }),
    option('json', 'flag', 'the same as JSON'),
  ],
  describe: [model, option('json', 'flag', 'the same as JSON')],
  convert: [
    model,
    option('out PLACE', 'path', 'a folder, or NAME.safetensors, one file', {
      required: 'must name the folder to write to, or one .safetensors file',
    }),
    option('dtype NAME', 'text', 'F32, F16 or BF16 (F32)'),
  ],
  claims: [
    option('model PLACE', 'path', 'one that knows the words of the story world (story, the one that ships)'),
    option('cases N', 'number', 'of each rate, at least (500)', toClaims),
    option('seed N', 'number', 'of the stories (1)', toClaims),
    option('json', 'flag', 'rates with their counts'),
  ],
  stories: [
    option('seed N', 'number', '(1)', toStories),
    option('count K', 'number', '1 to 100000 (1)', toStories),
    option('family NAME', 'text', `${families.join(', ')} (all, in turns)`, toStories),
    option('set NAME', 'text', `${sets} (train)`, toStories),
    option('json', 'flag', 'with their answers, and where the words stand that decide them'),
  ],
} satisfies Record<string, readonly Option[]>;

const givenTo = ({ choices }: Option, given: unknown) => (choices ? choices[given as string] : given);

/** What of the given goes into a request, under the engine's names. */
export function fieldsOf(
  options: readonly Option[],
  request: Request,
  given: Given,
): Record<string, unknown> {
  const fields = options
    .filter(({ requests }) => requests.includes(request))
    .map((option) => [option.field, givenTo(option, given[option.name] ?? option.default)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** The option, "--top-k", that a field comes from, by the engine's name for it or the core's: "topK", "top_k". */
export function optionOf(options: readonly Option[], field: string): string | undefined {
  const name = camelCase(field);
  const option = options.find((option) => option.field === name || option.name === name);
  return option && `--${option.name}`;
}
