// The package as npm packs it, in pages that Vite, webpack, esbuild and Next build for React and Vue, on a server, in
// jsdom, and before TypeScript. Built in build/hosts; the pages are opened in Chromium.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launch } from '../browser/browsers.ts';

const root = `${import.meta.dirname}/../..`;
const folder = `${root}/build/hosts`;

function run(command: string, ...args: string[]): string {
  const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', env: environment, stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

const page = (body: string, script: string) =>
  `<!doctype html><meta charset="utf-8"><div id="root">${body}</div><script type="module" src="${script}"></script>`;

const esbuild = (from: string, to: string, ...options: string[]) =>
  run('npx', 'esbuild', from, '--bundle', '--format=esm', '--jsx=automatic', `--outfile=${to}`, ...options);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  cpSync(import.meta.dirname, folder, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[')));
  run('npm', 'ci', '--omit=none', '--include=optional', '--no-audit', '--no-fund');
  run('npm', 'install', '--no-save', '--no-audit', '--no-fund', `${folder}/${filename}`);
});

const site = sirv(folder, { dev: true });
const server = createServer((request, response) => {
  if (request.url === '/favicon.ico') return response.writeHead(204).end();
  site(request, response);
});
const browser = await launch('chromium');

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterEach(async () => expect(await browser.takeProblems()).toEqual([]));
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

const open = (path: string) =>
  browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);

const shown = () =>
  browser.evaluate(() => {
    const element = document.querySelector('pay-attention');
    return {
      words: element?.reading?.words.join(' '),
      state: element?.state,
      results: Number(document.querySelector('output')?.textContent),
    };
  });

const builds: Record<string, () => void> = {
  'Vite and React': () => run('npx', 'vite', 'build', '--base=./', '--outDir=out/vite', '--logLevel=error'),
  'webpack and Vue': () => {
    run(
      'npx',
      'webpack',
      '--mode=production',
      '--entry=./vue.js',
      '--output-path=out/webpack',
      '--stats=errors-only',
    );
    writeFileSync(`${folder}/out/webpack/index.html`, page('', 'main.js'));
  },
  'esbuild and React': () => {
    esbuild('react.jsx', 'out/esbuild/main.js', '--minify');
    writeFileSync(`${folder}/out/esbuild/index.html`, page('', 'main.js'));
  },
};

describe.each(Object.keys(builds))('a page built with %s', (name) => {
  test('shows what its properties say, and what they say next', async () => {
    builds[name]?.();
    await open(`out/${name.split(' ')[0]?.toLowerCase()}/index.html`);
    await expect.poll(async () => (await shown()).words).toBe('the cat sat on the mat cat');
    const { state } = await shown();
    expect(state).toMatchObject({ seed: 1, query: 4, keyPosition: 2, view: 'pair', corrected: 'none' });
    const { results } = await shown();
    expect(results).toBeGreaterThan(0);
    await browser.click('button');
    await expect.poll(async () => (await shown()).results).toBeGreaterThan(results);
    expect((await shown()).state).toMatchObject({ seed: 7 });
  });
});

test('a page from a server is hydrated without a mismatch', async () => {
  esbuild('server.jsx', 'out/server/main.mjs', '--platform=node', '--packages=external');
  const markup = run('node', 'out/server/main.mjs').trim();
  expect(markup).toContain('<pay-attention sentence="the cat sat" seed="3"');
  esbuild('hydrated.jsx', 'out/server/page.js');
  writeFileSync(`${folder}/out/server/index.html`, page(markup, 'page.js'));
  await open('out/server/index.html');
  await expect.poll(async () => (await shown()).words).toBe('the cat sat cat');
  expect((await shown()).state).toMatchObject({ keyPosition: 1 });
  expect(
    await browser.evaluate(() => (globalThis as unknown as { mismatches: string[] }).mismatches),
  ).toEqual([]);
});

test('Next builds a page with the tag in it', () => {
  run('npx', 'next', 'build');
  expect(readFileSync(`${folder}/.next/server/pages/index.html`, 'utf8')).toContain('<pay-attention');
});

test('Lit comes once', () => {
  const script = readFileSync(`${folder}/out/esbuild/main.js`, 'utf8');
  expect(script.match(/litHtmlVersions/g)).toHaveLength(1);
});

test('importing the element in Node does nothing', () => {
  const script =
    "import('pay-attention/element').then(({ PayAttention }) => console.log(PayAttention.name.length > 0))";
  expect(run('node', '-e', script).trim()).toBe('true');
});

test('jsdom has the element', () => {
  expect(run('node', 'dom.mjs').trim()).toContain('[3,["in","jsdom"]]');
});

test('TypeScript knows the tag', () => {
  const options = ['--noEmit', '--jsx', 'react-jsx', '--module', 'esnext', '--moduleResolution', 'bundler'];
  run('npx', 'tsc', '--strict', '--target', 'es2022', ...options, 'types.tsx');
});
