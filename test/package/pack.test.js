'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { platformKey } = require('../../lib/native/platform.js');
const { temporaryFolder } = require('../helpers/package-copy.js');
const { readText } = require('../helpers/project.js');
const { binWith, emptyApp, packInto } = require('../helpers/tarball.js');

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

const folder = temporaryFolder('onceonly-pack-');
const app = emptyApp(folder, 'app');
// Everything a process here may find by name is Node itself: no compiler, no npm.
const env = { PATH: binWith(process.execPath) };
let files;

function runInApp(name, code) {
  fs.writeFileSync(path.join(app, name), code);
  const child = spawnSync('node', [name], { cwd: app, env, encoding: 'utf8' });
  expect(child.stderr).toBe('');
  return JSON.parse(child.stdout);
}

beforeAll(() => {
  const packed = packInto(folder);
  files = packed.files;
  const args = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', [...args, packed.tarball], { cwd: app, stdio: 'pipe' });
});

test('the tarball carries the binary and its sources, and no tests', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      `prebuilds/${platformKey()}/onceonly.node`,
      'bin/onceonly.js',
      'lib/index.js',
      'lib/testing/store-contract/index.js',
      'lib/testing/index.js',
      'lib/testing/index.d.ts',
      'lib/encryption/index.js',
      'lib/encryption/index.d.ts',
      'lib/openapi/index.js',
      'lib/openapi/index.d.ts',
      'lib/metrics/index.js',
      'lib/metrics/index.d.ts',
      'client/index.js',
      'client/index.d.ts',
      'client/package.json',
      'lib/postgres/index.js',
      'lib/postgres/index.d.ts',
      'lib/store/sqlite/index.js',
      'lib/store/sqlite/index.d.ts',
      'monitoring/grafana/onceonly.json',
      'index.d.ts',
      'types/options.d.ts',
      'types/framework.d.ts',
      'CMakeLists.txt',
      'addon/binding/addon.cc',
      'scripts/build.js',
      'README.md',
      'LICENSE',
      'THIRD_PARTY_NOTICES',
      'sbom.cdx.json',
    ]),
  );
  expect(files.filter((file) => /^(test|build|bench|examples|node_modules)\//.test(file))).toEqual(
    [],
  );
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
     import { encrypted } from 'onceonly/encryption';
     import { openTelemetry, prometheus } from 'onceonly/metrics';
     import { idempotentFetch, operation } from 'onceonly/client';
     import { addIdempotency } from 'onceonly/openapi';
     import { PostgresStore, fromPrisma } from 'onceonly/postgres';
     import { SqliteStore } from 'onceonly/sqlite';
     import { gate, testStore } from 'onceonly/testing';
     const required = createRequire(import.meta.url)('onceonly');
     const imported = { ${names.join(', ')} };
     const other = Object.keys(imported).filter((name) => imported[name] !== required[name]);
     const tools = [addIdempotency, contract.contract, encrypted, fromPrisma, gate, idempotentFetch, openTelemetry, operation, PostgresStore, prometheus, SqliteStore, testStore].every((each) => typeof each === 'function');
     console.log(JSON.stringify([other, whole === required, tools]));`,
  );
  expect(same).toEqual([[], true, true]);
});

test('the command line is there by npx', () => {
  const args = ['--no-install', 'onceonly', '--version'];
  const output = execFileSync('npx', args, { cwd: app, encoding: 'utf8', stdio: 'pipe' });
  expect(output).toBe(`${JSON.parse(readText('package.json')).version}\n`);
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
