// The C++ core to build/wasm: CMake and Ninja decide what there is to do.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

// Debian's emcc looks for acorn beside Node, and does not find it where Node is not Debian's own.
const environment = {
  ...process.env,
  NODE_PATH: [process.env.NODE_PATH, '/usr/share/nodejs'].filter(Boolean).join(':'),
};

const mostOutput = 64e6; // bytes

async function run(command, ...args) {
  try {
    await promisify(execFile)(command, args, { cwd: root, env: environment, maxBuffer: mostOutput });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout}${error.stderr}`);
  }
}

/** Configures and builds a preset of CMakePresets.json; `targets` none: everything. */
export async function buildPreset(preset, ...targets) {
  const [command, ...prefix] = preset === 'wasm' ? ['emcmake', 'cmake'] : ['cmake'];
  await run(command, ...prefix, '--preset', preset);
  await run('cmake', '--build', '--preset', preset, ...targets.flatMap((target) => ['--target', target]));
}

/** The modules of CMakeLists.txt: the post's model; those that a page loads when it wants them. */
export const modules = ['post', 'stories', 'transformer', 'families'];

/** build/wasm/NAME.js and NAME-wasm.js, a module's glue and its bytes as a script can carry them. */
export async function buildWasm() {
  await buildPreset('wasm', ...modules);
  for (const name of modules) {
    const bytes = gzipSync(readFileSync(`${root}/build/wasm/${name}.wasm`), { level: 9 });
    const script = `export const gzippedBase64 = '${bytes.toString('base64')}';\n`;
    const path = `${root}/build/wasm/${name}-wasm.js`;
    if (!existsSync(path) || readFileSync(path, 'utf8') !== script) writeFileSync(path, script);
  }
}
