// Trains the model that ships, measures it, and writes web/story: checkpoint, snapshots, log, rates and card. The same
// bits on one platform; web/story/README.md is what comes of it.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { root } from './paths.mjs';
import { cardOf } from './story-card.mjs';
import { buildPreset } from './wasm.mjs';

const run = (command, args, stdout = 'inherit') =>
  execFileSync(command, args, { cwd: root, stdio: ['ignore', stdout, 'inherit'], maxBuffer: 2 ** 26 });
const build = () => run('node', ['web/build/build.mjs']);

// What is half done is never where it is read.
const trained = `${root}/build/trained`;
rmSync(trained, { recursive: true, force: true });
await buildPreset('tools', 'train_story');
run('build/tools/train_story', [trained]);
rmSync(`${root}/web/story`, { recursive: true, force: true });
cpSync(trained, `${root}/web/story`, { recursive: true });

console.error('measuring the claims');
writeFileSync(`${root}/web/story/claims.json`, '{}\n');
build();
const claims = run('node', ['dist/cli.js', 'claims', '--json'], 'pipe');
writeFileSync(`${root}/web/story/claims.json`, claims);
writeFileSync(`${root}/web/story/README.md`, cardOf());
build();
