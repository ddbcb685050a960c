'use strict';

const { IdempotencyHandler, MemoryStore, jsonSerializer } = require('onceonly');

const { isKept, keepError, keepValue } = require('../../../lib/result/keep-outcome.js');
const { operationOutcomes } = require('../../../lib/result/operation-outcomes.js');
const { responseOutcomes } = require('../../../lib/response/response-outcomes.js');
const { isTombstone } = require('../../../lib/result/tombstone.js');
const { handlerOn } = require('../mock-handler.js');

const REQUEST = { id: 'i'.repeat(43), label: 'POST:/pay' };

const hex = {
  serialize: (value) => jsonSerializer.serialize(value).toString('hex'),
  deserialize: (bytes) => jsonSerializer.deserialize(Buffer.from(`${bytes}`, 'hex')),
};

/** Settings with the events that are emitted. */
function settingsWith(options) {
  const events = { emit: jest.fn() };
  return { outcomes: operationOutcomes, errorMs: 1000, resultMs: 2000, events, ...options };
}

const response = (status, body) => ({
  status,
  reason: '',
  headers: [],
  chunks: [Buffer.from(body)],
  tooLarge: false,
  bytes: body.length,
});

const captured = { outcomes: responseOutcomes };

describe('an outcome that is kept', () => {
  test.each([
    ['a value', (settings) => keepValue('x'.repeat(98), settings, REQUEST), {}, 100],
    ['an error', (settings) => keepError('x'.repeat(97), settings, REQUEST), {}, 100],
    [
      'a body',
      (settings) => keepValue(response(200, 'x'.repeat(100)), settings, REQUEST),
      captured,
      100,
    ],
    [
      'a value in hex',
      (settings) => keepValue('x'.repeat(97), settings, REQUEST),
      { serializer: hex },
      200,
    ],
    [
      'a response in hex',
      (settings) => keepValue(response(200, 'x'.repeat(92)), settings, REQUEST),
      { ...captured, serializer: hex },
      200,
    ],
  ])('has maxResultBytes at most as it meets the store: %s', async (_, keep, options, bytes) => {
    const within = await keep(settingsWith({ ...options, maxResultBytes: bytes }));
    expect(within).toMatchObject({ why: undefined, bytes });
    const beyond = settingsWith({ ...options, maxResultBytes: bytes - 1 });
    expect(await keep(beyond)).toMatchObject({ why: 'too-large', bytes });
    expect(beyond.events.emit.mock.calls).toEqual([['not-replayable', REQUEST, { bytes }]]);
  });

  test.each([
    [{ why: undefined, bytes: 5 }, 5, true],
    [{ why: undefined, bytes: 6 }, 5, false],
    [{ why: 'lost', bytes: undefined }, 5, false],
  ])('%j with a limit of %d: %s', (encoded, limit, wanted) => {
    expect(isKept(encoded, limit)).toBe(wanted);
  });
});

describe('a tombstone', () => {
  const tiny = { maxResultBytes: 1 };

  test.each([
    ['a value', () => keepValue('xyz', settingsWith(tiny), REQUEST), 'tombstone'],
    [
      'a value that JSON has no form for',
      () => keepValue(1n, settingsWith(tiny), REQUEST),
      'tombstone',
    ],
    ['an error', () => keepError(new Error('xyz'), settingsWith(tiny), REQUEST), 'error'],
    [
      'a thrown value that JSON has no form for',
      () => keepError(1n, settingsWith(tiny), REQUEST),
      'error',
    ],
    [
      'a response',
      () => keepValue(response(201, 'xyz'), settingsWith({ ...tiny, ...captured }), REQUEST),
      'tombstone',
    ],
    [
      'a response of an error',
      () => keepValue(response(422, 'xyz'), settingsWith({ ...tiny, ...captured }), REQUEST),
      'error',
    ],
    [
      'a response without an end',
      () => keepValue({ endless: true }, settingsWith({ ...tiny, ...captured }), REQUEST),
      'tombstone',
    ],
  ])('has the kind of its outcome: %s', (_, keep, kind) => {
    const kept = keep();
    expect(kept.kind).toBe(kind);
    expect(isTombstone(kept.payload)).toBe(true);
    const { outcomes } = settingsWith({});
    expect(() => outcomes.decode(kept, settingsWith({}), REQUEST)).toThrow(
      expect.objectContaining({ code: 'RESULT_NOT_REPLAYABLE' }),
    );
  });

  test.each([
    ['a value', (settings) => keepValue('xyz', settings, REQUEST)],
    ['an error', (settings) => keepError(new Error('xyz'), settings, REQUEST)],
  ])('is made by the serializer of the app: %s', async (_, keep) => {
    const settings = settingsWith({ ...tiny, serializer: hex });
    const kept = await keep(settings);
    expect(kept.payload.toString('latin1')).toMatch(/^st[0-9a-f]+$/);
    const read = operationOutcomes.decode(kept, settings, REQUEST);
    await expect(read).rejects.toMatchObject({ code: 'RESULT_NOT_REPLAYABLE' });
  });

  test('is plain where the serializer fails, and is refused since anybody could have planted it', async () => {
    const serialize = () => {
      throw new Error('no key');
    };
    const settings = settingsWith({ maxResultBytes: 9, serializer: { ...hex, serialize } });
    const kept = await keepValue(1, settings, REQUEST);
    expect(kept).toMatchObject({ kind: 'tombstone', why: 'unserialisable' });
    expect(() => operationOutcomes.decode(kept, settings, REQUEST)).toThrow(
      expect.objectContaining({ code: 'LOCK_FAILED' }),
    );
  });
});

describe('a listener', () => {
  test.each([
    ['value', () => 'x'.repeat(98)],
    ['error', () => Promise.reject(new Error('x'.repeat(200)))],
  ])(
    'hears of a %s that is too large at once and at every retry, with its bytes',
    async (_, operation) => {
      const onEvent = jest.fn();
      const handler = new IdempotencyHandler({
        store: new MemoryStore(),
        maxResultBytes: 50,
        onEvent,
      });
      for (let i = 0; i < 3; i++) await handler.execute('k', {}, operation).catch(() => {});
      const heard = onEvent.mock.calls
        .map(([event]) => event)
        .filter(({ type }) => !/^(begun|completed|failed|request)$/.test(type));
      expect(heard.map(({ type }) => type)).toEqual(Array(3).fill('not-replayable'));
      expect(heard[0].bytes).toBeGreaterThan(50);
      expect(new Set(heard.map(({ bytes }) => bytes)).size).toBe(1);
    },
  );

  test('hears of a record that the serializer has not made', async () => {
    const store = new MemoryStore();
    const onEvent = jest.fn();
    await new IdempotencyHandler({ store }).execute('k', {}, () => 1);
    const sealed = new IdempotencyHandler({ store, serializer: hex, onEvent });
    const refused = await sealed.execute('k', {}, () => 2).catch((error) => error);
    expect(refused).toMatchObject({ code: 'LOCK_FAILED', status: 503, retryable: false });
    expect(onEvent.mock.calls.map(([{ type }]) => type)).toEqual(['foreign-record', 'request']);
  });
});

test('the tombstone of an error is offered to the store as an error, kept for errorTTL', async () => {
  const { handler, complete } = handlerOn({}, { maxResultBytes: 3, errorTTL: 7 });
  await handler.execute('k', {}, () => Promise.reject(new Error('long'))).catch(() => {});
  expect(complete.mock.calls[0][0]).toMatchObject({ kind: 'error', ttlMs: 7000 });
});
