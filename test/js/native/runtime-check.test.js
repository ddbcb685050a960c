'use strict';

const { findMismatch } = require('../../../lib/native/runtime-check.js');

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
