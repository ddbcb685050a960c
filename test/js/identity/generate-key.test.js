'use strict';

const { generateIdempotencyKey } = require('onceonly');

const { keyReader } = require('../../../lib/identity/idempotency-key.js');

test('a generated key is another UUIDv4 each time, which is a valid key', () => {
  const keys = Array.from({ length: 1000 }, () => generateIdempotencyKey());
  expect(new Set(keys).size).toBe(1000);
  const keyOf = keyReader({ headerName: 'Idempotency-Key' });
  for (const key of keys) {
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(keyOf({ headers: { 'idempotency-key': key } })).toBe(key);
  }
});
