'use strict';

const { IdempotencyHandler, generateIdempotencyKey: newKey } = require('onceonly');
const { contract } = require('onceonly/contract');
const { gate, testStore } = require('onceonly/testing');

const { runChild } = require('../../helpers/child.js');

const DAY_S = 86_400;

describe('as a store', () => {
  for (const { name, run } of contract(testStore)) test(name, run);
});

describe('testStore()', () => {
  let store;
  let handler;
  let key;

  beforeAll(() => {
    store = testStore();
    handler = new IdempotencyHandler({ store });
  });
  afterAll(() => store.close());
  beforeEach(() => {
    key = newKey();
  });
  afterEach(() => store.clear());

  const run = (operation = () => 'ran') => handler.execute(key, {}, operation);

  test('its clock moves when it is told to: results expire', async () => {
    await run();
    store.advance(DAY_S - 1);
    expect(await run()).toMatchObject({ cached: true });
    store.advance(2);
    expect(await run()).toMatchObject({ cached: false });
  });

  test('a part of a second is whole milliseconds', async () => {
    await store.store(key, 1, {}, { ttl: 1000 });
    store.advance(0.25);
    const { expiresIn } = await store.inspect(key);
    expect(expiresIn).toBeLessThanOrEqual(999.75);
    expect(expiresIn).toBeGreaterThan(990);
  });

  test.each([[-1], [0], [NaN], ['60'], [undefined], [null]])('advance(%p) is refused', (time) => {
    expect(() => store.advance(time)).toThrow(/`seconds`/);
  });

  test('two test stores have clocks and records of their own', async () => {
    const other = testStore();
    await other.store(key, 1);
    store.advance(2 * DAY_S);
    expect(await other.check(key)).toBe(1);
    expect(await store.check(key)).toBeNull();
    await other.close();
  });

  test('records() tells all that is stored, oldest first', async () => {
    const held = gate();
    await run();
    store.advance(1);
    const running = handler.execute(newKey(), {}, held.wait);
    await held.reached;
    expect(await store.records()).toMatchObject([
      { state: 'done', kind: 'value', attempt: 1, id: (await store.inspect(key)).id },
      { state: 'running', kind: null, attempt: 1, expiresIn: expect.any(Number) },
    ]);
    held.open();
    await running;
    expect((await store.records()).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  test('clear() forgets the records and the failures to come', async () => {
    await run();
    store.fail('begin', 'CONNECT_FAILED');
    store.clear();
    expect(await store.records()).toEqual([]);
    expect(await run()).toMatchObject({ cached: false });
  });

  test('a failed begin runs nothing, at once, and the next one is as ever', async () => {
    const operation = jest.fn(() => 'ran');
    store.fail('begin', 'CONNECT_FAILED', 2);
    for (let i = 0; i < 2; i++) {
      const error = await run(operation).catch((e) => e);
      expect(error).toMatchObject({ code: 'LOCK_FAILED', status: 503 });
      expect(error.cause).toMatchObject({ name: 'StoreError', code: 'CONNECT_FAILED' });
    }
    expect(operation).not.toHaveBeenCalled();
    expect(await run(operation)).toEqual({ result: 'ran', cached: false });
  });

  test('a store that is down may be run without', async () => {
    const open = new IdempotencyHandler({ store, onStoreDown: 'open' });
    store.fail('begin', 'STORE_FULL');
    const answer = await open.execute(key, {}, () => 'ran');
    expect(answer).toEqual({ result: 'ran', cached: false, status: 'unprotected' });
  });

  test('after a failed complete the result is not stored, and clear() ends the tries', async () => {
    store.fail('complete', 'REPLY_LOST', Infinity);
    expect(await run()).toEqual({ result: 'ran', cached: false, status: 'not-stored' });
    expect(await store.records()).toMatchObject([{ state: 'running' }]);
    await expect(run()).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
    store.clear();
    expect(await run(() => 'again')).toEqual({ result: 'again', cached: false });
  });

  test('a request that waits is woken by the result of the one that runs', async () => {
    const held = gate();
    const waiting = new IdempotencyHandler({ store, inProgress: 'wait' });
    const first = run(held.wait);
    await held.reached;
    const second = waiting.execute(key, {}, () => 'never');
    held.open('ran');
    expect(await first).toEqual({ result: 'ran', cached: false });
    expect(await second).toEqual({ result: 'ran', cached: true });
  });

  test.each([
    [['renew', 'CONNECT_FAILED'], TypeError],
    [['begin', 'CONNECT_FAILD'], /CONNECT_FAILED/],
    [['begin', undefined], TypeError],
    [['begin', 'STORE_FULL', -1], RangeError],
    [['begin', 'STORE_FULL', '2'], TypeError],
  ])('fail(...%j) is refused', (args, error) => {
    expect(() => store.fail(...args)).toThrow(error);
  });
});

describe('gate()', () => {
  test('holds all who wait until it is open, and gives them its value', async () => {
    const held = gate();
    let passed = 0;
    const waiting = [1, 2].map(async () => {
      const value = await held.wait();
      passed += 1;
      return value;
    });
    await held.reached;
    expect(passed).toBe(0);
    held.open('value');
    expect(await Promise.all(waiting)).toEqual(['value', 'value']);
    expect(await held.wait()).toBe('value');
  });
});

test('nothing keeps the process alive after clear(), not even a result that was not stored', () => {
  const code = `
    const { IdempotencyHandler } = require('onceonly');
    const { testStore } = require('onceonly/testing');
    const store = testStore();
    store.fail('complete', 'REPLY_LOST', Infinity);
    new IdempotencyHandler({ store }).execute('k', {}, () => 1).then(({ status }) => {
      const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
      const before = timers().length;
      store.clear();
      console.log(JSON.stringify([status, before, timers().length]));
    });`;
  const [status, before, after] = runChild(code);
  expect([status, before > 0, after]).toEqual(['not-stored', true, 0]);
});
