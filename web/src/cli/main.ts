#!/usr/bin/env node
// node dist/cli.js: the engine under Node. Results go to stdout; a bad argument is one line on stderr and status 2.
import { type Engine, InputError, loadEngine } from '../engine/index.ts';
import { type Kind, parseArguments, UsageError } from './arguments.ts';
import { blog, blogKinds } from './blog.ts';
import { generate, generateKinds } from './generate.ts';
import { inspect, inspectKinds } from './inspect.ts';
import { train, trainKinds } from './train.ts';
import type { Write } from './write.ts';

const usage = `usage: node cli.js blog [options]
       node cli.js train --text FILE --out DIR [options]
       node cli.js generate --model DIR --prompt TEXT [options]
       node cli.js inspect --model DIR --prompt TEXT --activation NAME --json [options]

blog: runs the blog post's program and prints what it prints.

  --seed N          0 to 4294967295, as for np.random.seed (42)
  --dimensions N    numbers in each embedding, 1 to 1024 (3)
  --context N       words of context, 0 to 100000 (2)
  --word WORD       the current word (fox)
  --sentence TEXT   instead of the post's three; may be given several times
  --corrected LIST  all, none, or of normalisation,context,query,values,lookup
  --json            one JSON object with every intermediate

train: a transformer learns a text; progress on stderr. A checkpoint is written every minute
and at Ctrl-C.

  --text FILE       UTF-8
  --out DIR         gets config.json, model.safetensors, tokenizer.json
  --layers N        blocks (2)
  --heads N         attention heads in each (4)
  --d-model N       numbers in the residual stream, a multiple of heads (64)
  --d-mlp N         numbers inside the MLP (4 times d-model)
  --no-mlp          attention only
  --context N       the most tokens that it looks at (64)
  --tokenizer KIND  words, bytes or bpe (bpe)
  --vocab-size N    the most tokens of words or bpe (512)
  --steps N         (1000)
  --batch N         sequences in each step (8)
  --lr X            the highest learning rate (0.001)
  --held-out X      the share of the text, at its end, that is not trained on (0.1)
  --seed N          of the first weights and the batches (1)
  --resume          goes on from the checkpoint in --out, to the same bits

generate: prints the prompt and what the model writes after it.

  --model DIR       a checkpoint in Hugging Face's GPT-2 layout
  --prompt TEXT     at least one token
  --max-tokens N    (100)
  --temperature X   0: always the likeliest (0.8)
  --top-k K         only the k likeliest; 0: all (0)
  --top-p P         only the likeliest that add up to p (1)
  --min-p P         only what is at least p times as likely as the likeliest (0)
  --seed N          of the draws (1)
  --json            tokens with their probabilities and draws

inspect: prints one activation as {"name", "tokens", "shape", "data"}.

  --activation NAME as TransformerLens has it: blocks.0.attn.hook_pattern
  --gradient        of the mean next-token loss, instead of the activation itself
  --ablate L.H      zeroes that head; may be given several times
`;

interface Command {
  kinds: Record<string, Kind>;
  /** Results go to `write`, in as many pieces as they come in; what it answers is the exit status. */
  run(engine: Engine, options: Record<string, unknown>, write: Write): Promise<number>;
}

const commands: Record<string, Command> = {
  blog: { kinds: blogKinds, run: blog },
  train: { kinds: trainKinds, run: train },
  generate: { kinds: generateKinds, run: generate },
  inspect: { kinds: inspectKinds, run: inspect },
};

/** What the core says of a field, said of the option that it came from. */
function withOption(message: string, kinds: Record<string, Kind>): string {
  return message.replace(/^\w+/, (field) => {
    const words = field.replace(/_/g, '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const option = words === 'learning-rate' ? 'lr' : words;
    return Object.hasOwn(kinds, option) ? `--${option}` : field;
  });
}

/** Waits for whoever reads. That may have had enough, like head: no mistake. */
const write: Write = (text) =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
      if (!error || error.code === 'EPIPE') resolve();
      else reject(new UsageError(`the result cannot be written: ${error.message}`));
    });
  });

async function help(): Promise<number> {
  await write(usage);
  return 0;
}

/** The exit status. */
async function run([name, ...words]: string[]): Promise<number> {
  if (name === '--help' || name === 'help') return help();
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const given = name === undefined ? 'none' : JSON.stringify(name);
    const known = Object.keys(commands).join(', ');
    throw new UsageError(`command must be one of ${known}, not ${given}; --help lists their options`);
  }
  if (words.includes('--help')) return help();
  try {
    const options = parseArguments(words, command.kinds);
    return await command.run(await loadEngine(), options, write);
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(withOption(error.message, command.kinds));
    throw error;
  }
}

// Results that cannot be written are seen to where they are; progress that nobody reads is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// Not awaited: the bundle's other modules come after this one.
run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    if (!(error instanceof InputError || error instanceof UsageError)) throw error;
    process.stderr.write(`pay-attention: ${error.message}\n`);
    process.exitCode = 2;
  },
);
