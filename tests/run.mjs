// What `npm test` runs once everything is built: every layer, whatever else fails, two at a time, since half of what
// browsers' tests do is to wait; and a table at the end. `npm test -- lint firefox` runs only these.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { root } from '../web/build/paths.mjs';
import { buildPreset } from '../web/build/wasm.mjs';
import { sizes } from './sizes.mjs';

const longestLine = 120; // characters

/** Runs a command to its end; what it prints comes back. */
function execute(command, args) {
  const path = `${root}/node_modules/.bin:${process.env.PATH}`;
  const child = spawn(command, args, { cwd: root, env: { ...process.env, PATH: path } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ succeeded: false, output: message }));
    child.on('close', (status) => resolve({ succeeded: status === 0, output }));
  });
}

/** Runs commands, each of which counts as one; what a failing one printed is shown. */
async function commands(say, ...lines) {
  let passed = 0;
  for (const [command, ...args] of lines) {
    const { succeeded, output } = await execute(command, args);
    if (succeeded) passed += 1;
    else say(`${command} ${args.slice(0, 4).join(' ')} failed:\n${output}`);
  }
  return { passed, failed: lines.length - passed };
}

/** Runs doctest's program; its last words are the count. */
async function doctest(say, preset, command, ...args) {
  await buildPreset(preset, 'core_tests');
  const { succeeded, output } = await execute(command, args);
  if (!succeeded) say(output.slice(-20_000));
  const [, passed = 0, failed = 0] = /test cases:.*?(\d+) passed \|\s*(\d+) failed/.exec(output) ?? [];
  return { passed: Number(passed), failed: Math.max(Number(failed), succeeded ? 0 : 1) };
}

/** Runs Vitest; what was skipped, or a file that could not be loaded, counts as failed. */
async function vitest(say, config, project) {
  const report = `${root}/build/tests/${project ?? 'engine'}.json`;
  mkdirSync(`${root}/build/tests`, { recursive: true });
  rmSync(report, { force: true });
  const { succeeded, output } = await execute('vitest', [
    'run',
    `--config=${config}`,
    ...(project ? [`--project=${project}`] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  say(output);
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const broken = testResults.filter((file) => file.assertionResults.length === 0).length;
  const failed = numTotalTests - numPassedTests + broken;
  return { passed: numPassedTests, failed: Math.max(failed, succeeded ? 0 : 1) };
}

function checkSizes(say) {
  const results = sizes();
  for (const { goal, measured } of results) say(`${goal}, has ${measured}`);
  const passed = results.filter(({ measured, limit }) => measured <= limit).length;
  return { passed, failed: results.length - passed };
}

/** Files of the folders whose names end in one of `endings`. */
function sourcesIn(folders, endings) {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true })
      .filter((name) => endings.includes(extname(name)))
      .map((name) => `${folder}/${name}`),
  );
}

/** No line is too long: formatters leave comments and long texts as they are. */
function checkLines(say) {
  const long = sourcesIn(
    ['cpp', 'tests', 'web'],
    ['.cpp', '.css', '.h', '.js', '.mjs', '.py', '.ts'],
  ).flatMap((path) => {
    const lines = readFileSync(`${root}/${path}`, 'utf8').split('\n');
    return lines.flatMap((line, i) => ([...line].length > longestLine ? [`${path}:${i + 1}`] : []));
  });
  if (long.length > 0) say(`longer than ${longestLine} characters:\n${long.join('\n')}`);
  return { passed: long.length > 0 ? 0 : 1, failed: long.length > 0 ? 1 : 0 };
}

/** Names that one of Eigen 3.4 and 5 has not. */
const ofOneEigen = /Eigen::(all|last|lastp1|lastN|placeholders|indexing|symbolic)\b/;

/** Nothing is used that only the toolchain of today has, or only tomorrow's: Debian's Eigen is 3.4, the newest is 5. */
function checkNames(say) {
  const used = sourcesIn(['cpp', 'tests'], ['.cpp', '.h']).flatMap((path) => {
    const lines = readFileSync(`${root}/${path}`, 'utf8').split('\n');
    return lines.flatMap((line, i) => (ofOneEigen.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : []));
  });
  if (used.length > 0) say(`not in every Eigen from 3.4 to 5:\n${used.join('\n')}`);
  return { passed: used.length > 0 ? 0 : 1, failed: used.length > 0 ? 1 : 0 };
}

const sum = (...counts) => ({
  passed: counts.reduce((total, { passed }) => total + passed, 0),
  failed: counts.reduce((total, { failed }) => total + failed, 0),
});

const browser = (name) => (say) => vitest(say, 'tests/browser/vitest.config.ts', name);

/** Those that take longest come first, so that none is left alone at the end. */
const layers = {
  webkit: browser('webkit'),
  native: (say) => doctest(say, 'native', 'build/native/tests/core/core_tests'),
  firefox: browser('firefox'),
  chromium: browser('chromium'),
  wasm: (say) => doctest(say, 'wasm', 'node', 'build/wasm/tests/core/core_tests.js'),
  engine: (say) => vitest(say, 'tests/engine/vitest.config.ts'),
  reference: (say) =>
    commands(
      say,
      ['/usr/bin/python3', 'tests/reference/post_reference.py', '--check'],
      ['/usr/bin/python3', 'tests/reference/block_reference.py', '--check'],
      ['node', 'tests/reference/unicode_tables.mjs', '--check'],
      ['node', 'web/build/story-card.mjs', '--check'],
      ['node', 'web/build/attributes.mjs', '--check'],
      ['node', 'web/build/ways.mjs', '--check'],
      ['/usr/bin/python3', 'tests/reference/story_answers.py'],
      ['/usr/bin/python3', 'tests/reference/story_rates.py'],
    ),
  lint: async (say) =>
    sum(
      await commands(
        say,
        ['clang-format', '--dry-run', '-Werror', ...sourcesIn(['cpp', 'tests'], ['.cpp', '.h'])],
        ['biome', 'check'],
        ['node', 'tests/includes.mjs'],
        ['tsc', '-p', 'web/tsconfig.json'],
      ),
      checkLines(say),
      checkNames(say),
    ),
  package: async (say) =>
    sum(
      await commands(
        say,
        ['publint'],
        ['attw', '--pack', '.', '--profile', 'esm-only', '--entrypoints', '.', './element'],
      ),
      checkSizes(say),
    ),
};

/** What a layer says is printed when it ends, so that two of them do not talk at once. */
async function run(name) {
  const said = [];
  const say = (text) => said.push(text);
  const start = performance.now();
  console.log(`${name} begins`);
  let counts;
  try {
    counts = await layers[name](say);
  } catch (error) {
    say(error.message);
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) counts.failed = 1; // a layer that runs nothing is broken
  console.log(`\n── ${name}\n${said.join('\n')}`);
  return { name, ...counts, seconds: (performance.now() - start) / 1000 };
}

/** As many layers at once as there are processors, and two at the most. */
async function runAll(names) {
  const results = [];
  const waiting = [...names];
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results.push(await run(name));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  return results;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(layers, name));
if (unknown !== undefined) {
  console.error(`"${unknown}" is not a layer: expected some of ${Object.keys(layers).join(', ')}`);
  process.exit(2);
}
const start = performance.now();
const results = await runAll(wanted.length ? wanted : Object.keys(layers));
const { passed, failed } = sum(...results);

console.log('\nlayer       passed  failed  seconds');
for (const { name, passed, failed, seconds } of results) {
  const cells = [String(passed).padStart(6), String(failed).padStart(6), seconds.toFixed(1).padStart(7)];
  console.log(`${name.padEnd(10)}  ${cells.join('  ')}`);
}
console.log(`${Math.round((performance.now() - start) / 1000)} seconds in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
