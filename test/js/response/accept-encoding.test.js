'use strict';

const { acceptsEncoding } = require('../../../lib/response/accept-encoding.js');

test.each([
  [undefined, 'gzip', true],
  ['gzip', 'gzip', true],
  ['GZip', 'gzip', true],
  ['x-gzip', 'gzip', true],
  ['gzip', 'x-gzip', true],
  ['br, gzip;q=0.5', 'gzip', true],
  ['br , gzip ; q=0.001', 'gzip', true],
  ['*', 'zstd', true],
  ['*;q=0', 'gzip', false],
  ['gzip;q=0', 'gzip', false],
  ['gzip;q=0, *', 'gzip', false],
  ['gzip;q=none', 'gzip', false],
  ['', 'gzip', false],
  ['br', 'gzip', false],
  ['identity', 'gzip', false],
  ['br', 'identity', true],
  ['br', '', true],
  ['gzip, br', 'gzip, br', true],
  ['gzip', 'gzip, br', false],
])('Accept-Encoding %p takes %p: %p', (accepted, contentEncoding, expected) => {
  expect(acceptsEncoding(accepted, contentEncoding)).toBe(expected);
});
