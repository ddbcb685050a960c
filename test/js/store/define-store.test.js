'use strict';

const { IdempotencyHandler, StoreError, defineStore, generateIdempotencyKey } = require('onceonly');

const { internals } = require('../../../lib/store/store.js');
const { runChild } = require('../../helpers/child.js');
const { patient } = require('../../helpers/patience.js');
const { until } = require('../../helpers/until.js');
const { recordFunctions } = require('./record-functions.js');

const lockFailed = expect.objectContaining({ code: 'LOCK_FAILED', status: 503 });

/** A store on functions that work, but for those that are given. */
function storeWith(functions, options) {
  return defineStore({ ...recordFunctions(), ...functions }, options);
}

/** Executes an operation that must not run and resolves to what it was refused with. */
async function refusalOf(store, options) {
  const operation = jest.fn();
  const handler = new IdempotencyHandler({ store, budgetMs: 200, ...options });
  const refusal = await handler
    .execute(generateIdempotencyKey(), {}, operation)
    .catch((error) => error);
  expect(operation).not.toHaveBeenCalled();
  await store.close();
  return refusal;
}

describe('defineStore()', () => {
  test.each([[undefined], [null], ['redis'], [7]])('refuses %p', (functions) => {
    expect(() => defineStore(functions)).toThrow(/TypeError|`insert`, `look` and `swap`/);
  });

  test.each([['insert'], ['look'], ['swap']])(
    'names the function `%s` if it is missing',
    (name) => {
      expect(() => storeWith({ [name]: undefined })).toThrow(
        `\`${name}\` of a store must be a function`,
      );
    },
  );

  test('names the function that is missing beside a function and the old verbs', () => {
    const begin = () => {};
    expect(() => defineStore({ insert: begin, begin })).toThrow('`look`');
    expect(() => defineStore({})).toThrow('`insert`');
  });

  test('names an unknown option', () => {
    expect(() => storeWith({}, { share: true })).toThrow(/`share`.*`shared`/);
    expect(() => storeWith({}, { shared: 1 })).toThrow(/`shared`/);
    expect(internals(storeWith({}, { shared: true })).shared).toBe(true);
  });

  test('warns of the six verbs once, and not of the three functions', () => {
    const codes = runChild(
      `
      const codes = [];
      process.on('warning', ({ code }) => codes.push(code));
      const { defineStore } = require('onceonly');
      const f = () => {};
      const verbs = { begin: f, complete: f, renew: f, release: f, inspect: f, remove: f };
      defineStore({ insert: f, look: f, swap: f });
      setImmediate(() => {
        const before = codes.length;
        defineStore(verbs);
        defineStore(verbs);
        setImmediate(() => console.log(JSON.stringify([before, codes])));
      });
    `,
      { flags: ['--no-warnings'] },
    );
    expect(codes).toEqual([0, ['ONCEONLY_STORE_OF_VERBS']]);
  });

  test('takes functions of a class, whose `this` is its object', async () => {
    class Records {
      #functions = recordFunctions();
      count = 0;
      insert(...args) {
        this.count++;
        return this.#functions.insert(...args);
      }
      look(id) {
        return this.#functions.look(id);
      }
      swap(...args) {
        return this.#functions.swap(...args);
      }
    }
    const records = new Records();
    const store = defineStore(records);
    await new IdempotencyHandler({ store }).execute('k', {}, () => 1);
    expect(records.count).toBe(1);
    await store.close();
  });
});

describe('a function that returns nonsense never lets an operation run', () => {
  const record = Buffer.from('2|');
  const found = { record, ttlMs: 5 };

  test.each([
    ['insert', undefined, 'undefined'],
    ['insert', null, 'null'],
    ['insert', 1, '1'],
    ['insert', 'OK', 'a string'],
    ['insert', [], 'an array'],
    ['insert', {}, 'an empty object'],
    ['insert', { now: '1' }, '{ now: string }'],
    ['insert', { rowCount: 1 }, '{ rowCount: 1 }'],
    ['insert', { ...found, record: 'text' }, '{ record: string, ttlMs: 5 }'],
    ['insert', { ...found, ttlMs: NaN }, '{ record: bytes, ttlMs: NaN }'],
    ['insert', { ...found, ttlMs: -1 }, '{ record: bytes, ttlMs: -1 }'],
    ['insert', { record }, '{ record: bytes }'],
    ['look', undefined, 'undefined'],
    ['look', false, 'false'],
    ['look', true, 'true'],
    ['look', record, 'bytes'],
    ['look', { ...found, now: Infinity }, '{ record: bytes, ttlMs: 5, now: Infinity }'],
  ])('%s(): %p', async (name, returned, described) => {
    // What insert() refuses is looked at.
    const functions = { insert: () => false, [name]: () => returned };
    const refusal = await refusalOf(storeWith(functions));
    expect(refusal).toEqual(lockFailed);
    expect(refusal.cause).toBeInstanceOf(StoreError);
    expect(refusal.cause).toMatchObject({ code: 'BAD_ANSWER', retry: 'no' });
    expect(refusal.cause.message).toMatch(new RegExp(`^${name}\\(\\) of the store must return `));
    expect(refusal.cause.message).toContain(`(received ${described})`);
  });

  test('a function that returns it later runs no operation either', async () => {
    const refusal = await refusalOf(storeWith({ insert: async () => 'OK' }));
    expect(refusal.cause).toMatchObject({ code: 'BAD_ANSWER' });
  });

  test('swap(): the result is not stored, and its caller has it', async () => {
    for (const swap of [() => undefined, async () => ({})]) {
      const store = storeWith({ swap });
      const outcome = await new IdempotencyHandler({ store }).execute('key', {}, () => 7);
      expect(outcome).toEqual({ result: 7, cached: false, status: 'not-stored' });
      await store.close();
    }
  });

  test('a record that the package has not written is always 503', async () => {
    for (const text of ['', '1|a|b', '2|R|', '{"a":1}', '\0\xff']) {
      const look = () => ({ record: Buffer.from(text, 'latin1'), ttlMs: 1000 });
      expect(await refusalOf(storeWith({ insert: () => false, look }))).toEqual(lockFailed);
    }
  });
});

describe('a function that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['rejects with nothing', () => Promise.reject()],
    [
      'gives what throws when it is awaited',
      () => ({
        get then() {
          throw new Error('down');
        },
      }),
    ],
  ])(
    'because it %s is tried again inside the budget and is then LOCK_FAILED',
    async (_, failing) => {
      const insert = jest.fn(failing);
      const refusal = await refusalOf(storeWith({ insert }), { budgetMs: 1000 });
      expect(refusal).toEqual(lockFailed);
      expect(insert.mock.calls.length).toBeGreaterThan(1);
    },
  );

  test('is the cause of the refusal', async () => {
    const down = new Error('down');
    const insert = () => Promise.reject(down);
    expect((await refusalOf(storeWith({ insert }))).cause).toBe(down);
  });

  test("is not called again after a StoreError with retry: 'no'", async () => {
    const insert = jest.fn(() => {
      throw new StoreError('FULL', 'the table is full', { retry: 'no' });
    });
    const refusal = await refusalOf(storeWith({ insert }), { budgetMs: 10_000 });
    expect(refusal).toEqual(lockFailed);
    expect(refusal.cause).toMatchObject({ code: 'FULL' });
    expect(insert).toHaveBeenCalledTimes(1);
  });

  test('after it has written leaves the key to the same attempt', async () => {
    const functions = recordFunctions();
    let lost = 1;
    const insert = async (...args) => {
      const isWritten = functions.insert(...args);
      if (lost-- > 0) throw new Error('the reply was lost');
      return isWritten;
    };
    const store = defineStore({ ...functions, insert });
    const handler = new IdempotencyHandler({ store });
    expect(await handler.execute('key', {}, () => 7)).toEqual({ result: 7, cached: false });
    expect(await handler.execute('key', {}, () => 8)).toEqual({ result: 7, cached: true });
    await store.close();
  });
});

describe('a function that never ends well', () => {
  const forEver = () => new Promise(() => {});

  test.each([
    ['insert never answers', { insert: forEver }],
    ['look never answers', { insert: () => false, look: forEver }],
    ['swap always refuses', { insert: () => false, look: takeable, swap: () => false }],
    ['swap always refuses later', { insert: () => false, look: takeable, swap: async () => false }],
  ])('is LOCK_FAILED in time: %s', async (_, functions) => {
    expect(await refusalOf(storeWith(functions))).toEqual(lockFailed);
  });

  test('is not heard when it answers after its time', async () => {
    const answers = [];
    const insert = () => new Promise((resolve) => answers.push(resolve));
    const store = storeWith({ insert });
    const handler = new IdempotencyHandler({ store, budgetMs: 50 });
    await expect(handler.execute('key', {}, () => 7)).rejects.toEqual(lockFailed);
    for (const answer of answers) answer(true);
    await new Promise(setImmediate);
    await store.close();
  });

  test('counts once when it answers twice', async () => {
    const twice = {
      then(resolve, reject) {
        resolve(true);
        resolve(false);
        reject(new Error('no'));
      },
    };
    const functions = recordFunctions();
    const insert = (...args) => functions.insert(...args) && twice;
    const store = defineStore({ ...functions, insert });
    const outcome = await new IdempotencyHandler({ store }).execute('key', {}, () => 7);
    expect(outcome).toEqual({ result: 7, cached: false });
    await store.close();
  });

  // A key that a begin may have: it was freed.
  function takeable() {
    const token = 'a'.repeat(22);
    const record = `2|F|0|${token}|${'f'.repeat(49)}|1|1|N|1000|5000|0|1|0||`;
    return { record: Buffer.from(record), ttlMs: 4000 };
  }
});

describe('close()', () => {
  test('is called once, or may be missing', async () => {
    const close = jest.fn();
    const store = storeWith({ close });
    await store.close();
    await store.close();
    expect(close).toHaveBeenCalledTimes(1);
    await expect(storeWith({}).close()).resolves.toBeUndefined();
  });

  test('lets no function be called any more', async () => {
    const functions = Object.fromEntries(
      Object.entries(recordFunctions()).map(([name, call]) => [name, jest.fn(call)]),
    );
    const store = defineStore(functions);
    await store.close();
    const { verbs } = internals(store);
    await expect(verbs.inspect({ id: 'i'.repeat(43), timeoutMs: 100 })).rejects.toMatchObject({
      code: 'STORE_CLOSED',
    });
    await expect(store.inspect('key')).rejects.toEqual(lockFailed);
    await expect(store.list()).rejects.toEqual(lockFailed);
    for (const call of Object.values(functions)) expect(call).not.toHaveBeenCalled();
  });

  test('fails a call that waits for its answer, and drops the answer', async () => {
    let answer;
    const look = () => new Promise((resolve) => (answer = resolve));
    const store = storeWith({ look });
    const { verbs } = internals(store);
    const asked = verbs.inspect({ id: 'i'.repeat(43), timeoutMs: 1000 });
    await store.close();
    await expect(asked).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    answer(null);
    await new Promise(setImmediate);
  });
});

describe('the functions', () => {
  test('may call the store that they belong to', async () => {
    const functions = recordFunctions();
    let inner;
    const store = defineStore({
      ...functions,
      insert: (...args) => {
        inner ??= store.store('another key', 1);
        return functions.insert(...args);
      },
    });
    const handler = new IdempotencyHandler({ store });
    expect(await handler.execute('key', {}, () => 7)).toEqual({ result: 7, cached: false });
    expect(await inner).toBe(true);
    expect(await store.check('another key')).toBe(1);
    await store.close();
  });

  test('get bytes that are theirs, and may change them', async () => {
    const functions = recordFunctions();
    const spoiled = (call) =>
      function (id, ...args) {
        const outcome = call(id, ...args.map((arg) => (arg?.fill ? Buffer.from(arg) : arg)));
        for (const arg of args) arg?.fill?.(0);
        return outcome;
      };
    const store = defineStore({
      ...functions,
      insert: spoiled(functions.insert),
      swap: spoiled(functions.swap),
    });
    const handler = new IdempotencyHandler({ store });
    await handler.execute('key', {}, () => [4242]);
    expect(await handler.execute('key', {}, () => [])).toEqual({ result: [4242], cached: true });
    await store.close();
  });

  test('may return a plain Uint8Array and a part of a larger buffer', async () => {
    const functions = recordFunctions();
    const look = (id) => {
      const found = functions.look(id);
      if (found === null) return null;
      const room = new Uint8Array(found.record.length + 20).fill(65);
      room.set(found.record, 10);
      return { ...found, record: room.subarray(10, 10 + found.record.length) };
    };
    const store = defineStore({ ...functions, look });
    const handler = new IdempotencyHandler({ store });
    await handler.execute('key', {}, () => ({ a: '\u00e9' }));
    expect(await handler.execute('key', {}, () => {})).toEqual({
      result: { a: '\u00e9' },
      cached: true,
    });
    await store.close();
  });

  test('are called once each for an undisturbed operation, also behind renewals', async () => {
    const functions = recordFunctions();
    const calls = [];
    const noted = Object.entries(functions).map(([name, call]) => [
      name,
      (...args) => {
        calls.push(name);
        return call(...args);
      },
    ]);
    const store = defineStore(Object.fromEntries(noted));
    const operation = async () => {
      await until(() => calls.length > 2, 'it is renewed');
      return 7;
    };
    const handler = new IdempotencyHandler({ store, lockTTL: patient(0.3) });
    await handler.execute('key', {}, operation);
    expect(calls[0]).toBe('insert');
    expect(new Set(calls.slice(1))).toEqual(new Set(['swap']));
    await store.close();
  });

  test('return the record that stands there, which saves a look', async () => {
    const functions = recordFunctions();
    const look = jest.fn(functions.look);
    const insert = (id, ...args) => functions.insert(id, ...args) || functions.look(id);
    const store = defineStore({ ...functions, insert, look });
    const handler = new IdempotencyHandler({ store });
    await handler.execute('key', {}, () => 7);
    look.mockClear();
    expect(await handler.execute('key', {}, () => 8)).toEqual({ result: 7, cached: true });
    expect(look).not.toHaveBeenCalled();
    await store.close();
  });
});
