// Builds everything that is missing or out of date: the core to build/wasm, the workers' scripts to build/worker, the
// model that ships to build/story, the colour map to build/colours, and what is published to dist/.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'vite';
import { writeManifest } from './attributes.mjs';
import { drawCard } from './card.mjs';
import { writeColours } from './colours.mjs';
import { copyExamples } from './examples.mjs';
import { writeManifestAndIcons } from './icons.mjs';
import { writeServiceWorker } from './offline.mjs';
import { root } from './paths.mjs';
import { buildSite } from './site.mjs';
import { makeOnce } from './stamp.mjs';
import { writeStory } from './story.mjs';
import { buildWasm, modules } from './wasm.mjs';

// A classic script has no import(): it loads what comes later as other scripts.
const inClassicScripts = [
  {
    find: /^(\.\/|(\.\.\/)+engine\/)load-part\.ts$/,
    replacement: `${root}/web/src/engine/load-part-script.ts`,
  },
  { find: './load-words.ts', replacement: `${root}/web/src/words/load-words-script.ts` },
];

// The page opens on the model of stories: the post's comes as a script of its own, like the others.
const onThePage = [
  ...inClassicScripts,
  { find: './carried-post.ts', replacement: `${root}/web/src/engine/carried-post-later.ts` },
];

/**
 * In scripts that carry Lit, its templates go through our Trusted Types policy: a page has one name to allow, and one
 * that allows none still gets the script.
 */
const oneTrustedPolicy = {
  name: 'one-trusted-policy',
  transform(code, id) {
    if (!/\/lit-html\/(\w+\/)?lit-html\.js$/.test(id)) return undefined;
    const made = /(\w+)\?\1\.createPolicy\("lit-html",\{createHTML:(\w+)=>\2\}\):void 0/;
    if (!made.test(code)) throw new Error(`${id} makes its policy in another way`);
    const policy = `${root}/web/src/engine/trusted.ts`;
    return `import { policy as sharedPolicy } from ${JSON.stringify(policy)};\n${code.replace(made, 'sharedPolicy()')}`;
  },
};

/** Templates are sent without their indentation: to HTML a line's beginning is one space, however wide. */
const withoutIndentation = {
  name: 'without-indentation',
  enforce: 'pre',
  transform: (code, id) =>
    /\/web\/src\/.*\.ts$/.test(id) && code.includes("from 'lit'")
      ? code.replaceAll(/\n\s+/g, '\n')
      : undefined,
};

/** What Rollup is to make of `entries`, sources by the names of what they become. */
function rollupOptions(entries, { format, node, exported, chunk, external, globals }) {
  const isClassic = format === 'iife';
  const sources = Object.entries(entries).map(([name, path]) => [name, `${root}/web/src/${path}`]);
  return {
    input: Object.fromEntries(sources),
    external,
    preserveEntrySignatures: exported ? 'strict' : false,
    output: {
      format,
      inlineDynamicImports: node,
      entryFileNames: '[name].js',
      chunkFileNames: chunk,
      ...(isClassic ? { name: 'payAttention', extend: true, globals } : {}),
    },
  };
}

/** One Vite build of scripts, without the pages and assets that Vite would look for. */
function bundle(entries, options = {}) {
  const { folder = 'dist', format = 'es', node = false } = options;
  const { exported = format === 'es', chunk = '[name]-[hash].js', external = [], globals } = options;
  const { alias = format === 'iife' ? inClassicScripts : [] } = options;
  return build({
    root: `${root}/web`,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: node || external.length > 0 ? [] : [oneTrustedPolicy, withoutIndentation],
    ssr: node ? { noExternal: true, external: ['@lit-labs/ssr', '@resvg/resvg-js'] } : undefined,
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { alias },
    build: {
      ssr: node,
      outDir: `${root}/${folder}`,
      emptyOutDir: false,
      target: node ? 'node20' : 'es2022',
      minify: node ? false : format === 'iife' ? 'terser' : true, // classic scripts are what readers wait for
      terserOptions: { compress: { passes: 2 } },
      modulePreload: false,
      rollupOptions: rollupOptions(entries, { format, node, exported, chunk, external, globals }),
    },
  });
}

/** TypeScript drops these comments of jsx.ts, without which an absent framework is an error. */
const ignoringAbsent = (text) =>
  text.replace(
    /^( *)(declare module '(?:react|preact|solid-js|vue|svelte\/elements)'|'pay-attention': )/gm,
    '$1// @ts-ignore\n$1$2',
  );

/** Type declarations beside the ES module. TypeScript leaves the sources' ".ts" in their imports. */
function declareTypes() {
  const folder = `${root}/dist/types`;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('npx', ['tsc', '-p', 'web/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
  for (const path of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts'))) {
    const text = readFileSync(`${folder}/${path}`, 'utf8');
    const named = text.replace(/(from|import) (['"]\.[^'"]*)\.ts(['"])/g, '$1 $2.js$3');
    writeFileSync(`${folder}/${path}`, path.endsWith('jsx.d.ts') ? ignoringAbsent(named) : named);
  }
}

await buildWasm();
const tools = ['web/build', 'web/tsconfig.json', 'package.json', 'package-lock.json'];
const carried = (name) => [`build/wasm/${name}.js`, `build/wasm/${name}-wasm.js`, `build/worker/${name}.js`];
const engine = [...tools, 'web/src/engine', ...carried('post')];
const element = [
  ...engine,
  'web/src/words',
  'web/src/views',
  'web/src/element',
  'build/colours/cividis.js',
  'build/story/about.js',
];
const workerNames = {
  post: 'worker.js',
  stories: 'stories-worker.js',
  transformer: 'transformer-worker.js',
  families: 'families-worker.js',
};
const later = ['transformer', 'families', 'stories'].flatMap(carried).concat('build/story');

await makeOnce('build/story/story.js', ['web/build/story.mjs', 'web/story'], writeStory);
await makeOnce('build/colours/cividis.js', ['web/build/colours.mjs', 'package-lock.json'], writeColours);
// Each module's worker becomes one function, which workers are made of and which a page without workers calls: either
// way the script that carries it holds the module's glue only once.
for (const name of modules) {
  const inputs = [...tools, 'web/src/engine', `build/wasm/${name}.js`];
  await makeOnce(`build/worker/${name}.js`, inputs, async () => {
    const folder = 'build/worker';
    await bundle({ [`${name}-script`]: `engine/${name}-worker.ts` }, { folder, format: 'iife' });
    const script = readFileSync(`${root}/${folder}/${name}-script.js`, 'utf8');
    writeFileSync(`${root}/${folder}/${name}.js`, `export function work(scope) {\n${script}}\n`);
    writeFileSync(`${root}/${folder}/${workerNames[name]}`, `((scope) => {\n${script}})(self);\n`);
  });
}
await makeOnce('dist/cli.js', [...element, ...later, 'web/src/cli'], () =>
  bundle({ cli: 'cli/main.ts' }, { node: true }),
);
// The modules twice: as they are, for a page without a build step, and for those with one, who have Lit already.
await makeOnce('dist/index.js', [...element, ...later], async () => {
  const modules = { index: 'engine/index.ts', element: 'element/define.ts' };
  const builds = [
    { folder: 'dist', external: [] },
    { folder: 'dist/npm', external: [/^lit(\/|$)/] },
  ];
  for (const { folder, external } of builds) {
    const chunks = existsSync(`${root}/${folder}`) ? readdirSync(`${root}/${folder}`) : [];
    for (const old of chunks.filter((name) => /^engine-.*\.js$/.test(name)))
      rmSync(`${root}/${folder}/${old}`);
    await bundle(modules, { folder, external, chunk: 'engine-[hash].js' });
  }
  for (const name of Object.values(workerNames)) {
    copyFileSync(`${root}/build/worker/${name}`, `${root}/dist/${name}`);
  }
  declareTypes();
});
await makeOnce('dist/pay-attention.min.js', element, () =>
  bundle({ 'pay-attention.min': 'element/define.ts' }, { format: 'iife' }),
);
await makeOnce('dist/custom-elements.json', element, async () => {
  await bundle({ attributes: 'element/attributes.ts' }, { folder: 'build/page', node: true });
  await writeManifest();
});
await makeOnce('dist/card.png', ['web/build/card.mjs', 'package-lock.json', 'dist/cli.js'], drawCard);
const parts = ['post', 'transformer', 'families', 'files', 'stories', 'story', 'snapshots'];
for (const name of parts) {
  await makeOnce(`dist/${name}.js`, [...engine, ...later], () =>
    bundle({ [name]: `engine/${name}-module.ts` }, { format: 'iife', exported: true }),
  );
}
// What goes into links is the page's own, and shares with it what is outside its folder.
const ofLinks = 'web/src/training/link';
await makeOnce('dist/links.js', [...element, 'web/src/training', 'web/src/page/shared.ts'], () =>
  bundle(
    { links: 'training/link/part.ts' },
    {
      format: 'iife',
      exported: true,
      external: (id, importer) =>
        importer !== undefined && !resolve(dirname(importer), id).startsWith(`${root}/${ofLinks}`),
      globals: () => 'payAttention.shared',
    },
  ),
);
const languages = readdirSync(`${root}/web/src/words`).flatMap(
  (name) => /^[a-z]{2}(?=\.ts$)/.exec(name) ?? [],
);
const words = languages.filter((name) => name !== 'en').map((name) => `words/${name}`);
for (const name of words) {
  await makeOnce(`dist/${name}.js`, [...tools, 'web/src/words'], () =>
    bundle({ [name]: `${name}.ts` }, { format: 'iife', exported: true }),
  );
}
writeFileSync(`${root}/build/site-url`, process.env.SITE_URL ?? '');
const page = [
  'build/site-url',
  ...element,
  ...[...parts, ...words, 'links'].map((name) => `dist/${name}.js`),
  'web/src/training',
  'web/src/page',
  'web/story/claims.json',
  'web/index.html',
  'web/models.json',
  'web/embed.html',
];
await makeOnce('dist/index.html', page, async () => {
  const scripts = { page: 'page/main.ts', embed: 'page/embed.ts', 'first-paint': 'page/first-paint.ts' };
  for (const [name, path] of Object.entries(scripts))
    await bundle({ [name]: path }, { folder: 'build/page', format: 'iife', alias: onThePage });
  const printed = {
    'first-screen': 'page/first-screen.ts',
    'en-page': 'words/en-page.ts',
    languages: 'words/languages.ts',
    ways: 'page/figures/take/example.ts',
  };
  for (const [name, path] of Object.entries(printed))
    await bundle({ [name]: path }, { folder: 'build/page', node: true });
  await buildSite([...parts, ...words], ['links']);
});
await makeOnce(
  'dist/examples/post.html',
  ['web/build/examples.mjs', 'web/examples', 'package-lock.json'],
  copyExamples,
);
await makeOnce('dist/manifest.webmanifest', [...tools, 'dist/cli.js'], writeManifestAndIcons);
const kept = [
  'dist/index.html',
  'dist/manifest.webmanifest',
  ...[...parts, ...words, 'links'].map((name) => `dist/${name}.js`),
];
await makeOnce('dist/sw.js', [...tools, ...kept], () => writeServiceWorker(`${root}/dist`));
