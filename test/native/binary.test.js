'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { runChild } = require('../helpers/child.js');
const { BINARY, ROOT } = require('../helpers/project.js');

const LOADER = path.join(ROOT, 'lib', 'native', 'binding.js');

function linesOf(command, args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n');
}

describe('the symbols of the binary', () => {
  test('only the two entry points of Node-API are visible', () => {
    const names = linesOf('nm', ['-D', '--defined-only', BINARY]).map((line) =>
      line.split(' ').at(-1),
    );
    expect(names.sort()).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
  });

  test('libuv and OpenSSL are left to the process that loads it', () => {
    const wanted = linesOf('nm', ['-D', '--undefined-only', BINARY]).map((line) =>
      line.trim().split(' ').at(-1),
    );
    expect(wanted).toEqual(expect.arrayContaining(['uv_version_string', 'OpenSSL_version']));
    expect(wanted.filter((name) => name.startsWith('redis'))).toEqual([]);
  });
});

describe('the dynamic section of the binary', () => {
  const section = linesOf('readelf', ['-d', BINARY]).join('\n');

  test('every symbol is looked up when it is loaded', () => {
    expect(section).toMatch(/\(FLAGS\).*BIND_NOW/);
    expect(section).toMatch(/\(FLAGS_1\).*NOW/);
  });

  test('it is never unmapped', () => {
    expect(section).toMatch(/\(FLAGS_1\).*NODELETE/);
  });

  test('it needs no libuv, OpenSSL or hiredis of the system', () => {
    const needed = [...section.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    expect(needed).toContain('libc.so.6');
    expect(needed.filter((name) => /uv|ssl|crypto|hiredis/.test(name))).toEqual([]);
  });
});

test('the versions it was built with and those it meets fit this Node', () => {
  const versions = runChild(
    `console.log(JSON.stringify(require(${JSON.stringify(LOADER)}).versions()))`,
  );
  console.log(versions);
  expect(versions).toMatchObject({
    napi: 8,
    uvRuntime: process.versions.uv,
    handleSizesMatch: true,
  });
  expect(versions.uvCompiled).toMatch(/^1\.\d+\.\d+$/);
  expect(versions.opensslCompiled).toMatch(/^3\.\d+\.\d+/);
  expect(process.versions.openssl.startsWith(versions.opensslRuntime)).toBe(true);
});

test('worker threads load it side by side and one after another', () => {
  const loaded = runChild(`
    const { Worker } = require('node:worker_threads');
    const code = 'const { parentPort } = require("node:worker_threads");' +
      'parentPort.postMessage(require(${JSON.stringify(LOADER)}).versions().napi)';
    const answer = () => new Promise((resolve, reject) => {
      const messages = [];
      new Worker(code, { eval: true })
        .on('message', (message) => messages.push(message))
        .on('error', reject)
        .on('exit', (status) => resolve([...messages, status]));
    });
    (async () => {
      const together = await Promise.all([answer(), answer()]);
      console.log(JSON.stringify([...together, await answer()]));
    })();
  `);
  expect(loaded).toEqual([
    [8, 0],
    [8, 0],
    [8, 0],
  ]);
});

test('one process loads it under two paths', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-'));
  try {
    const copy = path.join(folder, 'copy.node');
    fs.copyFileSync(BINARY, copy);
    const napi = runChild(`
      const [a, b] = [${JSON.stringify(BINARY)}, ${JSON.stringify(copy)}].map(require);
      console.log(JSON.stringify([a === b, a.versions().napi, b.versions().napi]));
    `);
    expect(napi).toEqual([false, 8, 8]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
