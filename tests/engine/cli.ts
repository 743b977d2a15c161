// Calls node dist/cli.js as a reader does.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const start = (args: readonly string[]) => {
  const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, ended };
};

/** Calls it and waits for its end. */
export async function cli(...args: string[]) {
  const { said, ended } = start(args);
  return { status: await ended, ...said };
}

/** Calls it, and stops reading after the first of what it prints, as head does. */
export async function cutShort(...args: string[]) {
  const { child, said, ended } = start(args);
  child.stdout.once('data', () => child.stdout.destroy());
  return { status: await ended, stderr: said.stderr };
}

/** Calls it, and sends a signal, Ctrl-C's, once it has said so much. */
export async function interrupted(
  args: string[],
  signal: 'SIGINT' | 'SIGHUP' | 'SIGKILL' = 'SIGINT',
  after = /./,
) {
  const { child, said, ended } = start(args);
  child.stderr.on('data', () => {
    if (!child.killed && after.test(said.stderr)) child.kill(signal);
  });
  return { status: await ended, stderr: said.stderr };
}
