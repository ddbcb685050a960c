'use strict';

const { createHmac } = require('node:crypto');

const { KIND } = require('../../../lib/fingerprint/canonical.js');
const native = require('../../../lib/native/binding.js');
const {
  NOTHING_AROUND,
  digestContent,
  keyedDigest,
} = require('../../../lib/fingerprint/digest-content.js');

const LIMIT = 256 * 1024;
const selection = native.selection([['a', null]], [['b']]);
const part = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--';

describe.each([
  ['none', ''],
  ['json', '{"b":[1,{"c":null}],"a":[2.0]}'],
  ['json', '{"broken'],
  ['bytes', Buffer.from([0, 255])],
  ['form', 'b=1&a=%32&a[x]=3'],
  ['multipart', part],
])('content of kind %s, %p', (kind, body) => {
  test.each([
    ['alone', '', undefined, '', ''],
    ['with all that can be around it', 'secret', selection, 'b=1&a=2', 'extra'],
  ])('%s has one digest at once and in the thread pool', async (_, secret, paths, query, extra) => {
    const parts = [KIND[kind], body, secret, 'B', paths, query, extra];
    expect(await native.fingerprintLater(...parts)).toEqual(native.fingerprintOf(...parts));
  });
});

test('a body is hashed at once up to 256 KiB, and then in the thread pool', async () => {
  const digest = (body) => digestContent({ kind: 'bytes', body }, NOTHING_AROUND);
  expect(digest(Buffer.alloc(LIMIT))).toMatch(/^[\w-]{43}$/);
  const later = digest(Buffer.alloc(LIMIT + 1));
  expect(typeof later.then).toBe('function');
  expect(await later).toMatch(/^[\w-]{43}$/);
});

test('JSON that cannot be read is INVALID_BODY, at once or later', async () => {
  const digest = (body) => digestContent({ kind: 'json', body }, NOTHING_AROUND);
  const invalid = expect.objectContaining({ code: 'INVALID_BODY', status: 400 });
  expect(() => digest('{')).toThrow(invalid);
  await expect(digest('['.repeat(LIMIT + 1))).rejects.toThrow(invalid);
});

describe('a digest under a secret', () => {
  const digest = digestContent({ kind: 'json', body: '{}' }, NOTHING_AROUND);

  test.each([['s'], [Buffer.from('s')], ['x'.repeat(100)]])('%p is its HMAC', (secret) => {
    const hmac = createHmac('sha256', secret).update(`\0bytes\0${digest}`).digest('base64url');
    expect(keyedDigest(digest, secret)).toBe(hmac);
  });

  test('is the digest itself under none', () => {
    expect(keyedDigest(digest, '')).toBe(digest);
  });
});
