'use strict';

const { execFileSync, fork } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const { nodeBinary, presentNodes } = require('../../scripts/node-versions.js');
const { platformKey } = require('../../lib/native/platform.js');
const { temporaryFolder } = require('../helpers/package-copy.js');
const { ROOT, readText } = require('../helpers/project.js');
const { asProgram, findSnippets } = require('../helpers/readme.js');
const { binWith, emptyApp, npmProgram, packInto } = require('../helpers/tarball.js');

jest.setTimeout(120_000);

const folder = temporaryFolder('onceonly-empty-');
const EXPRESSES = ['express', 'express4'];
let tarball;

beforeAll(() => {
  ({ tarball } = packInto(folder));
  // Express is the user's own dependency: it is beside the app, not in the tarball.
  fs.mkdirSync(path.join(folder, 'node_modules'));
  for (const name of EXPRESSES) {
    const installed = path.join(ROOT, 'node_modules', name);
    fs.symlinkSync(installed, path.join(folder, 'node_modules', name), 'dir');
  }
});

/** Runs a program that serves HTTP; `use(port)` is called while it does. */
async function serving(program, { cwd, env, execPath }, use) {
  const host = path.join(ROOT, 'test', 'helpers', 'snippet-host.js');
  const stdio = ['ignore', 'ignore', 'pipe', 'ipc'];
  const child = fork(program, { cwd, env, execPath, execArgv: ['--require', host], stdio });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${said}`)));
  try {
    const [{ port }] = await Promise.race([once(child, 'message'), ended]);
    await use(port);
  } finally {
    child.kill();
    await exited;
  }
}

function order(port) {
  return fetch(`http://127.0.0.1:${port}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'pack-test' },
    body: JSON.stringify({ item: 'book' }),
  });
}

// Only Node can be found by name, so a compiler, a shell or a download would be missed.
describe.each(presentNodes())('an empty folder with Node %s and no other program', (major) => {
  const execPath = nodeBinary(major);
  const env = { PATH: binWith(execPath), HOME: folder };
  const app = emptyApp(folder, `app-${major}`);

  test('gets the package and nothing else, offline and without install scripts', () => {
    const args = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball];
    execFileSync(execPath, [npmProgram(), ...args], { cwd: app, env, stdio: 'pipe' });
    const installed = fs.readdirSync(path.join(app, 'node_modules'));
    expect(installed.sort()).toEqual(['.bin', '.package-lock.json', 'onceonly']);
    const binary = path.join('onceonly', 'prebuilds', platformKey(), 'onceonly.node');
    expect(fs.existsSync(path.join(app, 'node_modules', binary))).toBe(true);
  });

  test.each(EXPRESSES)('runs the first program of the README with %s', async (name) => {
    const snippets = findSnippets(readText('README.md'));
    const { code, line } = snippets.find(({ language }) => language === 'js');
    expect(line).toBeLessThanOrEqual(25);
    const program = path.join(app, `${name}.mjs`);
    fs.writeFileSync(program, asProgram(code, name));
    await serving(program, { cwd: app, env, execPath }, async (port) => {
      const first = await order(port);
      const body = await first.text();
      const replay = await order(port);
      expect([first.status, first.headers.get('idempotency-cached')]).toEqual([201, 'false']);
      expect([replay.status, replay.headers.get('idempotency-cached')]).toEqual([201, 'true']);
      expect(await replay.text()).toBe(body);
    });
  });
});
