// `npm run fuzz [seconds]`: the C++ bodies under libFuzzer, which needs Clang, then the address and attributes with as
// many damaged texts as `npm test` takes a hundred times over.
import { spawnSync } from 'node:child_process';
import { root } from '../../web/build/paths.mjs';

const seconds = process.argv[2] ?? '60';
if (!/^[1-9]\d*$/.test(seconds)) {
  console.error(`"${seconds}" is no number of seconds`);
  process.exit(2);
}

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
run(`${build}/tests/fuzz/file_fuzz`, [
  '-max_len=20000',
  `-max_total_time=${seconds}`,
  `-artifact_prefix=${build}/`,
]);
run('npx', ['vitest', 'run', '--config=tests/engine/vitest.config.ts', 'fuzz.test.ts'], {
  FUZZ_TIMES: '100',
});
