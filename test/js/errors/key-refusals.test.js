'use strict';

const { keyErrors } = require('../../../lib/errors/key-refusals.js');

const messagesOf = (options) => {
  const { required, invalid } = keyErrors({
    headerName: 'Idempotency-Key',
    keySyntax: 'lenient',
    ...options,
  });
  return [required(), invalid()].map(({ message }) => message);
};

describe('a refusal of a key', () => {
  test('names the header and the characters', () => {
    expect(messagesOf({})).toEqual([
      'This operation requires the Idempotency-Key header.',
      'The Idempotency-Key header must hold one key: 1 to 255 characters of A-Z a-z 0-9 _ . : -, ' +
        'or 1 to 255 printable ASCII characters in double quotes.',
    ]);
  });

  test('names the header of the app', () => {
    for (const message of messagesOf({ headerName: 'X-Request-Id' })) {
      expect(message).toMatch(/the X-Request-Id header/i);
    }
  });

  test('names no header where a function gives the key', () => {
    const [required, invalid] = messagesOf({ keySource: () => 'k' });
    expect(required).toBe('This operation requires an idempotency key.');
    expect(invalid).toMatch(/^The idempotency key must be one key: 1 to 255 characters of /);
  });

  test('names the pattern of the app', () => {
    const [, invalid] = messagesOf({ keyPattern: /^[a-f]+$/ });
    expect(invalid).toContain('1 to 255 printable ASCII characters that match /^[a-f]+$/.');
  });

  test('asks for quotes where the syntax is strict', () => {
    const [, invalid] = messagesOf({ keySyntax: 'strict' });
    expect(invalid).toContain(
      'hold one key: 1 to 255 printable ASCII characters in double quotes.',
    );
  });

  test('says where the header is described', () => {
    const { required } = keyErrors({ headerName: 'X', keySyntax: 'lenient' });
    expect(required()).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REQUIRED',
      headers: { Link: expect.stringContaining('rel="describedby"') },
    });
  });
});
