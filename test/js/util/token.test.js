'use strict';

const { newToken } = require('../../../lib/util/token.js');

test('tokens are 22 characters of base64url and never the same, across several blocks', () => {
  const tokens = Array.from({ length: 2000 }, () => newToken());
  expect(tokens.filter((token) => /^[\w-]{22}$/.test(token))).toHaveLength(2000);
  expect(new Set(tokens).size).toBe(2000);
});
