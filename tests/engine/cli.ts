// Calls node dist/cli.js as a reader does.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export function cli(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** Calls it, and stops reading after the first of what it prints, as head does. */
export function cutShort(...args: string[]): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stdout.once('data', () => child.stdout.destroy());
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stderr })));
}

/** Calls it, and sends a signal, Ctrl-C's, once it has said so much. */
export function interrupted(
  args: string[],
  signal: 'SIGINT' | 'SIGHUP' | 'SIGKILL' = 'SIGINT',
  after = /./,
): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => {
    const isSaid = after.test(stderr);
    stderr += text;
    if (!isSaid && after.test(stderr)) child.kill(signal);
  });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stderr })));
}
