#!/usr/bin/env node
// node dist/cli.js: the engine under Node. Results go to stdout; a bad argument is one line on stderr and status 2.
import { InputError, loadEngine } from '../engine/index.ts';
import { parseArguments, UsageError } from './arguments.ts';
import { blog, blogKinds } from './blog.ts';

const usage = `usage: node cli.js blog [options]

Runs the blog post's program and prints what it prints.

  --seed N          0 to 4294967295, as for np.random.seed (42)
  --dimensions N    numbers in each embedding, 1 to 1024 (3)
  --context N       words of context, 0 to 100000 (2)
  --word WORD       the current word (fox)
  --sentence TEXT   instead of the post's three; may be given several times
  --corrected LIST  all, none, or of normalisation,context,query,values,lookup
  --json            one JSON object with every intermediate
`;

async function run([command, ...words]: string[]): Promise<string> {
  if (command === '--help' || command === 'help') return usage;
  if (command !== 'blog') {
    const given = command === undefined ? 'none' : JSON.stringify(command);
    throw new UsageError(`command must be blog, not ${given}; --help lists its options`);
  }
  const options = parseArguments(words, blogKinds);
  return blog(await loadEngine(), options);
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof InputError || error instanceof UsageError)) throw error;
  process.stderr.write(`pay-attention: ${error.message}\n`);
  process.exitCode = 2;
}
