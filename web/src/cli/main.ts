#!/usr/bin/env node
// node dist/cli.js: the engine under Node. Results go to stdout; a bad argument is one line on stderr and status 2.
import { type Engine, InputError, loadEngine } from '../engine/index.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { blog } from './blog.ts';
import { claims } from './claims.ts';
import { convert } from './convert.ts';
import { describe } from './describe.ts';
import { draw } from './draw.ts';
import { generate } from './generate.ts';
import { heads } from './heads.ts';
import { inspect } from './inspect.ts';
import { type Given, type Option, optionOf, options } from './options.ts';
import { stories } from './stories.ts';
import { train } from './train.ts';
import { type Described, usageOf } from './usage.ts';
import type { Write } from './write.ts';

interface Command extends Described {
  /** Writes its results, in one piece or many, and resolves to the exit status. */
  run(engine: Engine, given: Given, write: Write): Promise<number>;
}

const commands: Record<string, Command> = {
  blog: {
    about: "runs the blog post's program and prints what it prints.",
    options: options.blog,
    run: blog,
  },
  train: {
    about: `a transformer learns a text; progress on stderr. A checkpoint is written every minute
and at Ctrl-C.`,
    options: options.train,
    run: train,
  },
  generate: {
    about: 'prints the prompt and what the model writes after it.',
    options: options.generate,
    run: generate,
  },
  inspect: {
    about: 'prints one activation as {"name", "tokens", "shape", "data"}.',
    options: options.inspect,
    run: inspect,
  },
  draw: {
    about: 'draws a sentence with a model’s attention, as an SVG file.',
    options: options.draw,
    run: draw,
  },
  heads: {
    about: 'prints what each head does on a text, and to the word that comes next.',
    options: options.heads,
    run: heads,
  },
  describe: {
    about: 'prints what is in a model’s files, without opening it.',
    options: options.describe,
    run: describe,
  },
  convert: {
    about: "writes a model in Hugging Face's layout.",
    options: options.convert,
    run: convert,
  },
  claims: {
    about: "measures the post's three claims: that attention helps, can be misled, can miss.",
    options: options.claims,
    run: claims,
  },
  stories: {
    about: 'prints short stories with known answers, one a line.',
    options: options.stories,
    run: stories,
  },
};

/** What the core says of one field or several, said of the options that they come from. */
function withOption(error: InputError, options: readonly Option[]): string {
  const named = error.argument.split(/(, | and )/).map((field) => optionOf(options, field) ?? field);
  return error.about(named.join('')).message;
}

/** Resolves once the text is written. Whoever reads stdout may close it early, as head does: that is no error. */
const write: Write = (text) =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
      if (!error || error.code === 'EPIPE') resolve();
      else reject(new UsageError(`the result cannot be written: ${error.message}`));
    });
  });

async function help(): Promise<number> {
  await write(usageOf(commands));
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
    const given = parseArguments(words, command.options);
    return await command.run(await loadEngine(), given, write);
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(withOption(error, command.options));
    throw error;
  }
}

// Node ends a program at a stream's error that nothing listens to. Those of stdout are reported by `write` above; that
// nobody reads the progress on stderr is no reason to stop training.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// Not awaited: in the bundle the module of transformers, which commands wait for, comes after this line.
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
