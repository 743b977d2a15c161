// Installs what is missing, and only that: npm packages from the lock file, and on Debian the system's packages.
// `node web/build/setup.mjs` for building, `--tests` for what the tests need besides, `--tools` for what
// training the model that ships does.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './paths.mjs';

const toBuild = {
  cmake: () => has('cmake'),
  'ninja-build': () => has('ninja'),
  emscripten: () => has('em++'),
  'libeigen3-dev': () => hasFile('/usr/include/eigen3/Eigen/Core', '/usr/local/include/eigen3/Eigen/Core'),
  'rapidjson-dev': () => hasFile('/usr/include/rapidjson/reader.h', '/usr/local/include/rapidjson/reader.h'),
};

const toTrain = { 'g++': () => has('g++') };

const toTest = {
  ...toTrain,
  'doctest-dev': () => hasFile('/usr/include/doctest/doctest.h', '/usr/local/include/doctest/doctest.h'),
  'clang-format': () => has('clang-format'),
  'libxml2-utils': () => has('xmllint'),
  'python3-numpy': () => spawnSync('/usr/bin/python3', ['-c', 'import numpy']).status === 0,
  chromium: () => has('chromium'),
  'firefox-esr': () => has('firefox-esr'),
  'webkit2gtk-driver': () => has('WebKitWebDriver'),
  xvfb: () => has('Xvfb'),
};

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** Where there is no apt-get, headers may be anywhere: it is left to CMake to miss them. */
function hasFile(...paths) {
  return paths.some((path) => existsSync(path)) || !has('apt-get');
}

function run(command, args, environment = {}) {
  execFileSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
}

function installSystemPackages(wanted) {
  const missing = Object.keys(wanted).filter((name) => !wanted[name]());
  if (missing.length === 0) return;
  const asRoot = process.getuid?.() === 0 ? [] : has('sudo') ? ['sudo', '-n'] : undefined;
  if (!has('apt-get') || !asRoot) {
    console.error(
      `Missing: ${missing.join(', ')} (names of Debian 12's packages).\n` +
        'They can be installed here only on Debian or Ubuntu, as root or with sudo.\n' +
        'Elsewhere, install them yourself:\n' +
        '  CMake, Ninja, Emscripten (em++ on the PATH), Eigen 3.4 or newer and RapidJSON to build;\n' +
        '  g++, doctest, clang-format, xmllint, Python 3 with NumPy, Chromium, Firefox,\n' +
        '  and WebKitGTK with its driver to test.\n' +
        'With Homebrew: brew install cmake ninja emscripten eigen rapidjson doctest clang-format numpy',
    );
    process.exit(1);
  }
  console.log(`Installing ${missing.join(', ')}`);
  const [command, ...prefix] = [...asRoot, 'apt-get'];
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  run(command, [...prefix, 'update', '-qq'], environment);
  run(command, [...prefix, 'install', '-y', '-qq', '--no-install-recommends', ...missing], environment);
}

function installNpmPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex');
  const stamp = `${root}/node_modules/.installed`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // Not `npm ci`: it wants every platform's optional packages in the lock file, and that depends on who wrote it.
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
  mkdirSync(`${root}/node_modules`, { recursive: true });
  writeFileSync(stamp, lock);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node must be 20.19 or newer, not ${process.versions.node}: see https://nodejs.org`);
  process.exit(1);
}
const wants = (flag) => process.argv.includes(flag);
installSystemPackages({
  ...toBuild,
  ...(wants('--tools') ? toTrain : {}),
  ...(wants('--tests') ? toTest : {}),
});
installNpmPackages();
