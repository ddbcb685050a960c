'use strict';

const { decodePayload, encodeError, encodeValue } = require('../../../lib/result/payload.js');

const MIB = 1024 * 1024;
const limit = (maxResultBytes) => ({ maxResultBytes, errorMs: 1000 });

/** What a replay gives for a value. */
function replayed(value) {
  return decodePayload(encodeValue(value, limit(MIB)));
}

/** What a replay throws for something thrown. */
function rethrown(thrown) {
  const encoded = encodeError(thrown, limit(MIB));
  expect(encoded).toMatchObject({ kind: 'error', ttlMs: 1000 });
  return decodePayload(encoded).thrown;
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
    const encoded = encodeValue(value, limit(MIB));
    value.fill(0);
    decodePayload(encoded).value.fill(0);
    expect(decodePayload(encoded).value.toString()).toBe('abc');
  });

  test.each([
    ['a BigInt', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a circle', circular()],
    ['a toJSON that throws', { toJSON: fail }],
    ['a nested BigInt', { a: [1n] }],
  ])('%s has no JSON form, and the cause is kept', (_, value) => {
    expect(encodeValue(value, limit(MIB))).toMatchObject({
      kind: 'value',
      why: 'unserialisable',
      payload: undefined,
      cause: expect.any(Error),
    });
  });

  test.each([
    ['text', 'x'.repeat(8), 10],
    ['bytes', Buffer.alloc(10), 10],
    ['two bytes per character', '\u00e9'.repeat(4), 10],
    ['undefined', undefined, 0],
  ])('%s counts as the bytes that are stored of it', (_, value, bytes) => {
    expect(encodeValue(value, limit(MIB)).bytes).toBe(bytes);
  });
});

describe('a thrown error or value', () => {
  test('an error keeps its members and not its stack', () => {
    const members = {
      code: 'CARD_DECLINED',
      status: 402,
      statusCode: 402,
      expose: true,
      details: { reason: 'funds' },
      left: [1, { of: null }],
    };
    const error = Object.assign(new RangeError('declined'), members);
    const { payload } = encodeError(error, limit(MIB));
    expect(payload.toString()).not.toMatch(/payload\.test/);
    const again = rethrown(error);
    expect(again).toBeInstanceOf(RangeError);
    expect({ ...again }).toEqual(members);
    expect(JSON.stringify(again)).toBe(JSON.stringify(error));
    expect(again.cached).toBe(true);
    expect(String(again)).toBe('RangeError: declined');
    expect(again.stack).toBe('RangeError: declined');
  });

  test.each([
    ['of the class', class extends Error {}, 'Declined', []],
    ['of an instance', Error, 'Declined', ['name']],
  ])('the name %s survives, and is listed as it was', (_, Class, name, listed) => {
    if (Class !== Error) Class.prototype.name = name;
    const error = new Class('no');
    if (Class === Error) error.name = name;
    const again = rethrown(error);
    expect(again.name).toBe(name);
    expect(Object.keys(again)).toEqual(listed);
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

  test('a thrown value without a JSON form is lost as an error', () => {
    const lost = { kind: 'error', why: 'unserialisable', ttlMs: 1000 };
    expect(encodeError(1n, limit(MIB))).toMatchObject(lost);
  });

  test('an error with a getter that throws lacks that member only', () => {
    const error = Object.defineProperty(new Error('x'), 'code', { get: fail });
    expect(rethrown(error).message).toBe('x');
    expect(encodeError(error, limit(MIB)).change).toEqual({
      name: 'Error',
      as: 'Error',
      lost: ['code'],
    });
  });

  test.each([[1n], [circular()], [() => 1]])('details that are %p are lost alone', (details) => {
    const error = Object.assign(new Error('declined'), { code: 'DECLINED', details });
    expect(rethrown(error)).toMatchObject({ message: 'declined', code: 'DECLINED' });
    expect(rethrown(error)).not.toHaveProperty('details');
  });

  test('five causes are kept, and those that are no errors too', () => {
    const chain = (left) =>
      new Error(`${left} left`, { cause: left > 0 ? chain(left - 1) : { reason: 'funds' } });
    expect(rethrown(chain(1)).cause).toMatchObject({
      message: '0 left',
      cause: { reason: 'funds' },
    });
    let [error, length] = [rethrown(chain(9)), 0];
    while (error.cause !== undefined) [error, length] = [error.cause, length + 1];
    expect(length).toBe(5);
    expect(error.message).toBe('4 left');
  });

  test('a circle of causes ends', () => {
    const error = new Error('self');
    error.cause = error;
    expect(rethrown(error).cause.cause.message).toBe('self');
  });
});

describe('a payload that is not ours to replay', () => {
  test.each([
    ['of a value', 'tombstone', 't{"why":"too-large","bytes":9}'],
    ['of an error', 'error', 't{"why":"too-large","bytes":9}'],
    ['of a value that tells nothing', 'tombstone', 'too-large'],
    ['of an error that tells nothing', 'error', 't'],
  ])('a tombstone %s is RESULT_NOT_REPLAYABLE', (_, kind, text) => {
    const stored = { kind, payload: Buffer.from(text) };
    expect(() => decodePayload(stored)).toThrow(
      expect.objectContaining({ code: 'RESULT_NOT_REPLAYABLE', status: 409 }),
    );
  });

  test.each([[Buffer.from('z1')], [Buffer.alloc(0)]])('%p is LOCK_FAILED', (payload) => {
    expect(() => decodePayload({ kind: 'value', payload })).toThrow(
      expect.objectContaining({ code: 'LOCK_FAILED', retryable: false }),
    );
  });
});

describe('classes of the app', () => {
  class Declined extends Error {
    constructor(reason, options) {
      super(`declined: ${reason}`, options);
      this.reason = reason;
    }
  }
  const settings = {
    ...limit(MIB),
    errorSerializer: {
      serialize: (error) => (error instanceof Declined ? { reason: error.reason } : undefined),
      deserialize: ({ reason }) => new Declined(reason),
    },
  };
  const replayedBy = (thrown, reader = settings) =>
    decodePayload(encodeError(thrown, settings), reader).thrown;

  test('come back as their class, also as a cause', () => {
    expect(replayedBy(new Declined('funds'))).toMatchObject({ reason: 'funds', cached: true });
    expect(replayedBy(new Declined('funds'))).toBeInstanceOf(Declined);
    const outer = new Error('outer', { cause: new Declined('funds') });
    expect(replayedBy(outer).cause).toBeInstanceOf(Declined);
  });

  test('come back as an Error with the same fields where nobody knows the class', () => {
    const error = replayedBy(new Declined('funds'), limit(MIB));
    expect(error).toMatchObject({ message: 'declined: funds', cached: true });
  });

  test('are LOCK_FAILED when their serializer fails, and its own error is not thrown', () => {
    const errorSerializer = { ...settings.errorSerializer, deserialize: fail };
    expect(() => replayedBy(new Declined('funds'), { ...settings, errorSerializer })).toThrow(
      expect.objectContaining({ code: 'LOCK_FAILED', retryable: false }),
    );
  });

  test('an error of another class is kept as without it', () => {
    expect(replayedBy(new RangeError('x')).name).toBe('RangeError');
  });
});

describe('a serializer of the app', () => {
  const seen = [];
  const settings = {
    ...limit(100),
    serializer: {
      async serialize(value, about) {
        seen.push(about);
        return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each));
      },
      deserialize: (bytes) =>
        JSON.parse(bytes.toString(), (_, each) =>
          /^\d+n$/.test(each) ? BigInt(each.slice(0, -1)) : each,
        ),
    },
  };
  const request = { id: 'i'.repeat(43) };
  beforeEach(() => seen.splice(0));

  test('makes and reads the bytes of values, errors and thrown values', async () => {
    const value = await encodeValue({ amount: 12n }, settings, request);
    const error = await encodeError(new RangeError('no'), settings, request);
    const thrown = await encodeError('text', settings, request);
    expect(await decodePayload(value, settings, request)).toEqual({ value: { amount: 12n } });
    expect((await decodePayload(error, settings, request)).thrown.name).toBe('RangeError');
    expect(await decodePayload(thrown, settings, request)).toEqual({ thrown: 'text' });
    expect(seen).toEqual([
      { id: request.id, kind: 'value', form: 'value' },
      { id: request.id, kind: 'error', form: 'error' },
      { id: request.id, kind: 'error', form: 'thrown' },
    ]);
  });

  test('keeps nothing when it fails, and its bytes are counted', async () => {
    const failed = await encodeValue(() => 1, settings, request);
    expect(failed).toMatchObject({ kind: 'value', why: 'unserialisable' });
    expect((await encodeValue('x'.repeat(99), settings, request)).bytes).toBe(101);
  });

  test('keeps nothing when it makes no bytes', async () => {
    const serializer = { serialize: () => 7, deserialize: () => 7 };
    const made = await encodeValue(1, { ...settings, serializer }, request);
    expect(made).toMatchObject({ why: 'unserialisable', cause: expect.any(TypeError) });
  });

  test.each([
    ['a value', (plain) => encodeValue({ amount: 1 }, plain), { value: { amount: 1 } }],
    ['something thrown', (plain) => encodeError('x', plain), { thrown: 'x' }],
  ])('reads %s that it has not made with acceptPlain only', (_, encode, wanted) => {
    const stored = encode(limit(MIB));
    const refused = expect.objectContaining({ code: 'LOCK_FAILED', retryable: false });
    expect(() => decodePayload(stored, settings, request)).toThrow(refused);
    const accepting = { ...settings.serializer, acceptPlain: true };
    expect(decodePayload(stored, { ...settings, serializer: accepting }, request)).toEqual(wanted);
  });

  test.each([
    ['value', 'e'],
    ['value', 'x'],
    ['error', 'v'],
    ['error', 'a'],
    ['value', 'r'],
    ['tombstone', 'v'],
  ])('refuses a record whose kind (%s) and type (%s) do not agree', async (kind, type) => {
    const stored = await encodeValue({ why: 'x' }, settings, request);
    const payload = Buffer.from(stored.payload);
    payload[1] = type.charCodeAt(0);
    await expect(decodePayload({ kind, payload }, settings, request)).rejects.toMatchObject({
      code: 'LOCK_FAILED',
    });
  });

  test('refuses a value that poses as a tombstone', async () => {
    const { payload } = await encodeValue({ amount: 1 }, settings, request);
    payload[1] = 't'.charCodeAt(0);
    await expect(
      decodePayload({ kind: 'value', payload }, settings, request),
    ).rejects.toMatchObject({
      code: 'LOCK_FAILED',
    });
  });

  test('is LOCK_FAILED when it is no longer set or cannot read', async () => {
    const stored = await encodeValue(1, settings, request);
    const refused = expect.objectContaining({ code: 'LOCK_FAILED', retryable: false });
    await expect(decodePayload(stored, limit(MIB), request)).rejects.toEqual(refused);
    const broken = { ...settings.serializer, deserialize: fail };
    await expect(
      decodePayload(stored, { ...settings, serializer: broken }, request),
    ).rejects.toEqual(refused);
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
