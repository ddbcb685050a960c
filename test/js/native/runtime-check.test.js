'use strict';

const { findMismatch, makesSnapshot } = require('../../../lib/native/runtime-check.js');

const FITTING = {
  napi: 8,
  uvCompiled: '1.46.0',
  uvRuntime: '1.51.0',
  opensslCompiled: '3.0.19',
  opensslRuntime: '3.5.4',
  handleSizesMatch: true,
};

test('newer minor versions of libuv and OpenSSL fit', () => {
  expect(findMismatch(FITTING)).toBeNull();
});

test.each([
  ['another major libuv', { uvRuntime: '2.0.0' }, 'libuv 2.0.0'],
  ['another major OpenSSL', { opensslRuntime: '1.1.1w' }, 'OpenSSL 1.1.1w'],
  ['no OpenSSL at all', { opensslRuntime: '' }, 'OpenSSL'],
  ['other handle sizes', { handleSizesMatch: false }, 'handle sizes'],
])('%s does not fit', (_, change, words) => {
  expect(findMismatch({ ...FITTING, ...change })).toContain(words);
});

describe('whether a process makes a startup snapshot', () => {
  test.each([
    [true, ['--build-snapshot']],
    [true, ['--no-warnings', '--build-snapshot-config=snapshot.json']],
    [true, ['--experimental-sea-config']],
    [true, ['--build-sea=app.json']],
    [false, []],
    [false, ['--snapshot-blob', 'blob']],
  ])('is %s with the flags %j', (expected, flags) => {
    expect(makesSnapshot(flags)).toBe(expected);
  });
});
