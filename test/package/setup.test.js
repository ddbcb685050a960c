'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ROOT } = require('../helpers/project.js');

// What the script itself and npm need; no package manager is among them.
const ALWAYS_THERE = [
  'bash',
  'env',
  'node',
  'npm',
  'dirname',
  'id',
  'xargs',
  'echo',
  'make',
  'c++',
];

let bin;

beforeAll(() => {
  bin = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-bin-'));
  const places = process.env.PATH.split(path.delimiter);
  for (const name of ALWAYS_THERE) {
    const place = places.find((folder) => fs.existsSync(path.join(folder, name)));
    fs.symlinkSync(path.join(place, name), path.join(bin, name));
  }
});

afterAll(() => {
  fs.rmSync(bin, { recursive: true });
});

function setup(args, env = {}) {
  const child = spawnSync('bash', ['scripts/setup.sh', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status: child.status, output: child.stdout + child.stderr };
}

test.each([
  ['the tests', []],
  ['the demo', ['--demo']],
])('nothing is said or done for %s where nothing is missing', (_, args) => {
  expect(setup(args)).toEqual({ status: 0, output: '' });
});

test('the missing packages are named in one line', () => {
  const { status, output } = setup([], { PATH: bin });
  expect(status).toBe(1);
  expect(output).toBe(
    'onceonly needs more of this machine:  install cmake redis openssl util-linux\n',
  );
});

test('packages that only .ci/run needs are asked for with --ci', () => {
  const { status, output } = setup(['--ci'], { PATH: bin });
  expect(status).toBe(1);
  expect(output.trim().split(' ')).toEqual(expect.arrayContaining(['clang-format', 'gcc', 'spin']));
});

test('packages that only a release needs are asked for with --release, and none for tests', () => {
  const { status, output } = setup(['--release'], { PATH: bin });
  expect(status).toBe(1);
  expect(output).toBe(
    'onceonly needs more of this machine:  install cmake ld64.lld-14 llvm-strip-14\n',
  );
});

test.each(['--ci', '--ecosystem'])('Prometheus and Chromium are asked for with %s', (flag) => {
  const { status, output } = setup([flag], { PATH: bin });
  expect(status).toBe(1);
  expect(output.trim().split(' ')).toEqual(expect.arrayContaining(['prometheus', 'chromium']));
});

test('packages that only the matrix needs are asked for with --matrix', () => {
  const { status, output } = setup(['--matrix'], { PATH: bin });
  expect(status).toBe(1);
  expect(output.trim().split(' ')).toEqual(
    expect.arrayContaining(['qemu-aarch64', 'aarch64-linux-gnu-gcc', 'musl-gcc']),
  );
});

test('the demo asks for no Redis server', () => {
  const { status, output } = setup(['--demo'], { PATH: bin });
  expect(status).toBe(1);
  expect(output).toBe('onceonly needs more of this machine:  install cmake\n');
});
