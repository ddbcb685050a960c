'use strict';

const { IdempotencyHandler, StoreError, defineStore } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { OWN, VERBS, storeOfVerbs } = require('../../helpers/verb-store.js');

const DONE = { state: 'done', leftMs: 1000, kind: 'value', payload: Buffer.from('j1') };

const lockFailed = expect.objectContaining({ code: 'LOCK_FAILED', status: 503 });

/** Executes an operation that must not run and resolves to what it was refused with. */
async function refusalOf(store, options) {
  const operation = jest.fn();
  const handler = new IdempotencyHandler({ store, budgetMs: 200, ...options });
  const refusal = await handler.execute('key', {}, operation).catch((error) => error);
  expect(operation).not.toHaveBeenCalled();
  await store.close();
  return refusal;
}

describe('the verbs of a store', () => {
  test.each(VERBS)('%s may not be missing', (verb) => {
    expect(() => storeOfVerbs({ [verb]: undefined })).toThrow(new RegExp(`TypeError|\`${verb}\``));
  });

  test('an unknown option is named', () => {
    expect(() => storeOfVerbs({}, { share: true })).toThrow(/`share`.*`shared`/);
    expect(() => storeOfVerbs({}, { shared: 1 })).toThrow(/`shared`/);
  });

  test('a class may hold the methods, and `this` is its object', async () => {
    class Counter {
      count = 0;
      begin() {
        this.count++;
        return { state: 'running', leftMs: 1, elapsedMs: 1 };
      }
    }
    for (const verb of VERBS.slice(1)) Counter.prototype[verb] = () => ({ state: 'foreign' });
    const counter = new Counter();
    await refusalOf(defineStore(counter));
    expect(counter.count).toBe(1);
  });

  test('close is called once, or may be missing', async () => {
    const close = jest.fn();
    const store = storeOfVerbs({ close });
    await store.close();
    await store.close();
    expect(close).toHaveBeenCalledTimes(1);
    await expect(storeOfVerbs({}).close()).resolves.toBeUndefined();
  });

  test('whether other processes see it is told to the package', () => {
    expect(internals(storeOfVerbs({})).shared).toBe(false);
    expect(internals(storeOfVerbs({}, { shared: true })).shared).toBe(true);
  });
});

describe('begin() that answers nonsense', () => {
  test.each([
    [undefined],
    [null],
    ['own'],
    [true],
    [{}],
    [{ state: 'OWN' }],
    [{ state: 'toString' }],
    [{ state: 'stored' }],
    [{ state: 'own' }],
    [{ ...OWN, fence: '1' }],
    [{ ...OWN, fence: 2 ** 53 }],
    [{ ...OWN, attempt: 0 }],
    [{ ...OWN, leftMs: NaN }],
    [{ ...DONE, payload: 'j1' }],
    [{ ...DONE, kind: 'v' }],
    [{ state: 'running', leftMs: 1 }],
    [{ state: 'unknown' }],
  ])('lets no operation run: %j', async (answer) => {
    const refusal = await refusalOf(storeOfVerbs({ begin: () => answer }));
    expect(refusal).toEqual(lockFailed);
    expect(refusal.cause).toBeInstanceOf(StoreError);
    expect(refusal.cause).toMatchObject({ code: 'BAD_ANSWER', retry: 'no' });
    expect(refusal.cause.message).toMatch(/^begin\(\) of the store answered/);
  });

  test('lets an operation run with onStoreDown: open, but says that it is unprotected', async () => {
    const handler = new IdempotencyHandler({
      store: storeOfVerbs({ begin: () => ({}) }),
      onStoreDown: 'open',
    });
    const outcome = await handler.execute('key', {}, () => 'ran');
    expect(outcome).toEqual({ result: 'ran', cached: false, status: 'unprotected' });
  });
});

describe('a method that throws', () => {
  test.each([
    [
      'at once',
      () => () => {
        throw new Error('down');
      },
    ],
    ['later', () => async () => Promise.reject(new Error('down'))],
    ['nothing', () => () => Promise.reject()],
  ])('%s is tried again inside the budget and is then LOCK_FAILED', async (_, failing) => {
    const begin = jest.fn(failing());
    const release = jest.fn(() => ({ state: 'gone' }));
    expect(await refusalOf(storeOfVerbs({ begin, release }), { budgetMs: 1000 })).toEqual(
      lockFailed,
    );
    expect(begin.mock.calls.length).toBeGreaterThan(1);
    const tokens = begin.mock.calls.map(([{ token }]) => token);
    expect(new Set(tokens).size).toBe(1);
  });

  test('a StoreError that nothing can help is not tried again', async () => {
    const begin = jest.fn(() => {
      throw new StoreError('FULL', 'the table is full', { retry: 'no' });
    });
    const refusal = await refusalOf(storeOfVerbs({ begin }), { budgetMs: 10_000 });
    expect(refusal).toEqual(lockFailed);
    expect(refusal.cause).toMatchObject({ code: 'FULL' });
    expect(begin).toHaveBeenCalledTimes(1);
  });

  test('a begin that may have run is taken back in the background', async () => {
    const released = new Promise((resolve) => {
      const store = storeOfVerbs({
        begin: () => Promise.reject(new Error('the connection broke')),
        release: (call) => {
          resolve(call);
          return { state: 'gone' };
        },
      });
      const handler = new IdempotencyHandler({ store, budgetMs: 50 });
      handler.execute('key', {}, () => {}).catch(() => {});
    });
    await expect(released).resolves.toMatchObject({ reason: 'undo' });
  });

  test('a complete that fails leaves the caller with its result', async () => {
    const store = storeOfVerbs({ complete: () => ({ state: 'perhaps' }) });
    const handler = new IdempotencyHandler({ store });
    const outcome = await handler.execute('key', {}, () => ({ paid: true }));
    expect(outcome).toEqual({ result: { paid: true }, cached: false, status: 'not-stored' });
    await store.close();
  });
});

describe('the low-level calls', () => {
  test.each([
    ['inspect', { state: 'done' }, (store) => store.check('key')],
    ['inspect', { state: 'own' }, (store) => store.inspect('key')],
    ['complete', { state: 'lost' }, (store) => store.store('key', 1)],
    ['remove', { state: 'removed' }, (store) => store.remove('key')],
  ])('%s() that answers %j is LOCK_FAILED', async (verb, answer, call) => {
    const refused = call(storeOfVerbs({ [verb]: () => answer }));
    await expect(refused).rejects.toEqual(lockFailed);
    await expect(refused).rejects.toMatchObject({ cause: { code: 'BAD_ANSWER' } });
  });

  test('a payload may be a plain Uint8Array', async () => {
    const payload = new Uint8Array(Buffer.from('j{"a":"\u00e9"}'));
    const store = storeOfVerbs({ begin: () => ({ ...DONE, payload }) });
    const outcome = await new IdempotencyHandler({ store }).execute('key', {}, () => {});
    expect(outcome).toEqual({ result: { a: '\u00e9' }, cached: true });
  });
});
