// The model that ships, web/story: to build/story as scripts can carry it, and to dist/story as its files.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

const folder = `${root}/web/story`;
const text = (name) => readFileSync(`${folder}/${name}`, 'utf8');
const carried = (name) => gzipSync(readFileSync(`${folder}/${name}`), { level: 9 }).toString('base64');

/** After how many steps the log ends. */
const lastStep = () => Number(/step (\d+).*\n$/.exec(text('log.txt'))[1]);

export function writeStory() {
  const steps = readdirSync(`${folder}/snapshots`)
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  const config = text('config.json');
  const { n_layer: layers, n_head: heads } = JSON.parse(config);
  const about = { layers, heads, steps: [...steps, lastStep()] };
  const story = {
    config,
    tokenizer: text('tokenizer.json'),
    weights: carried('model.safetensors'),
    steps: about.steps,
  };
  const snapshots = Object.fromEntries(steps.map((step) => [step, carried(`snapshots/${step}.safetensors`)]));
  for (const path of ['build/story', 'dist/story']) {
    rmSync(`${root}/${path}`, { recursive: true, force: true });
    mkdirSync(`${root}/${path}`, { recursive: true });
  }
  for (const [name, value] of Object.entries({ about, snapshots, story }))
    writeFileSync(`${root}/build/story/${name}.js`, `export const ${name} = ${JSON.stringify(value)};\n`);
  cpSync(folder, `${root}/dist/story`, { recursive: true });
}
