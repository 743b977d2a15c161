// What the page copies for other people's tools, put where it says and built there, with a sentence that is as hard as
// any: each page that comes of it shows what was copied.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { programPath } from '../browser/browser.ts';
import { startHosts } from './harness.ts';
import { folder, run } from './install.ts';

const { browser, open, shown, cdn } = await startHosts();
const root = `${import.meta.dirname}/../..`;
const { ways, exampleOf } = await import(`${root}/build/page/ways.js`);

// Nothing in it may mean anything to a template, to Markdown or to JSX.
// biome-ignore lint/suspicious/noTemplateCurlyInString: as above
const sentence = 'a {b} {{c}} <d> "e" *f* _g_ `h` $i$ #j & k\'l \\m {{< n >}} ${o} [p](q) :r:';
const example = exampleOf(cdn);
const script = readFileSync(`${folder}/node_modules/pay-attention/dist/pay-attention.min.js`);
const given = {
  ...example,
  state: { ...example.state, model: 'post', sentence, seed: 7 },
  script: {
    address: `${cdn}pay-attention.min.js`,
    integrity: `sha384-${createHash('sha384').update(script).digest('base64')}`,
  },
  picture: {
    svg: run(
      'node',
      'node_modules/pay-attention/dist/cli.js',
      'draw',
      '--model',
      'post',
      '--prompt',
      sentence,
    ),
    alt: `Attention: ${sentence}`,
  },
};
const textOf = (way: string): string => ways[way].write(given);

function write(path: string, text: string): void {
  mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
  writeFileSync(`${folder}/${path}`, text);
}

async function expectShown(path: string, words = sentence): Promise<void> {
  await open(path);
  await expect.poll(async () => (await shown()).words).toBe(words);
  expect((await shown()).state).toMatchObject({ seed: 7, show: ['arcs', 'bars'] });
  const alt = () =>
    browser.evaluate(() => document.querySelector('pay-attention > img')?.getAttribute('alt'));
  await expect.poll(alt).toBe(`Attention: ${words}`);
}

test('MDX, rendered by React', async () => {
  write('out/mdx/post.mdx', `# A post\n\n${textOf('mdx')}\n\nIt goes *on*.\n`);
  write(
    'mdx.mjs',
    `import { readFileSync } from 'node:fs';
import { evaluate } from '@mdx-js/mdx';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import * as runtime from 'react/jsx-runtime';
const { default: Post } = await evaluate(readFileSync('out/mdx/post.mdx', 'utf8'), runtime);
console.log('<!doctype html><meta charset="utf-8">' + renderToStaticMarkup(createElement(Post)));
`,
  );
  write('out/mdx/index.html', run('node', 'mdx.mjs'));
  await expectShown('out/mdx/index.html');
});

test('Astro, in its own pages, in Markdown and in MDX', async () => {
  const site = 'out/astro-site';
  rmSync(`${folder}/${site}`, { recursive: true, force: true });
  write(`${site}/package.json`, '{ "type": "module" }');
  write(
    `${site}/astro.config.mjs`,
    `import mdx from '@astrojs/mdx';
export default { integrations: [mdx()], build: { format: 'file' }, telemetry: false };
`,
  );
  for (const kind of ['astro', 'md', 'mdx'])
    write(
      `${site}/src/pages/in-${kind}.${kind}`,
      kind === 'astro' ? textOf('astro') : `# A post\n\n${textOf('astro')}\n`,
    );
  run('npx', 'astro', 'build', '--root', site, '--silent');
  // In its own pages Astro drops the backslash of an attribute, however that is written.
  await expectShown(`${site}/dist/in-astro.html`, sentence.replace('\\', ''));
  for (const kind of ['md', 'mdx']) await expectShown(`${site}/dist/in-${kind}.html`);
});

test('Hugo, with a shortcode of one line', async () => {
  const site = 'out/hugo';
  rmSync(`${folder}/${site}`, { recursive: true, force: true });
  const [, line = '', path = ''] = /`(\{\{.*\}\})` into `(.*)`/.exec(ways.hugo.about) ?? [];
  write(`${site}/${path}`, line);
  write(
    `${site}/config.toml`,
    'baseURL = "/"\ndisableKinds = ["RSS", "sitemap", "taxonomy", "term", "home"]\n',
  );
  write(`${site}/layouts/_default/single.html`, '<!doctype html><meta charset="utf-8">{{ .Content }}');
  write(
    `${site}/content/post.md`,
    `---\ntitle: A post\n---\n\nBefore it.\n\n${textOf('hugo')}\n\nAfter it.\n`,
  );
  run(programPath('hugo', 'hugo'), '--source', site, '--quiet');
  await expectShown(`${site}/public/post/index.html`);
});

test('Pandoc, which Quarto and R Markdown are made of', async () => {
  write(
    'out/pandoc/post.md',
    `---\ntitle: A post\nlang: en\n---\n\nBefore it.\n\n${textOf('quarto')}\n\nAfter it.\n`,
  );
  run(
    programPath('pandoc', 'pandoc'),
    '--standalone',
    '--output',
    'out/pandoc/index.html',
    'out/pandoc/post.md',
  );
  await expectShown('out/pandoc/index.html');
});

test('Jupyter, a cell that has run', async () => {
  const cell = {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: textOf('jupyter'),
  };
  const kernel = { display_name: 'Python 3', language: 'python', name: 'python3' };
  const notebook = { cells: [cell], metadata: { kernelspec: kernel }, nbformat: 4, nbformat_minor: 4 };
  write('out/jupyter/post.ipynb', JSON.stringify(notebook));
  const program = programPath('jupyter-nbconvert', 'jupyter-nbconvert, and python3-ipykernel');
  run(program, '--to', 'html', '--execute', 'out/jupyter/post.ipynb');
  await expectShown('out/jupyter/post.html');
  // What nbconvert's page has from elsewhere (MathJax, RequireJS) may not be there.
  for (const problem of await browser.takeProblems())
    expect(problem).toMatch(/ERR_.* https:\/\/|file:\/\/\/usr\/share/);
});

test('Markdown that lets HTML through', async () => {
  write('out/commonmark/post.md', `Before it.\n\n${textOf('html')}\n\nAfter it.\n`);
  const options = ['--from', 'commonmark', '--standalone', '--metadata', 'title=A post'];
  run(
    programPath('pandoc', 'pandoc'),
    ...options,
    '--output',
    'out/commonmark/index.html',
    'out/commonmark/post.md',
  );
  await expectShown('out/commonmark/index.html');
});
