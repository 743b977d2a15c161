// Once for all tests here: build/hosts with other people's tools in it, which take a minute to come, and the package as
// npm packs it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';

const root = `${import.meta.dirname}/../..`;
export const folder = `${root}/build/hosts`;

export const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };

export function run(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', env: environment, stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

export default function install(): void {
  mkdirSync(folder, { recursive: true });
  cpSync(import.meta.dirname, folder, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[')));
  run('npm', 'ci', '--omit=none', '--include=optional', '--no-audit', '--no-fund');
  run('npm', 'install', '--no-save', '--no-audit', '--no-fund', `${folder}/${filename}`);
}
