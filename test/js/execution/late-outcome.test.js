'use strict';

// What becomes of an outcome that comes when the lease has passed, the store is gone, or the store is being closed.

const { AsyncLocalStorage } = require('node:async_hooks');

const { createGate, gatedOperation } = require('../../helpers/gate.js');
const { until } = require('../../helpers/until.js');
const { answered, handlerOn, unreachable } = require('../mock-handler.js');

const BODY = { amount: 1 };
const LEASE = { lockTTL: 0.1 };
const UNKNOWN = { code: 'OUTCOME_UNKNOWN', status: 409, retryable: true };
const declined = () => Object.assign(new Error('Declined.'), { status: 402 });
const busy = () => Object.assign(new Error('Busy.'), { status: 503 });

/** Listens to the events of a handler: `seen` are the types so far. */
function listening() {
  const seen = [];
  return { seen, onEvent: ({ type }) => seen.push(type) };
}

/** An operation that throws what `toError` makes once `seen` has 'lease-lost' and `goesOn` is true. */
function failingAfterLoss(seen, toError, goesOn = () => true) {
  return async () => {
    await until(() => seen.includes('lease-lost') && goesOn(), 'the lease is lost');
    throw toError();
  };
}

describe('an error of an operation that never looked at its signal', () => {
  test('is kept as any other once the store has renewed the lease that had passed', async () => {
    let isBack = false;
    const { seen, onEvent } = listening();
    const { handler, complete, renew, release } = handlerOn(
      { renew: () => (isBack ? { state: 'renewed' } : unreachable()) },
      { onEvent },
    );
    const renewed = () => {
      isBack = true;
      return renew.mock.results.some(({ type }) => type === 'return');
    };
    const operation = failingAfterLoss(seen, declined, renewed);
    await expect(handler.execute('k', BODY, operation, LEASE)).rejects.toThrow('Declined.');
    expect(complete).toHaveBeenCalledTimes(1);
    expect(complete.mock.calls[0][0]).toMatchObject({ kind: 'error' });
    expect(release).not.toHaveBeenCalled();
  });

  test('is of unknown outcome where the store says that another attempt owns the key', async () => {
    const { seen, onEvent } = listening();
    const methods = { renew: answered('lost'), complete: answered('fenced') };
    const { handler } = handlerOn(methods, { onEvent });
    const executed = handler.execute('k', BODY, failingAfterLoss(seen, declined), LEASE);
    await expect(executed).rejects.toMatchObject(UNKNOWN);
  });

  test('is not told while the store cannot say whose the key is, and is offered on', async () => {
    let isBack = false;
    const { seen, onEvent } = listening();
    const away = (state) => () => (isBack ? { state } : unreachable());
    const methods = { renew: away('renewed'), complete: away('stored') };
    const { handler, complete } = handlerOn(methods, { onEvent });
    const executed = handler.execute('k', BODY, failingAfterLoss(seen, declined), LEASE);
    await expect(executed).rejects.toMatchObject({ ...UNKNOWN, cause: { status: 402 } });
    expect(seen).toContain('not-stored');
    isBack = true;
    await until(() => seen.includes('stored-late'), 'the store judges it');
    expect(complete.mock.calls.at(-1)[0]).toMatchObject({ kind: 'error' });
  });

  test.each([
    ['was its own still', answered('released'), { message: 'Busy.', status: 503 }],
    ['is of another one', answered('lost'), UNKNOWN],
    ['is gone', answered('gone'), UNKNOWN],
    ['is not known', unreachable, UNKNOWN],
  ])('gets the answer that fits a release of a key that %s', async (_, release, expected) => {
    const { seen, onEvent } = listening();
    const { handler } = handlerOn({ renew: unreachable, release }, { onEvent });
    const executed = handler.execute('k', BODY, failingAfterLoss(seen, busy), LEASE);
    await expect(executed).rejects.toMatchObject(expected);
  });
});

describe('while a store waits for its running operations', () => {
  test('a result that it could not take at first is work too', async () => {
    let isBack = false;
    const methods = { complete: () => (isBack ? { state: 'stored' } : unreachable()) };
    const { handler, store, complete } = handlerOn(methods);
    const operation = gatedOperation();
    const executed = handler.execute('k', BODY, operation.run);
    await operation.begun;
    let hasClosed = false;
    const closed = store.close({ drain: 20_000 }).then(() => (hasClosed = true));
    operation.finish('paid');
    await expect(executed).resolves.toMatchObject({ status: 'not-stored' });
    expect(hasClosed).toBe(false);
    isBack = true;
    await closed;
    expect(complete.mock.results.at(-1)).toMatchObject({ type: 'return' });
  });

  test('results that it has not taken in time are told when it has closed', async () => {
    const events = [];
    const onEvent = (event) => events.push(event);
    const { handler, store } = handlerOn({ complete: unreachable }, { onEvent });
    await expect(handler.execute('k', BODY, () => 'paid')).resolves.toMatchObject({
      status: 'not-stored',
    });
    await store.close({ drain: 10 });
    expect(events.at(-1)).toMatchObject({ type: 'drained', running: 0, notStored: 1 });
  });
});

describe('when a store is closed', () => {
  const held = async (overrides, onEvent) => {
    const mocks = handlerOn({}, { onEvent });
    const operation = gatedOperation();
    const executed = mocks.handler.execute('k', BODY, operation.run, overrides);
    executed.catch(() => {});
    await operation.begun;
    return { ...mocks, operation, executed };
  };

  test('the key of an operation that runs is neither released nor renewed', async () => {
    const { store, release, renew, operation, executed } = await held(LEASE);
    await store.close();
    const renewals = renew.mock.calls.length;
    operation.finish('paid');
    await expect(executed).resolves.toEqual({
      result: 'paid',
      cached: false,
      status: 'not-stored',
    });
    expect(release).not.toHaveBeenCalled();
    expect(renew).toHaveBeenCalledTimes(renewals);
  });

  test('the later result of an operation is returned as not stored', async () => {
    const { seen, onEvent } = listening();
    const { store, operation, executed } = await held({}, onEvent);
    await store.close();
    expect(seen).not.toContain('not-stored');
    operation.finish('paid');
    await executed;
    expect(seen.filter((type) => type === 'not-stored')).toHaveLength(1);
  });

  test('the later result of an operation over its time is not stored either', async () => {
    const { seen, onEvent } = listening();
    const { store, operation, executed } = await held({ operationTimeoutMs: 20 }, onEvent);
    await expect(executed).rejects.toMatchObject(UNKNOWN);
    await store.close();
    operation.finish('paid');
    await until(() => seen.includes('not-stored'), 'it is told');
  });
});

describe('in the AsyncLocalStorage context of its request', () => {
  const requests = new AsyncLocalStorage();

  /** Two executions of different users at once; every event with the user in whose context it was told. */
  async function runTwo(methods, operation, options) {
    const told = [];
    const onEvent = ({ type, keyHash }) => told.push({ type, keyHash, user: requests.getStore() });
    const mocks = handlerOn(methods, { onEvent, ...options });
    const outcomes = ['ann', 'bob'].map((user) =>
      requests.run(user, () => mocks.handler.execute(user, BODY, operation)),
    );
    await Promise.allSettled(outcomes);
    const owners = new Map(
      told.filter(({ type }) => type === 'begun').map((each) => [each.keyHash, each.user]),
    );
    const usersOf = (type) => {
      const those = told.filter((each) => each.type === type);
      return those.map(({ keyHash, user }) => [owners.get(keyHash), user]);
    };
    return { ...mocks, usersOf };
  }

  const ownOfBoth = [
    ['ann', 'ann'],
    ['bob', 'bob'],
  ];

  test('an event of the timer that all leases share is told', async () => {
    const gate = createGate();
    const renew = () => {
      setTimeout(gate.open, 50);
      return { state: 'lost' };
    };
    const { usersOf } = await runTwo({ renew }, () => gate.passed, LEASE);
    expect(usersOf('lease-lost').sort()).toEqual(ownOfBoth);
  });

  test('an event of a result that is stored in the background is told', async () => {
    let isBack = false;
    const complete = () => (isBack ? { state: 'stored' } : unreachable());
    const { usersOf } = await runTwo({ complete }, () => 'paid');
    isBack = true;
    await until(() => usersOf('stored-late').length === 2, 'both are stored');
    expect(usersOf('stored-late').sort()).toEqual(ownOfBoth);
  });

  test('an event of a store that an operator closes is told', async () => {
    const ending = createGate();
    let running = 0;
    const operation = () => {
      running += 1;
      return ending.passed;
    };
    const told = [];
    const onEvent = ({ type }) => told.push([type, requests.getStore()]);
    const { handler, store } = handlerOn({}, { onEvent });
    const execute = (user) => requests.run(user, () => handler.execute(user, BODY, operation));
    const outcomes = ['ann', 'bob'].map(execute);
    await until(() => running === 2, 'both run');
    await requests.run('an operator', () => store.close());
    ending.open();
    await Promise.all(outcomes);
    expect(told.filter(([type]) => type === 'silent')).toEqual([
      ['silent', 'ann'],
      ['silent', 'bob'],
    ]);
  });
});
