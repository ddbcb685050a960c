'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { runChild } = require('../helpers/child.js');
const { ROOT } = require('../helpers/project.js');

const LOADER = path.join(ROOT, 'lib', 'native', 'binding.js');

let folder;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-'));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** Loads the binding in a fresh process and returns the error it threw, after other work in that process went on. */
function loadFailure({ loader = LOADER, before = '', ...options }) {
  return runChild(
    `${before};
     try {
       require(${JSON.stringify(loader)});
       console.log('null');
     } catch ({ code, message, cause }) {
       setImmediate(() => console.log(JSON.stringify({ code, message, cause: cause?.message })));
     }`,
    options,
  );
}

function compile(name, source, ...args) {
  const file = path.join(folder, name);
  fs.writeFileSync(`${file}.c`, source);
  execFileSync('cc', ['-shared', '-fPIC', '-Wl,-z,now', '-o', file, `${file}.c`, ...args]);
  return file;
}

function expectOneSentence(message) {
  expect(message).toMatch(/^onceonly: [^\n]+\.$/);
}

test('ONCEONLY_BINARY names the binary to load', () => {
  const binary = path.join(ROOT, 'build', 'addon', 'onceonly.node');
  expect(loadFailure({ env: { ONCEONLY_BINARY: binary } })).toBeNull();
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

describe('a package without a binary for this machine', () => {
  const onPlatform = (platform, arch) =>
    `Object.defineProperties(process, { platform: { value: '${platform}' }, arch: { value: '${arch}' } })`;
  const onMusl = `process.report.getReport = () => ({ header: {} })`;
  let loader;

  beforeAll(() => {
    const root = path.join(folder, 'package');
    fs.cpSync(path.join(ROOT, 'lib'), path.join(root, 'lib'), { recursive: true });
    fs.mkdirSync(path.join(root, 'prebuilds', 'sunos-sparc'), { recursive: true });
    loader = path.join(root, 'lib', 'native', 'binding.js');
  });

  test.each([
    ['linux-x64', `${onPlatform('linux', 'x64')}`],
    ['linux-x64-musl', `${onPlatform('linux', 'x64')}; ${onMusl}`],
    ['linux-arm64-musl', `${onPlatform('linux', 'arm64')}; ${onMusl}`],
    ['darwin-arm64', onPlatform('darwin', 'arm64')],
  ])('on %s is NO_BINARY, and says which there are and every step to build one', (name, before) => {
    const { code, message } = loadFailure({ loader, before });
    expect(code).toBe('NO_BINARY');
    expect(message).toContain(`on ${name}, only for sunos-sparc. To build one:`);
    const build = path.join(folder, 'package', 'scripts', 'build.js');
    const steps = ['CMake 3.20', 'C++20 compiler', 'hiredis', 'node-addon-api@8', build];
    for (const step of [...steps, 'ONCEONLY_BINARY']) expect(message).toContain(step);
  });

  test.each([
    ['apt-get', 'libhiredis-dev'],
    ['apk', 'hiredis-dev'],
    ['dnf', 'hiredis-devel'],
    ['brew', 'hiredis'],
  ])('gives the line for %s where that is the package manager', (manager, packageName) => {
    const bin = fs.mkdtempSync(path.join(folder, 'bin-'));
    fs.writeFileSync(path.join(bin, manager), '');
    const { message } = loadFailure({ loader, before: `process.env.PATH = '${bin}'` });
    expect(message).toMatch(
      new RegExp(`headers: ${manager} (install|add)[^\\n]* ${packageName}\\.`),
    );
  });

  test('on Windows says that Windows is not supported', () => {
    const { code, message } = loadFailure({ loader, before: onPlatform('win32', 'x64') });
    expect(code).toBe('NO_BINARY');
    expectOneSentence(message);
    expect(message).toContain('Windows is not supported');
  });
});

test('a process that forbids addons is ADDONS_DISABLED', () => {
  const { code, message } = loadFailure({ flags: ['--no-addons'] });
  expect(code).toBe('ADDONS_DISABLED');
  expectOneSentence(message);
  expect(message).toContain('--no-addons');
});

describe('under the permission model', () => {
  const isOld = Number.parseInt(process.versions.node, 10) < 22;
  const permission = [isOld ? '--experimental-permission' : '--permission', '--allow-fs-read=*'];
  const quiet = [...permission, '--no-warnings'];

  test('a process that may not load addons is ADDONS_DISABLED', () => {
    const { code, message } = loadFailure({ flags: quiet });
    expect(code).toBe('ADDONS_DISABLED');
    expectOneSentence(message);
    expect(message).toContain('--allow-addons');
  });

  test('a process that may load addons runs an operation once', () => {
    const answers = runChild(
      `const { IdempotencyHandler, MemoryStore } = require('./lib');
       const handler = new IdempotencyHandler({ store: new MemoryStore() });
       const run = () => handler.execute('k', {}, async () => 'paid');
       run().then(async (first) => console.log(JSON.stringify([first, await run()])));`,
      { flags: [...quiet, '--allow-addons'] },
    );
    expect(answers).toEqual([
      { result: 'paid', cached: false },
      { result: 'paid', cached: true },
    ]);
  });
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
