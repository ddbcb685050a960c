'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { temporaryFolder } = require('../helpers/package-copy.js');
const { ROOT } = require('../helpers/project.js');
const { binWith, emptyApp, packInto } = require('../helpers/tarball.js');

jest.setTimeout(120_000);

const folder = temporaryFolder('onceonly-client-');
const app = emptyApp(folder, 'app');
let files;

beforeAll(() => {
  const packed = packInto(folder, path.join(ROOT, 'client'));
  files = packed.files;
  const args = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', [...args, packed.tarball], { cwd: app, stdio: 'pipe' });
});

test('the tarball of the client has its sources, types, licence and README, and nothing else', () => {
  const sources = fs.readdirSync(path.join(ROOT, 'client')).filter((name) => name.endsWith('.js'));
  const others = ['LICENSE', 'README.md', 'index.d.ts', 'package.json'];
  expect(files.toSorted()).toEqual([...sources, ...others].toSorted());
});

test('it brings no other package and no binary, and works by its name', () => {
  expect(fs.readdirSync(path.join(app, 'node_modules', '@onceonly'))).toEqual(['client']);
  const program = `
    import * as client from '@onceonly/client';
    const op = client.operation();
    const sent = await client.submitOnce(op, { a: 1 }, (key) => [key.length, op.key === key]);
    console.log(JSON.stringify([Object.keys(client).sort(), sent, op.key ?? null]));`;
  fs.writeFileSync(path.join(app, 'program.mjs'), program);
  const env = { PATH: binWith(process.execPath) };
  const { stdout, stderr } = spawnSync('node', ['program.mjs'], {
    cwd: app,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const names = ['IdempotencyClientError', 'generateIdempotencyKey', 'idempotentFetch'];
  expect(JSON.parse(stdout)).toEqual([[...names, 'operation', 'submitOnce'], [36, true], null]);
});
