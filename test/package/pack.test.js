'use strict';

const { execFileSync, fork, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { platformKey } = require('../../lib/native/platform.js');
const { ROOT, readText } = require('../helpers/project.js');
const { linksOf } = require('../helpers/links.js');
const { asProgram, findSnippets } = require('../helpers/readme.js');

const EXPORTS = [
  'IdempotencyError',
  'IdempotencyHandler',
  'MemoryStore',
  'RedisStore',
  'asyncRoute',
  'canonicalize',
  'captureRawBody',
  'createStore',
  'defineStore',
  'fingerprint',
  'generateIdempotencyKey',
  'idempotency',
  'idempotencyErrors',
  'idempotentRoute',
];

jest.setTimeout(120_000);

let folder;
let app;
let packed;

/** Everything a process here may find by name is Node itself: no compiler, no npm. */
function bareEnvironment() {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  const node = path.join(bin, 'node');
  if (!fs.existsSync(node)) fs.symlinkSync(process.execPath, node);
  return { PATH: bin };
}

function npm(args, cwd) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function runInApp(name, code) {
  fs.writeFileSync(path.join(app, name), code);
  const child = spawnSync('node', [name], { cwd: app, env: bareEnvironment(), encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return JSON.parse(child.stdout);
}

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-pack-'));
  app = path.join(folder, 'app');
  fs.mkdirSync(app);
  fs.writeFileSync(path.join(app, 'package.json'), '{ "name": "app", "private": true }');
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], ROOT));
  const tarball = path.join(folder, packed.filename);
  npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], app);
  // Express is the user's own dependency: it is beside the app, not in the tarball.
  fs.mkdirSync(path.join(folder, 'node_modules'));
  for (const name of ['express', 'express4']) {
    fs.symlinkSync(
      path.join(ROOT, 'node_modules', name),
      path.join(folder, 'node_modules', name),
      'dir',
    );
  }
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

test('the tarball carries the binary and its sources, and no tests', () => {
  const files = packed.files.map((file) => file.path);
  expect(files).toEqual(
    expect.arrayContaining([
      `prebuilds/${platformKey()}/onceonly.node`,
      'lib/index.js',
      'lib/testing/store-contract/index.js',
      'lib/testing/index.js',
      'lib/testing/index.d.ts',
      'index.d.ts',
      'types/options.d.ts',
      'types/framework.d.ts',
      'CMakeLists.txt',
      'addon/binding/addon.cc',
      'scripts/build.js',
      'README.md',
      'LICENSE',
    ]),
  );
  expect(files.filter((file) => /^(test|build|bench|examples|node_modules)\//.test(file))).toEqual(
    [],
  );
});

test('the tarball carries every page that README and docs link to', () => {
  const files = packed.files.map(({ path: file }) => file);
  const pages = files.filter((file) => /^(README|docs\/.*)\.md$/.test(file));
  const missing = pages
    .flatMap((page) => linksOf(page).map(({ file }) => `${page}: ${file}`))
    .filter((link) => !files.includes(link.split(': ')[1]));
  expect(pages.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test('every export is there by require', () => {
  const names = runInApp(
    'list.js',
    `const onceonly = require('onceonly');
     console.log(JSON.stringify(Object.keys(onceonly).filter((name) => onceonly[name] !== undefined).sort()));`,
  );
  expect(names).toEqual(expect.arrayContaining(EXPORTS));
});

test('every export is there by a named import, as the same value', () => {
  const names = runInApp(
    'names.js',
    `console.log(JSON.stringify(Object.keys(require('onceonly'))));`,
  );
  const same = runInApp(
    'list.mjs',
    `import { createRequire } from 'node:module';
     import { ${names.join(', ')} } from 'onceonly';
     import whole from 'onceonly';
     import * as contract from 'onceonly/contract';
     import { gate, testStore } from 'onceonly/testing';
     const required = createRequire(import.meta.url)('onceonly');
     const imported = { ${names.join(', ')} };
     const other = Object.keys(imported).filter((name) => imported[name] !== required[name]);
     const tools = [contract.contract, gate, testStore].every((each) => typeof each === 'function');
     console.log(JSON.stringify([other, whole === required, tools]));`,
  );
  expect(same).toEqual([[], true, true]);
});

test.each(['express', 'express4'])('the first snippet of the README runs on %s', async (name) => {
  const { code, line } = findSnippets(readText('README.md')).find(
    ({ language }) => language === 'js',
  );
  expect(line).toBeLessThanOrEqual(25);
  fs.writeFileSync(path.join(app, 'snippet.mjs'), asProgram(code, name));
  const child = fork(path.join(app, 'snippet.mjs'), {
    cwd: app,
    env: bareEnvironment(),
    execArgv: ['--require', path.join(ROOT, 'test', 'helpers', 'snippet-host.js')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const exited = once(child, 'exit');
  try {
    const [{ port }] = await Promise.race([
      once(child, 'message'),
      exited.then(([status]) =>
        Promise.reject(new Error(`the snippet ended with ${status}: ${said}`)),
      ),
    ]);
    const order = () =>
      fetch(`http://127.0.0.1:${port}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'pack-test' },
        body: JSON.stringify({ item: 'book' }),
      });
    const first = await order();
    const body = await first.text();
    const replay = await order();
    expect([first.status, first.headers.get('idempotency-cached')]).toEqual([201, 'false']);
    expect([replay.status, replay.headers.get('idempotency-cached')]).toEqual([201, 'true']);
    expect(await replay.text()).toBe(body);
  } finally {
    child.kill();
    await exited;
  }
});

// Without this the tests above could pass by a binary from elsewhere.
test('without the binary of the tarball nothing loads', () => {
  const prebuilds = path.join(app, 'node_modules', 'onceonly', 'prebuilds');
  fs.renameSync(prebuilds, `${prebuilds}-away`);
  try {
    const code = runInApp(
      'missing.js',
      `try { require('onceonly'); console.log('null'); } catch ({ code }) { console.log(JSON.stringify(code)); }`,
    );
    expect(code).toBe('NO_BINARY');
  } finally {
    fs.renameSync(`${prebuilds}-away`, prebuilds);
  }
});
