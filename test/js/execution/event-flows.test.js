'use strict';

const { IdempotencyHandler, StoreError } = require('onceonly');

const { createGate } = require('../../helpers/gate.js');
const { until } = require('../../helpers/until.js');
const { OWN, answered, handlerOn, mockStore, unreachable } = require('../mock-handler.js');

describe('the events of', () => {
  const BODY = { card: 'the-body' };
  const RESULT = { leftMs: 1, kind: 'value', payload: Buffer.from('j"the-result"') };
  const DAY_MS = 86_400_000;
  const FIELDS = [
    'type',
    'id',
    'keyHash',
    'label',
    'bytes',
    'route',
    'status',
    'attempt',
    'ms',
    'code',
    'running',
    'notStored',
  ];

  const throwing = (status) => () => Promise.reject(Object.assign(new Error('x'), { status }));
  const failing = (code) => () => {
    throw new StoreError(code, 'the server says the-secret', { retry: 'no' });
  };

  const REQUEST_FIELDS = ['outcome', 'cached', 'kept', 'claimMs', 'waitMs', 'runMs', 'storeMs'];

  /** Executes once: the events of the run and the key, and that of the request. None may tell more than it should. */
  async function toldOf(methods, operation = ({ effectId }) => effectId, overrides = {}) {
    const events = [];
    const onEvent = (event) => events.push(event);
    const { handler } = handlerOn(methods, { onEvent });
    await handler.execute('the-key', BODY, operation, overrides).catch(() => {});
    for (const event of events) {
      const fields = event.type === 'request' ? [...FIELDS, ...REQUEST_FIELDS] : FIELDS;
      expect(fields).toEqual(expect.arrayContaining(Object.keys(event)));
      expect(JSON.stringify(event)).not.toMatch(/the-key|the-body|the-secret|the-result/);
    }
    const requests = events.filter(({ type }) => type === 'request');
    expect(requests).toHaveLength(1);
    return { events: events.filter(({ type }) => type !== 'request'), request: requests[0] };
  }

  const eventsOf = async (...args) => (await toldOf(...args)).events;
  const typesOf = async (...args) => (await eventsOf(...args)).map(({ type }) => type);

  test.each([
    [{ state: 'done', ...RESULT }, ['replayed']],
    [{ state: 'running', leftMs: 1, elapsedMs: 5 }, ['in-progress']],
    [{ state: 'silent', leftMs: 1 }, ['silent']],
    [{ state: 'mismatch' }, ['mismatch']],
    [{ state: 'foreign' }, ['foreign-record']],
    [{ state: 'unknown', attempt: 3, leftMs: 7 * DAY_MS }, ['unknown']],
    [{ state: 'unknown', attempt: 3, leftMs: DAY_MS }, ['unknown', 'abandoned-expiring']],
  ])('a begin that is answered with %j', async (answer, types) => {
    await expect(typesOf({ begin: () => answer })).resolves.toEqual(types);
  });

  test.each([
    ['CONNECT_FAILED', ['store-down']],
    ['SERVER_FULL', ['full']],
    ['STORE_FULL', ['full']],
    ['WRONG_TYPE', ['foreign-record']],
    ['SERVER_ERROR', []],
  ])('a begin that fails with %s', async (code, types) => {
    await expect(typesOf({ begin: failing(code) })).resolves.toEqual(types);
  });

  test.each([
    [
      'a first attempt',
      { begin: () => ({ ...OWN, attempt: 1, isRecovery: false }) },
      ['begun', 'completed'],
    ],
    ['a takeover', {}, ['begun', 'taken-over', 'completed']],
  ])('%s', async (_, methods, types) => {
    await expect(typesOf(methods)).resolves.toEqual(types);
  });

  const first = { begin: () => ({ ...OWN, attempt: 1, isRecovery: false }) };

  test.each([
    [402, ['begun', 'failed']],
    [503, ['begun', 'failed', 'freed']],
    [504, ['begun', 'failed', 'silent']],
  ])('an operation that fails with %i', async (status, types) => {
    await expect(typesOf(first, throwing(status))).resolves.toEqual(types);
  });

  test.each([
    [{ state: 'late-win' }, ['begun', 'completed', 'stored-late']],
    [{ state: 'adopted' }, ['begun', 'completed', 'stored-late']],
    [{ state: 'replaced' }, ['begun', 'completed', 'error-replaced']],
    [{ state: 'lost', ...RESULT }, ['begun', 'completed', 'result-conflict']],
    [{ state: 'gone' }, ['begun', 'completed', 'not-stored']],
    [{ state: 'foreign' }, ['begun', 'completed', 'not-stored']],
  ])('a complete that is answered with %j', async (answer, types) => {
    await expect(typesOf({ ...first, complete: () => answer })).resolves.toEqual(types);
  });

  test.each([
    [{ state: 'stored' }, { cached: false, kept: 'value' }],
    [{ state: 'late-win' }, { cached: false, kept: 'value' }],
    [
      { state: 'lost', ...RESULT },
      { cached: true, kept: 'value' },
    ],
    [
      { state: 'lost', ...RESULT, kind: 'tombstone', payload: Buffer.from('t{}') },
      { outcome: 'unreplayable' },
    ],
    [{ state: 'gone' }, { cached: false, kept: 'no' }],
  ])('a request whose complete is answered with %j', async (answer, expected) => {
    const { request } = await toldOf({ ...first, complete: () => answer });
    expect(request).toMatchObject({ outcome: 'executed', attempt: 1, ...expected });
  });

  test('a request whose policy fails after its operation has run', async () => {
    const storeIf = () => {
      throw new Error('x');
    };
    const { request } = await toldOf(first, throwing(402), { storeIf });
    expect(request).toMatchObject({ outcome: 'executed', kept: 'silent' });
    expect(request).not.toHaveProperty('code');
  });

  test('an error that came too late', async () => {
    const methods = { ...first, complete: answered('fenced') };
    await expect(typesOf(methods, throwing(402))).resolves.toEqual(['begun', 'failed', 'unknown']);
  });

  test('a lease that is lost', async () => {
    const untilAborted = ({ signal }) =>
      new Promise((resolve, reject) => signal.addEventListener('abort', reject));
    const methods = { ...first, renew: answered('lost') };
    const types = await typesOf(methods, untilAborted, { lockTTL: 0.1 });
    expect(types).toEqual(['begun', 'lease-lost', 'failed', 'silent', 'unknown']);
  });

  test('an operation that takes too long', async () => {
    const hang = () => new Promise(() => {});
    const types = await typesOf(first, hang, { operationTimeoutMs: 10 });
    expect(types).toEqual(['begun', 'unknown']);
  });

  test('a result that reaches the store late', async () => {
    let reachable = false;
    const events = [];
    const complete = () => (reachable ? { state: 'stored' } : unreachable());
    const { handler } = handlerOn(
      { ...first, complete },
      { onEvent: ({ type }) => events.push(type) },
    );
    await handler.execute('k', BODY, () => 1);
    expect(events).toEqual(['begun', 'completed', 'not-stored', 'request']);
    reachable = true;
    await until(() => events.length > 4, 'the result is stored');
    expect(events.at(-1)).toBe('stored-late');
  });

  test('a store that goes away and comes back', async () => {
    let reachable = false;
    const events = [];
    const begin = () => (reachable ? OWN : unreachable());
    const { handler } = handlerOn({ begin }, { onEvent: (event) => events.push(event) });
    const execute = () => handler.execute('k', BODY, ({ effectId }) => effectId);
    for (let i = 0; i < 2; i++) await expect(execute()).rejects.toThrow();
    const ofStore = () => events.filter(({ type }) => type.startsWith('store-'));
    expect(ofStore()).toEqual([{ type: 'store-down', code: 'CONNECT_FAILED' }]);
    reachable = true;
    await execute();
    expect(ofStore()[1]).toEqual({ type: 'store-up', ms: expect.any(Number) });
    expect(ofStore()[1].ms).toBeGreaterThan(0);
  });

  test('a store that is closed while an operation runs', async () => {
    const events = [];
    const begun = createGate();
    const { store } = mockStore(first);
    const handler = new IdempotencyHandler({ store, onEvent: (event) => events.push(event) });
    handler.execute('k', BODY, () => {
      begun.open();
      return new Promise(() => {});
    });
    await begun.passed;
    await store.close();
    const [, silent, request, drained] = events;
    expect(events.map(({ type }) => type)).toEqual(['begun', 'silent', 'request', 'drained']);
    expect(request).toMatchObject({ outcome: 'unknown', kept: 'silent', attempt: 1 });
    expect(silent).toMatchObject({ attempt: 1, label: '' });
    expect(drained).toEqual({
      type: 'drained',
      ms: expect.any(Number),
      running: 1,
      notStored: 0,
    });
  });

  test('an attempt tell which one it is and how long it has taken', async () => {
    const [begun, takenOver] = await eventsOf({});
    for (const event of [begun, takenOver]) {
      expect(event).toMatchObject({ attempt: 2, ms: expect.any(Number) });
      expect(event.id).toMatch(/^[\w-]{43}$/);
      expect(event.keyHash).toMatch(/^[\w-]{11}$/);
    }
  });
});
