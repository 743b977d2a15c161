// Builds everything that is missing or out of date: the core to build/wasm, the worker's script to build/worker, the
// colour map to build/colours, and what is published to dist/.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'vite';
import { writeColours } from './colours.mjs';
import { root } from './paths.mjs';
import { buildSite } from './site.mjs';
import { makeOnce } from './stamp.mjs';
import { buildWasm } from './wasm.mjs';

/** One Vite build of scripts, without the pages and assets that Vite would look for. */
function bundle(entry, { folder = 'dist', format = 'es', name, node = false, chunk = '[name]-[hash].js' }) {
  const entries = typeof entry === 'string' ? { [name]: entry } : entry;
  return build({
    root: `${root}/web`,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: node ? { noExternal: true } : undefined,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ssr: node,
      outDir: `${root}/${folder}`,
      emptyOutDir: false,
      target: node ? 'node20' : 'es2022',
      minify: !node,
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([key, path]) => [key, `${root}/web/src/${path}`])),
        preserveEntrySignatures: format === 'es' ? 'strict' : false,
        output: { format, entryFileNames: '[name].js', chunkFileNames: chunk, ...(format === 'iife' ? { name: 'payAttention', extend: true } : {}) },
      },
    },
  });
}

/** Type declarations beside the ES module. TypeScript leaves the sources' ".ts" in their imports. */
function declareTypes() {
  const folder = `${root}/dist/types`;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('npx', ['tsc', '-p', 'web/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
  for (const path of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts'))) {
    const text = readFileSync(`${folder}/${path}`, 'utf8');
    writeFileSync(`${folder}/${path}`, text.replace(/(from|import) (['"]\.[^'"]*)\.ts(['"])/g, '$1 $2.js$3'));
  }
}

buildWasm();
const tools = ['web/build', 'web/tsconfig.json', 'package.json', 'package-lock.json'];
const engine = [...tools, 'web/src/engine', 'build/wasm/attention.js', 'build/wasm/attention-wasm.js'];
const element = [...engine, 'web/src/views', 'web/src/element', 'build/worker/work.js', 'build/colours/cividis.js'];

await makeOnce('build/colours/cividis.js', ['web/build/colours.mjs', 'package-lock.json'], writeColours);
// One function, for workers to be made of its text and for pages without workers to call: the glue travels once.
await makeOnce('build/worker/work.js', engine, async () => {
  await bundle('engine/worker.ts', { folder: 'build/worker', format: 'iife', name: 'script' });
  const script = readFileSync(`${root}/build/worker/script.js`, 'utf8');
  writeFileSync(`${root}/build/worker/work.js`, `export function work(scope) {\n${script}}\n`);
  writeFileSync(`${root}/build/worker/worker.js`, `((scope) => {\n${script}})(self);\n`);
});
await makeOnce('dist/cli.js', [...engine, 'web/src/cli', 'build/worker/work.js'], () =>
  bundle('cli/main.ts', { name: 'cli', node: true }),
);
await makeOnce('dist/index.js', element, async () => {
  for (const old of readdirSync(`${root}/dist`).filter((name) => /^engine-.*\.js$/.test(name))) {
    rmSync(`${root}/dist/${old}`);
  }
  await bundle({ index: 'engine/index.ts', element: 'element/define.ts' }, { chunk: 'engine-[hash].js' });
  copyFileSync(`${root}/build/worker/worker.js`, `${root}/dist/worker.js`);
  declareTypes();
});
await makeOnce('dist/pay-attention.min.js', element, () =>
  bundle('element/define.ts', { format: 'iife', name: 'pay-attention.min' }),
);
await makeOnce('dist/index.html', [...element, 'web/src/page', 'web/index.html'], async () => {
  await bundle('page/main.ts', { folder: 'build/page', format: 'iife', name: 'page' });
  await bundle('page/picture.ts', { folder: 'build/page', name: 'picture', node: true });
  await buildSite();
});
