// The package as npm packs it, in pages that Vite, webpack, esbuild and Next build for React and Vue, on a server, in
// jsdom, and before TypeScript. Built in build/hosts; the pages are opened in Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startHosts } from './harness.ts';
import { environment, folder, run } from './install.ts';

const { browser, open, shown, cdn } = await startHosts();

const page = (body: string, script: string) =>
  `<!doctype html><meta charset="utf-8"><div id="root">${body}</div><script type="module" src="${script}"></script>`;

const esbuild = (from: string, to: string, ...options: string[]) =>
  run('npx', 'esbuild', from, '--bundle', '--format=esm', '--jsx=automatic', `--outfile=${to}`, ...options);

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

test('Next builds a page with the tag in it, and serves it live', async () => {
  run('npx', 'next', 'build');
  expect(readFileSync(`${folder}/.next/server/pages/index.html`, 'utf8')).toContain('<pay-attention');
  const server = spawn('node_modules/.bin/next', ['start', '--port', '0'], { cwd: folder, env: environment });
  try {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
    });
    await expect.poll(() => said).toMatch(/http:\/\/localhost:\d+/);
    await browser.open(/http:\/\/localhost:\d+/.exec(said)?.[0] ?? '');
    await expect.poll(async () => (await shown()).words).toBe('the cat sat cat');
    expect((await shown()).state).toMatchObject({ seed: 3, keyPosition: 1 });
    for (const problem of await browser.takeProblems()) expect(problem).toContain('/favicon.ico');
  } finally {
    server.kill();
    await once(server, 'exit');
  }
});

describe('without a build, from a CDN', () => {
  const tag = '<pay-attention sentence="the cat sat" seed="3"></pay-attention>';
  const scripts = {
    'the script': `<script src="${cdn}pay-attention.min.js"></script>`,
    'the module': `<script type="module" src="${cdn}element.js"></script>`,
    'the module, by a CDN that bundles': `<script type="module" src="main.js"></script>`,
  };

  test.each(Object.entries(scripts))('%s defines the tag', async (name, script) => {
    if (script.includes('main.js')) {
      writeFileSync(`${folder}/bundled.js`, "import 'pay-attention/element';\n");
      esbuild('bundled.js', 'out/cdn/main.js');
    }
    const path = `out/cdn/${name.replaceAll(/\W+/g, '-')}.html`;
    mkdirSync(`${folder}/out/cdn`, { recursive: true });
    writeFileSync(`${folder}/${path}`, `<!doctype html><meta charset="utf-8">${script}${tag}`);
    await open(path);
    await expect.poll(async () => (await shown()).words).toBe('the cat sat');
    await browser.evaluate(() => document.querySelector('pay-attention')?.setAttribute('model', 'story'));
    const hasHeads = () =>
      browser.evaluate(() => Boolean(document.querySelector('pay-attention')?.reading?.heads));
    await expect.poll(hasHeads).toBe(true);
  });
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
  const options = [
    '--noEmit',
    '--types',
    'react',
    '--jsx',
    'react-jsx',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
  ];
  run('npx', 'tsc', '--strict', '--target', 'es2022', ...options, 'types.tsx');
});

describe('the templates of', () => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    verbatimModuleSyntax: true,
    types: [],
  };
  const check = (file: string, ...command: [string, ...string[]]) => {
    writeFileSync(`${folder}/${file}.json`, JSON.stringify({ compilerOptions, files: [file] }));
    return run('npx', ...command, `${file}.json`);
  };

  test('Vue know the tag', () => {
    check('typed-tag.vue', 'vue-tsc', '-p');
  });

  // Nothing marks a line of them as one that must be wrong: one is.
  test('Svelte know the tag', () => {
    expect(() => check('typed-tag.svelte', 'svelte-check', '--tsconfig')).toThrow(
      /typed-tag\.svelte:14:.*is not assignable.*found 1 error and 0 warnings/s,
    );
  });
});
