'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const esbuild = require('esbuild');

const ROOT = path.resolve(__dirname, '..', '..');
const BINARY = path.join(ROOT, 'build', 'addon', 'onceonly.node');
const APP = {
  'app.js': `
    const { MemoryStore } = require('onceonly');
    new MemoryStore().store('k', { paid: true }).then((isNew) => console.log(isNew));`,
  'app.mjs': `
    import { MemoryStore } from 'onceonly';
    console.log(await new MemoryStore().store('k', { paid: true }));`,
};

let folder;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-bundle-'));
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules', 'onceonly'), 'dir');
  for (const [name, code] of Object.entries(APP)) {
    fs.writeFileSync(path.join(folder, name), code);
  }
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** Bundles an app and runs the bundle: `{ stdout, stderr }`. */
function runBundle(name, options = {}, env = {}) {
  const outfile = path.join(folder, 'dist', name);
  esbuild.buildSync({
    entryPoints: [path.join(folder, name)],
    absWorkingDir: folder,
    outfile,
    bundle: true,
    platform: 'node',
    format: name.endsWith('.mjs') ? 'esm' : 'cjs',
    logLevel: 'silent',
    ...options,
  });
  return spawnSync(process.execPath, [outfile], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ONCEONLY_BINARY: '', ...env },
  });
}

test.each([
  ['app.js', { external: ['onceonly'] }],
  ['app.js', { packages: 'external' }],
  ['app.mjs', { external: ['onceonly'] }],
  ['app.js', { external: ['onceonly'], minify: true }],
])('%s bundled with %j works', (name, options) => {
  const { stdout, stderr } = runBundle(name, options);
  expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
});

test.each([[{}], [{ minify: true }], [{ sourcemap: 'inline' }]])(
  'a bundle that takes the package in, with %j, says how to leave it out',
  (options) => {
    const { status, stderr } = runBundle('app.js', options);
    expect(status).not.toBe(0);
    const [, message] = /^Error: (onceonly: .*)$/m.exec(stderr);
    for (const words of ['--external:onceonly', 'webpack', 'serverExternalPackages']) {
      expect(message).toContain(words);
    }
    expect(message).toContain('ONCEONLY_BINARY');
    expect(message).not.toContain('build.js');
    expect(stderr).toContain("code: 'BUNDLED'");
  },
);

test('a bundle that takes the package in works with ONCEONLY_BINARY', () => {
  const { stdout, stderr } = runBundle('app.js', {}, { ONCEONLY_BINARY: BINARY });
  expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
});
