'use strict';

// Builds the addon under AddressSanitizer and UndefinedBehaviorSanitizer and runs the Jest tests with it that drive
// it hardest. Ends with one line: "<n> passed, <m> failed".
//
//   node scripts/sanitize-jest.js                        the chosen tests
//   node scripts/sanitize-jest.js test/integration/race  these test files (patterns of Jest)

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { forgetMovedBuild } = require('./building/cmake-cache.js');

const ROOT = path.resolve(__dirname, '..');
const BUILD = path.join(ROOT, 'build', 'addon-sanitize');
const REPORTS = path.join(BUILD, 'reports');
const RESULTS = path.join(BUILD, 'jest.json');
// The tests that count hundreds of workers and connections take minutes here; each of these takes seconds.
const CHOSEN = [
  'test/js/(canonical|canonical-property|record-id|token)\\.test',
  'test/js/store/(addresses|answers-in-answers|check-and-store|close|contract|define-store|inspect-and-remove|record-functions|redis-records)\\.test',
  'test/native/teardown/(dispatch-throws|two-copies|worker-in-native-code)\\.test',
  'test/integration/(disconnect|four-cases|race|raw-body)\\.test',
  'test/integration/(redis-refuses|result-not-stored|store-down)\\.test',
];

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  return status === 0;
}

/** The places that scripts/build.js has found for its inputs. */
function readAddonSettings() {
  const cache = fs.readFileSync(path.join(ROOT, 'build', 'addon', 'CMakeCache.txt'), 'utf8');
  return cache
    .split('\n')
    .filter((line) => /^ONCEONLY_NODE_(HEADERS|ADDON_API):/.test(line))
    .map((line) => `-D${line}`);
}

function build() {
  const settings = [
    '-DCMAKE_BUILD_TYPE=Release',
    '-DCMAKE_CXX_FLAGS=-g1 -D_GLIBCXX_ASSERTIONS',
    '-DONCEONLY_ADDON=ON',
    '-DONCEONLY_SANITIZE=address,undefined',
    '-DCMAKE_UNITY_BUILD=ON',
  ];
  forgetMovedBuild(BUILD, ROOT);
  return (
    run(process.execPath, ['scripts/build.js', '--if-changed']) &&
    run('cmake', ['-S', ROOT, '-B', BUILD, ...settings, ...readAddonSettings()]) &&
    run('cmake', ['--build', BUILD, '--parallel', String(os.availableParallelism())])
  );
}

/**
 * Node itself is not instrumented, so the runtime of the sanitizer has to be loaded before it. Node keeps memory until
 * its end, which would hide a leak of the addon. The C++ tests look for leaks.
 */
function sanitizerEnvironment() {
  const runtime = execFileSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
  const log = `log_path=${path.join(REPORTS, 'report')}`;
  return {
    LD_PRELOAD: runtime,
    ASAN_OPTIONS: `detect_leaks=0:abort_on_error=1:strict_string_checks=1:${log}`,
    UBSAN_OPTIONS: `halt_on_error=1:abort_on_error=1:print_stacktrace=1:${log}`,
    ONCEONLY_BINARY: path.join(BUILD, 'module', 'onceonly.node'),
  };
}

function runJest(patterns) {
  fs.rmSync(REPORTS, { recursive: true, force: true });
  fs.rmSync(RESULTS, { force: true });
  fs.mkdirSync(REPORTS, { recursive: true });
  const ok = run(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--ci', '--json', `--outputFile=${RESULTS}`, ...patterns],
    {
      env: { ...process.env, ...sanitizerEnvironment() },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = fs.existsSync(RESULTS)
    ? JSON.parse(fs.readFileSync(RESULTS, 'utf8'))
    : {};
  return { passed, failed: ok || failed > 0 ? failed : 1 };
}

function main() {
  const patterns = process.argv.slice(2);
  const built = build();
  const { passed, failed } = built
    ? runJest(patterns.length > 0 ? patterns : CHOSEN)
    : { passed: 0, failed: 1 };
  const reports = built ? fs.readdirSync(REPORTS) : [];
  for (const name of reports) {
    process.stdout.write(`${fs.readFileSync(path.join(REPORTS, name), 'utf8')}\n`);
  }
  process.stdout.write(`\n${passed} passed, ${failed + reports.length} failed\n`);
  process.exitCode = passed > 0 && failed + reports.length === 0 ? 0 : 1;
}

main();
