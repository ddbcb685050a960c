'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { temporaryFolder } = require('../../helpers/package-copy');
const { emptyApp, packInto } = require('../../helpers/tarball');

jest.setTimeout(120_000);

const PROGRAM = `
  const { IdempotencyHandler, MemoryStore } = require('onceonly');
  const handler = new IdempotencyHandler({ store: new MemoryStore() });
  const pay = () => handler.execute('k', {}, async () => 'paid');
  pay().then(async (first) => console.log(JSON.stringify([first, await pay()])));`;
const PAID_ONCE = [
  { result: 'paid', cached: false },
  { result: 'paid', cached: true },
];

const place = temporaryFolder('onceonly-managers-');
const cache = path.join(place, 'cache');
let tarball;
beforeAll(() => {
  ({ tarball } = packInto(place));
});

// Nothing of this machine's user counts, and nothing is downloaded.
const { npm_config_user_agent: _, ...inherited } = process.env;
const YARN = require.resolve('@yarnpkg/cli-dist/bin/yarn.js');
const env = {
  ...inherited,
  HOME: place,
  ONCEONLY_BINARY: '',
  YARN_ENABLE_NETWORK: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  YARN_GLOBAL_FOLDER: path.join(place, 'yarn'),
};

/** An app that has installed the tarball with a package manager; gives its folder. */
function install(name, [program, ...args], { manifest, settings = {} } = {}) {
  const app = emptyApp(place, name, manifest);
  fs.writeFileSync(path.join(app, 'program.js'), PROGRAM);
  // A lock marks the root of a project of Yarn.
  fs.writeFileSync(path.join(app, 'yarn.lock'), '');
  execFileSync(process.execPath, [program, ...args], {
    cwd: app,
    env: { ...env, ...settings },
    stdio: 'pipe',
  });
  return app;
}

function run(app, flags = []) {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'program.js'], {
    cwd: app,
    env,
    encoding: 'utf8',
  });
  return { answers: stdout === '' ? undefined : JSON.parse(stdout), stderr };
}

describe('the package, installed offline and without install scripts', () => {
  const worked = { answers: PAID_ONCE, stderr: '' };

  test('works with pnpm', () => {
    // It exports no program by name.
    const pnpm = path.join(__dirname, '..', 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
    const flags = ['--offline', '--ignore-scripts', '--store-dir', cache];
    const app = install('pnpm', [pnpm, 'add', tarball, ...flags]);
    expect(fs.existsSync(path.join(app, 'node_modules', '.pnpm'))).toBe(true);
    expect(run(app)).toEqual(worked);
  });

  test('works with Yarn 1', () => {
    const yarn = require.resolve('yarn/bin/yarn.js');
    const flags = ['--offline', '--ignore-scripts', '--non-interactive', '--cache-folder', cache];
    expect(run(install('yarn-1', [yarn, 'add', `file:${tarball}`, ...flags]))).toEqual(worked);
  });

  test('works with Yarn and node_modules', () => {
    const settings = { YARN_NODE_LINKER: 'node-modules', YARN_ENABLE_SCRIPTS: '0' };
    const app = install('yarn', [YARN, 'add', `onceonly@file:${tarball}`], { settings });
    expect(fs.existsSync(path.join(app, 'node_modules', 'onceonly'))).toBe(true);
    expect(run(app)).toEqual(worked);
  });
});

describe("the package with Yarn Plug'n'Play", () => {
  const settings = { YARN_NODE_LINKER: 'pnp', YARN_ENABLE_SCRIPTS: '0' };
  const flags = ['--require', './.pnp.cjs'];
  const installed = (name, manifest) =>
    install(name, [YARN, 'add', `onceonly@file:${tarball}`], { settings, manifest });

  test('is unpacked and works', () => {
    const app = installed('pnp', {});
    expect(fs.existsSync(path.join(app, 'node_modules'))).toBe(false);
    expect(fs.readdirSync(path.join(app, '.yarn', 'unplugged'))).toHaveLength(1);
    expect(run(app, flags)).toEqual({ answers: PAID_ONCE, stderr: '' });
  });

  test('is NO_BINARY in a zip file, and the message says what keeps it there', () => {
    const dependenciesMeta = { onceonly: { unplugged: false } };
    const { answers, stderr } = run(installed('zipped', { dependenciesMeta }), flags);
    expect(answers).toBeUndefined();
    expect(stderr).toContain("code: 'NO_BINARY'");
    expect(stderr).toMatch(/onceonly\.node lies in a zip file of Yarn; set dependenciesMeta/);
  });
});
