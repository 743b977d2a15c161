// `npm run fuzz [-- [TARGET] [--runs N | --seconds N]]`: the C++ bodies under libFuzzer, which needs Clang: all of them
// or the one that libfuzzer.cpp calls TARGET; 60 seconds if nothing is said. Without TARGET then the address and
// attributes with as many damaged texts as `npm test` takes a hundred times over.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from '../../web/build/paths.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seconds: { type: 'string' } },
});
for (const number of Object.values(values)) {
  if (/^[1-9]\d*$/.test(number)) continue;
  console.error(`"${number}" is no number of runs or seconds`);
  process.exit(2);
}
const [target] = positionals;
const limit = values.runs ? `-runs=${values.runs}` : `-max_total_time=${values.seconds ?? 60}`;

function run(command, args, environment = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(1);
}

const build = 'build/fuzz';
const options = ['-DCMAKE_CXX_COMPILER=clang++', '-DPAY_ATTENTION_FUZZ=ON', '-DPAY_ATTENTION_TESTS=OFF'];
run('cmake', ['--preset', 'native', '-B', build, ...options]);
run('ninja', ['-C', build, 'file_fuzz']);
run(
  `${build}/tests/fuzz/file_fuzz`,
  ['-max_len=40000', limit, `-artifact_prefix=${build}/`],
  target ? { FUZZ_TARGET: target } : {},
);
if (target) process.exit(0);
run('npx', ['vitest', 'run', '--config=tests/engine/vitest.config.ts', 'fuzz.test.ts'], {
  FUZZ_TIMES: '100',
});
