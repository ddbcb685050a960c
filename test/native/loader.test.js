'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { expectOneSentence, loadFailure } = require('../helpers/load-failure.js');
const { temporaryFolder } = require('../helpers/package-copy.js');
const { BINARY } = require('../helpers/project.js');

const folder = temporaryFolder();

function compile(name, source, ...args) {
  const file = path.join(folder, name);
  fs.writeFileSync(`${file}.c`, source);
  execFileSync('cc', ['-shared', '-fPIC', '-Wl,-z,now', '-o', file, `${file}.c`, ...args]);
  return file;
}

test('ONCEONLY_BINARY names the binary to load', () => {
  expect(loadFailure({ env: { ONCEONLY_BINARY: BINARY } })).toBeNull();
});

test('a binary that does not exist is NO_BINARY', () => {
  const file = path.join(folder, 'nothing.node');
  const { code, message, cause } = loadFailure({ env: { ONCEONLY_BINARY: file } });
  expect(code).toBe('NO_BINARY');
  expectOneSentence(message);
  expect(message).toContain(file);
  expect(message).toContain('build.js');
  expect(cause).toContain('nothing.node');
});

test('a file that is no binary is NO_BINARY', () => {
  const file = path.join(folder, 'garbage.node');
  fs.writeFileSync(file, 'garbage'.repeat(1000));
  const { code, message, cause } = loadFailure({ env: { ONCEONLY_BINARY: file } });
  expect(code).toBe('NO_BINARY');
  expectOneSentence(message);
  expect(cause).toContain('invalid ELF header');
});

test('an addon that is not this one is NO_BINARY', () => {
  const { code, message } = loadFailure({
    before: 'process.dlopen = (module) => { module.exports = { other: true }; }',
  });
  expect(code).toBe('NO_BINARY');
  expectOneSentence(message);
});

test('a function that the process does not have is WRONG_RUNTIME, at load', () => {
  const file = compile(
    'undefined.node',
    'void uv_of_another_age(void); void napi_register_module_v1(void) { uv_of_another_age(); }',
  );
  const { code, message, cause } = loadFailure({ env: { ONCEONLY_BINARY: file } });
  expect(code).toBe('WRONG_RUNTIME');
  expectOneSentence(message);
  expect(cause).toContain('uv_of_another_age');
});

// Their linkers cannot run here: these are the words in which they report a function that is missing.
test.each([
  ['musl', 'Error relocating /a/onceonly.node: uv_now: symbol not found'],
  [
    'macOS',
    "dlopen(/a/onceonly.node, 0x0001): symbol not found in flat namespace '_SSL_get0_alpn_selected'",
  ],
  ['Windows', 'The specified procedure could not be found.\r\n\\\\?\\C:\\a\\onceonly.node'],
])('a function that the process does not have is WRONG_RUNTIME on %s', (_, words) => {
  const before = `process.dlopen = () => { throw new Error(${JSON.stringify(words)}); }`;
  const { code, message } = loadFailure({ before });
  expect(code).toBe('WRONG_RUNTIME');
  expectOneSentence(message);
});

test('a libuv of another major version is WRONG_RUNTIME', () => {
  const versions = {
    napi: 8,
    uvCompiled: '1.46.0',
    uvRuntime: '2.0.0',
    opensslCompiled: '3.0.19',
    opensslRuntime: '3.0.19',
    handleSizesMatch: true,
  };
  const { code, message } = loadFailure({
    before: `process.dlopen = (module) => { module.exports = { versions: () => (${JSON.stringify(versions)}) }; }`,
  });
  expect(code).toBe('WRONG_RUNTIME');
  expectOneSentence(message);
  expect(message).toContain('libuv 2.0.0');
});

describe('a binary of another version of the package', () => {
  const tampered = (tamper) => `
    const { dlopen } = process;
    process.dlopen = (module, file) => {
      dlopen.call(process, module, file);
      ${tamper};
    }`;

  test.each([
    ['an older layout', 'module.exports.layout.version -= 1'],
    ['a newer layout', 'module.exports.layout.version += 1'],
    ['no layout', 'delete module.exports.layout'],
  ])('with %s is STALE_BINARY, at load', (_, tamper) => {
    const { code, message } = loadFailure({ before: tampered(tamper) });
    expect(code).toBe('STALE_BINARY');
    expectOneSentence(message);
    expect(message).toContain('build.js');
    expect(message).toContain('onceonly.node');
  });

  test('is one that would misread calls: the same tampering without a change loads', () => {
    expect(loadFailure({ before: tampered('') })).toBeNull();
  });
});

test('a C library older than the one it was built with is TOO_OLD_LIBC', () => {
  const versionScript = path.join(folder, 'future.map');
  fs.writeFileSync(versionScript, 'GLIBC_9.99 { global: of_the_future; };');
  const future = compile(
    'libfuture.so',
    'void of_the_future(void) {}',
    ...['-nostdlib', '-Wl,-soname,libc.so.6', `-Wl,--version-script=${versionScript}`],
  );
  const file = compile(
    'future.node',
    'void of_the_future(void); void napi_register_module_v1(void) { of_the_future(); }',
    ...['-nostdlib', future],
  );
  const { code, message, cause } = loadFailure({ env: { ONCEONLY_BINARY: file } });
  expect(code).toBe('TOO_OLD_LIBC');
  expectOneSentence(message);
  expect(cause).toContain('GLIBC_9.99');
});
