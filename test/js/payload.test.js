'use strict';

const { decodePayload, encodeError, encodeValue } = require('../../lib/payload.js');

const MIB = 1024 * 1024;

/** What a replay gives for a value. */
function replayed(value) {
  const { kind, payload } = encodeValue(value, MIB);
  return decodePayload(kind, payload);
}

/** What a replay throws for something thrown. */
function rethrown(thrown) {
  const { kind, payload } = encodeError(thrown, MIB);
  expect(kind).toBe('error');
  return decodePayload(kind, payload).thrown;
}

describe('values', () => {
  test.each([
    [undefined],
    [null],
    [0],
    [''],
    [false],
    [true],
    ['text \u20ac \ud83d\ude00'],
    [[]],
    [{}],
    [{ nested: [{ deep: null }] }],
    [Buffer.from([0, 1, 254, 255])],
    [Buffer.alloc(0)],
  ])('%p comes back as exactly that', (value) => {
    const outcome = replayed(value);
    expect(outcome).toEqual({ value });
    expect(outcome.value).toStrictEqual(value);
  });

  test.each([
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an object with undefined', { a: undefined, b: 1 }, { b: 1 }],
    ['an object with toJSON', { toJSON: () => 'j' }, 'j'],
    ['NaN', NaN, null],
    ['minus zero', -0, 0],
    ['a typed array', new Uint8Array([1, 2]), Buffer.from([1, 2])],
  ])('%s comes back as JSON keeps it', (_, value, wanted) => {
    expect(replayed(value)).toStrictEqual({ value: wanted });
  });

  test('the members named like members of every object survive', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
    expect(Object.keys(replayed(value).value)).toEqual(['__proto__', 'constructor']);
  });

  test('bytes are copied in and out', () => {
    const value = Buffer.from('abc');
    const { kind, payload } = encodeValue(value, MIB);
    value.fill(0);
    decodePayload(kind, payload).value.fill(0);
    expect(decodePayload(kind, payload).value.toString()).toBe('abc');
  });

  test.each([
    ['a BigInt', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a circle', circular()],
    ['a toJSON that throws', { toJSON: fail }],
    ['a nested BigInt', { a: [1n] }],
  ])('%s has no JSON form and leaves a tombstone', (_, value) => {
    expect(encodeValue(value, MIB)).toEqual({
      kind: 'tombstone',
      payload: Buffer.from('unserialisable'),
    });
  });

  test.each([
    ['text', 'x'.repeat(8), 10],
    ['bytes', Buffer.alloc(10), 10],
    ['two bytes per character', '\u00e9'.repeat(4), 10],
    ['undefined', undefined, 0],
  ])('%s of exactly the limit is kept, one byte more is not', (_, value, limit) => {
    expect(encodeValue(value, limit).kind).toBe('value');
    if (limit > 0) expect(encodeValue(value, limit - 1).kind).toBe('tombstone');
  });
});

describe('what was thrown', () => {
  test('an error keeps its own fields and not its stack', () => {
    const error = Object.assign(new RangeError('declined'), {
      code: 'CARD_DECLINED',
      status: 402,
      statusCode: 402,
      expose: true,
      details: { reason: 'funds' },
      secret: 'not kept',
    });
    const { payload } = encodeError(error, MIB);
    expect(payload.toString()).not.toMatch(/not kept|payload\.test/);
    const again = rethrown(error);
    expect(again).toBeInstanceOf(Error);
    expect({ ...again }).toEqual({
      code: 'CARD_DECLINED',
      status: 402,
      statusCode: 402,
      expose: true,
      details: { reason: 'funds' },
      cached: true,
    });
    expect(again.message).toBe('declined');
    expect(again.name).toBe('RangeError');
    expect(String(again)).toBe('RangeError: declined');
  });

  test('the name of an error class and of an instance survive and are not enumerable', () => {
    class Declined extends Error {
      name = 'Declined';
    }
    const again = rethrown(new Declined('no'));
    expect(again.name).toBe('Declined');
    expect(Object.keys(again)).toEqual(['cached']);
  });

  test('an error without a message has none', () => {
    expect(rethrown(new Error()).message).toBe('');
  });

  test.each([[undefined], [null], [0], [''], ['text'], [{ status: 402 }], [Buffer.from('b')]])(
    'a thrown %p comes back as exactly that',
    (thrown) => {
      expect(rethrown(thrown)).toStrictEqual(thrown);
    },
  );

  test.each([
    ['too large', new Error('x'.repeat(100))],
    ['not serialisable', Object.assign(new Error('x'), { details: 1n })],
    ['a thrown value without a JSON form', 1n],
    ['with a getter that throws', Object.defineProperty(new Error('x'), 'code', { get: fail })],
  ])('an error that is %s leaves a tombstone', (_, error) => {
    expect(encodeError(error, 90).kind).toBe('tombstone');
  });
});

describe('a payload that is not ours to replay', () => {
  test('a tombstone is RESULT_NOT_REPLAYABLE', () => {
    expect(() => decodePayload('tombstone', Buffer.from('too-large'))).toThrow(
      expect.objectContaining({ code: 'RESULT_NOT_REPLAYABLE', status: 409 }),
    );
  });

  test.each([[Buffer.from('z1')], [Buffer.alloc(0)]])('%p is LOCK_FAILED', (payload) => {
    expect(() => decodePayload('value', payload)).toThrow(
      expect.objectContaining({ code: 'LOCK_FAILED', retryable: false }),
    );
  });
});

function circular() {
  const value = {};
  value.self = value;
  return value;
}

function fail() {
  throw new Error('not today');
}
