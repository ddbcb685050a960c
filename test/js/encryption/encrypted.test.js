'use strict';

const { createSecretKey, randomBytes } = require('node:crypto');
const { inspect } = require('node:util');

const { encrypted } = require('onceonly/encryption');

const { thrownBy } = require('../../helpers/thrown-by.js');

const KEY = randomBytes(32);
const ABOUT = { id: 'i'.repeat(43), kind: 'value', form: 'value' };
const seals = (options) => encrypted({ keys: { a: KEY }, current: 'a', ...options });
const inDays = (days) => new Date(new Date().getTime() + days * 86_400_000);

describe('encrypted() refuses', () => {
  const value = 'ERR_ONCEONLY_OPTION_VALUE';
  const range = 'ERR_ONCEONLY_OPTION_RANGE';
  test.each([
    ['no options', undefined, 'ERR_ONCEONLY_ARGUMENT', /options/],
    ['no keys', { current: 'a' }, value, /`keys`/],
    ['no current', { keys: { a: KEY } }, value, /`current`/],
    ['an unknown option', { keys: { a: KEY }, current: 'a', key: KEY }, /UNKNOWN/, /keys/],
    ['keys without a name', { keys: KEY, current: 'a' }, value, /`keys`.*Buffer/],
    ['keys as an array', { keys: [KEY], current: '0' }, value, /`keys`/],
    ['keys as a Map', { keys: new Map([['a', KEY]]), current: 'a' }, value, /`keys`/],
    ['no key at all', { keys: {}, current: 'a' }, value, /one key/],
    ['a key that is too short', { keys: { a: KEY.subarray(1) }, current: 'a' }, value, /31 bytes/],
    ['a key that is too long', { keys: { a: Buffer.alloc(64) }, current: 'a' }, value, /64 bytes/],
    ['a key as text', { keys: { a: KEY.toString('hex') }, current: 'a' }, value, /Buffer\.from/],
    ['a key that is unset', { keys: { a: undefined }, current: 'a' }, value, /undefined/],
    [
      'a KeyObject that is too short',
      { keys: { a: createSecretKey(Buffer.alloc(16)) }, current: 'a' },
      value,
      /16 bytes/,
    ],
    [
      'a name that is the key',
      { keys: { [`${KEY.toString('hex')}0`]: KEY }, current: 'a' },
      value,
      /65/,
    ],
    ['a name with spaces', { keys: { 'a b': KEY }, current: 'a b' }, value, /name/],
    ['a current that no key has', { keys: { a: KEY }, current: 'b' }, /CONFLICT/, /'a'.*'b'/],
    ['a current that is a key', { keys: { a: KEY }, current: KEY }, value, /`current`/],
    ['a date that is none', { keys: { a: KEY }, current: 'a', plainUntil: 'soon' }, value, /Date/],
    ['a number as a date', { keys: { a: KEY }, current: 'a', plainUntil: 1 }, value, /Date/],
    [
      'a date beyond all results',
      { keys: { a: KEY }, current: 'a', plainUntil: inDays(400) },
      range,
      /year/,
    ],
    [
      'half a serializer',
      { keys: { a: KEY }, current: 'a', inner: { serialize() {} } },
      value,
      /inner/,
    ],
    [
      'no time for keys',
      { keys: { a: KEY }, current: 'a', keysTimeoutMs: 0 },
      range,
      /keysTimeoutMs/,
    ],
  ])('%s', (_, options, code, message) => {
    const error = thrownBy(() => encrypted(options));
    expect(error.code).toMatch(code);
    expect(error.message).toMatch(message);
    expect(error.help).toMatch(/^onceonly\/docs\/reference\/errors\.md#/);
    expect(error.message).not.toContain(KEY.toString('hex'));
  });

  test('an inner serializer that gives no bytes', async () => {
    const inner = { serialize: () => ({}), deserialize: String };
    const error = thrownBy(() => seals({ inner }).serialize(1, ABOUT));
    expect(error).toMatchObject({ code: 'ERR_ONCEONLY_RETURN_VALUE' });
    expect(error.message).toMatch(/inner\.serialize\(\)/);
  });
});

describe('encrypted()', () => {
  test.each([
    ['a Buffer', KEY],
    ['a Uint8Array', new Uint8Array(KEY)],
    ['a KeyObject', createSecretKey(KEY)],
  ])('takes %s as a key', (_, key) => {
    const bytes = seals({ keys: { a: key } }).serialize({ x: 1 }, ABOUT);
    expect(seals().deserialize(bytes, ABOUT)).toEqual({ x: 1 });
  });

  test('copies its keys', () => {
    const lent = Buffer.from(KEY);
    const serializer = seals({ keys: { a: lent } });
    lent.fill(0);
    expect(seals().deserialize(serializer.serialize(1, ABOUT), ABOUT)).toBe(1);
  });

  test('shows no key when it is printed', () => {
    const text = inspect(seals(), { depth: 10, showHidden: true });
    expect(text).not.toContain(KEY.toString('hex').slice(0, 8));
    expect(text).not.toMatch(/Buffer|KeyObject/);
  });

  test('works in one turn when its keys are there', () => {
    const serializer = seals();
    expect(serializer.prepare()).toBeUndefined();
    const bytes = serializer.serialize([1], ABOUT);
    expect(Buffer.isBuffer(bytes)).toBe(true);
    expect(serializer.deserialize(bytes, ABOUT)).toEqual([1]);
  });

  test('encrypts the bytes of another serializer, also of an async one', async () => {
    const inner = {
      serialize: async (value, about) => `${about.kind}:${value}`,
      deserialize: async (bytes) => bytes.toString(),
    };
    const serializer = seals({ inner });
    const bytes = await serializer.serialize('4242', ABOUT);
    expect(bytes.toString('latin1')).not.toContain('4242');
    expect(await serializer.deserialize(bytes, ABOUT)).toBe('value:4242');
  });

  test('reads results of older keys, and writes under the current one', () => {
    const old = seals();
    const next = encrypted({ keys: { b: randomBytes(32), a: KEY }, current: 'b' });
    expect(next.deserialize(old.serialize('x', ABOUT), ABOUT)).toBe('x');
    expect(next.serialize('x', ABOUT).toString('latin1', 2, 3)).toBe('b');
  });

  test('opens bytes at their place only, as often as they come, and no changed ones', () => {
    const serializer = seals();
    const bytes = serializer.serialize([1], ABOUT);
    const elsewhere = { ...ABOUT, form: 'tombstone' };
    const codeOf = (about) => thrownBy(() => serializer.deserialize(bytes, about)).code;
    expect(codeOf(elsewhere)).toBe('SEAL_BROKEN');
    expect(serializer.deserialize(Buffer.from(bytes), ABOUT)).toEqual([1]);
    expect(serializer.deserialize(Buffer.from(bytes), ABOUT)).toEqual([1]);
    serializer.serialize([2], ABOUT);
    expect(serializer.deserialize(Buffer.from(bytes), ABOUT)).toEqual([1]);
    const changed = serializer.serialize([3], ABOUT);
    changed[changed.length - 1] ^= 1;
    expect(thrownBy(() => serializer.deserialize(changed, ABOUT)).code).toBe('SEAL_BROKEN');
  });

  test.each([
    ['keys that are there', { a: KEY }],
    ['keys that come later', async () => ({ a: KEY })],
  ])('takes bytes from a buffer that is used again, with %s', async (_, keys) => {
    const own = Buffer.alloc(3);
    const inner = {
      serialize: (value) => own.fill(value),
      deserialize: (bytes) => bytes.toString(),
    };
    const serializer = seals({ keys, inner });
    const made = await Promise.all(
      ['1', '2', '3'].map((each) => serializer.serialize(each, ABOUT)),
    );
    const read = await Promise.all(made.map((bytes) => serializer.deserialize(bytes, ABOUT)));
    expect(read).toEqual(['111', '222', '333']);
  });

  test('opens a large text as well', () => {
    const large = 'x'.repeat(200_000);
    const serializer = seals();
    const bytes = serializer.serialize(large, ABOUT);
    expect(serializer.deserialize(bytes, ABOUT) === large).toBe(true);
  });

  test('names the key that it lacks', () => {
    const bytes = seals().serialize(1, ABOUT);
    const without = encrypted({ keys: { b: KEY }, current: 'b' });
    const error = thrownBy(() => without.deserialize(bytes, ABOUT));
    expect(error).toMatchObject({ code: 'LOCK_FAILED', retryable: true });
    expect(error.cause).toMatchObject({ code: 'KEY_UNKNOWN', keyName: 'a' });
    expect(error.headers['Retry-After']).toMatch(/^[123]$/);
  });

  test.each([
    ['are lacking', async () => ({ b: KEY })],
    ['are out of reach', async () => Promise.reject(new Error('kms'))],
  ])('does not say that nothing was done, if keys of a stored result %s', async (_, source) => {
    const bytes = seals().serialize(1, ABOUT);
    const without = encrypted({ keys: source, current: 'b' });
    const error = await without.deserialize(bytes, ABOUT).catch((each) => each);
    expect(error).toMatchObject({
      code: 'LOCK_FAILED',
      message: 'The stored result cannot be read now. Retry later.',
    });
  });

  test.each([
    [undefined, false],
    [inDays(1), true],
    [inDays(1).toISOString(), true],
    [inDays(-1), false],
  ])('accepts plain results until %s: %p', (plainUntil, accepts) => {
    expect(seals({ plainUntil }).acceptPlain).toBe(accepts);
  });

  test('stops to accept plain results when the date comes', () => {
    const serializer = seals({ plainUntil: inDays(1) });
    jest.useFakeTimers({ now: inDays(2), doNotFake: ['nextTick'] });
    try {
      expect(serializer.acceptPlain).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });
});
