'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { expectOneSentence, loadFailure } = require('../helpers/load-failure.js');
const { copyPackage, muslProgram, temporaryFolder } = require('../helpers/package-copy.js');

const folder = temporaryFolder();
const bindingOf = (root) => path.join(root, 'lib', 'native', 'binding.js');

const onPlatform = (platform, arch) =>
  `Object.defineProperties(process, { platform: { value: '${platform}' }, arch: { value: '${arch}' } });`;
const onMusl = `process.execPath = ${JSON.stringify(muslProgram(folder))};`;

describe('a package without a binary for this machine', () => {
  const root = copyPackage(path.join(folder, 'package'), ['sunos-sparc']);
  // Beside the folders of the platforms, a file says how they were built.
  fs.writeFileSync(path.join(root, 'prebuilds', 'release.json'), '{}');
  const loader = bindingOf(root);

  test.each([
    ['linux-x64', onPlatform('linux', 'x64')],
    ['linux-arm64', onPlatform('linux', 'arm64')],
    ['linux-arm', onPlatform('linux', 'arm')],
    ['darwin-arm64', onPlatform('darwin', 'arm64')],
    ['darwin-x64', onPlatform('darwin', 'x64')],
    ['freebsd-x64', onPlatform('freebsd', 'x64')],
  ])('on %s is NO_BINARY, and says which there are and every step to build one', (name, before) => {
    const { code, message, help } = loadFailure({ loader, before });
    expect(code).toBe('NO_BINARY');
    expect(help).toBe('onceonly/docs/reference/errors.md#no_binary');
    expect(message).toContain(`on ${name}, only for sunos-sparc. To build one:`);
    const build = path.join(root, 'scripts', 'build.js');
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

  test.each(['x64', 'arm64', 'ia32'])('on Windows (%s) says where to run the app', (arch) => {
    const { code, message } = loadFailure({ loader, before: onPlatform('win32', arch) });
    expect(code).toBe('NO_BINARY');
    expect(message).toContain(`on win32-${arch}, only for sunos-sparc. It cannot be built on`);
    expect(message).toContain('WSL or in a Linux container');
    expect(message).not.toContain('build.js');
    expect(message).not.toContain('Use the Node for x64');
  });
});

describe('on Windows', () => {
  const loader = bindingOf(copyPackage(path.join(folder, 'windows'), ['win32-x64']));

  // The binary is that of this machine: the folder alone decides.
  test('the binary for x64 is loaded', () => {
    expect(loadFailure({ loader, before: onPlatform('win32', 'x64') })).toBeNull();
  });

  test('for arm64 the message advises the Node for x64', () => {
    const { code, message } = loadFailure({ loader, before: onPlatform('win32', 'arm64') });
    expect(code).toBe('NO_BINARY');
    expect(message).toContain('only for win32-x64. Use the Node for x64, which runs on Windows');
  });

  test('a program of another name than node.exe is WRONG_RUNTIME, with the cure', () => {
    const text = String.raw`The specified module could not be found.\r\n\\?\C:\a\onceonly.node`;
    const refused = (program) =>
      `${onPlatform('win32', 'x64')} process.execPath = ${JSON.stringify(program)};` +
      `process.dlopen = () => { throw new Error('${text}'); };`;
    const { code, message } = loadFailure({ loader, before: refused('C:\\app\\shop.exe') });
    expect(code).toBe('WRONG_RUNTIME');
    expectOneSentence(message);
    expect(message).toContain('this program is named shop.exe; name it node.exe');
    const named = loadFailure({ loader, before: refused('C:\\app\\Node.exe') });
    expect(named.code).toBe('NO_BINARY');
  });
});

describe('on a system with musl', () => {
  test.each(['x64', 'arm64'])('a package with binaries for glibc (%s) says musl', (arch) => {
    const held = ['linux-arm64', 'linux-x64'];
    const loader = bindingOf(copyPackage(path.join(folder, `glibc-${arch}`), held));
    const { code, message } = loadFailure({ loader, before: onPlatform('linux', arch) + onMusl });
    expect(code).toBe('NO_BINARY');
    expect(message).toContain(
      `on linux-${arch}-musl (its C library is musl, as in Alpine Linux), only for linux-arm64, linux-x64.`,
    );
    expect(message).toContain('An image with glibc, such as node:24-slim, needs no build.');
    expect(message).toContain('To build one:');
  });

  test('a package without any binary advises no image', () => {
    const loader = bindingOf(copyPackage(path.join(folder, 'none'), []));
    const { message } = loadFailure({ loader, before: onMusl });
    expect(message).toContain('-musl (its C library is musl, as in Alpine Linux). To build one:');
  });

  // The binary is that of this machine: the folder alone decides.
  test('the binary for musl is loaded', () => {
    const held = [`linux-${process.arch}-musl`];
    const loader = bindingOf(copyPackage(path.join(folder, 'musl'), held));
    expect(loadFailure({ loader, before: onMusl })).toBeNull();
    expect(loadFailure({ loader }).message).toContain(`on linux-${process.arch}, only for`);
  });
});

// These have no OpenSSL of Node, so no binary of ours can work in them.
describe('a program that stands in for Node', () => {
  const within = (versions) =>
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, ...${JSON.stringify(versions)} } });`;

  test.each([
    ['Electron', { electron: '41.2.0' }, 'Electron 41.2.0'],
    ['Bun', { bun: '1.4.5' }, 'Bun 1.4.5'],
    ['Deno', { deno: '2.9.6' }, 'Deno 2.9.6'],
  ])('as %s does is UNSUPPORTED_RUNTIME, with the program and the cure', (_, versions, name) => {
    const { code, message, help } = loadFailure({ before: within(versions) });
    expect(code).toBe('UNSUPPORTED_RUNTIME');
    expect(help).toBe('onceonly/docs/reference/errors.md#unsupported_runtime');
    expectOneSentence(message);
    expect(message).toContain(`not in ${name}, which lacks the OpenSSL of Node`);
    expect(message).toContain('in a process of Node');
  });

  test('is refused before its binary is looked for', () => {
    const before = `${within({ bun: '1.4.5' })} process.dlopen = () => { throw new Error('opened') };`;
    const loader = bindingOf(copyPackage(path.join(folder, 'without'), []));
    expect(loadFailure({ loader, before }).code).toBe('UNSUPPORTED_RUNTIME');
  });

  test('is no program with other names in its versions', () => {
    expect(loadFailure({ before: within({ nub: '1.0.0' }) })).toBeNull();
  });
});
