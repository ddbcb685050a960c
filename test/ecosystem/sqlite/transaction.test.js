'use strict';

const fs = require('node:fs');

const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');

const { createGate } = require('../../helpers/gate.js');
const { LIBRARIES, freshFile, onEachLibrary, openHandle, openStore } = require('./libraries.js');

onEachLibrary((library) => {
  let path;
  let app;
  let store;
  let handler;
  let key;
  beforeAll(() => {
    path = freshFile();
    app = openHandle(library, path);
    app.exec('PRAGMA synchronous = FULL; CREATE TABLE orders (key TEXT, amount INTEGER)');
    store = openStore({ database: app });
    handler = new IdempotencyHandler({ store });
  });
  beforeEach(() => {
    key = generateIdempotencyKey();
  });

  const insertOrder = (handle, amount, name = key) =>
    handle.prepare('INSERT INTO orders VALUES (?, ?)').run(name, amount);
  const ordersOf = (name) =>
    app
      .prepare('SELECT amount FROM orders WHERE key = ?')
      .all(name)
      .map(({ amount }) => amount);

  /** As an app does it on a handle of its own. */
  function order(amount, end = (handle) => handle.exec('COMMIT')) {
    return async ({ storeIn }) => {
      app.exec('BEGIN IMMEDIATE');
      insertOrder(app, amount);
      const value = await storeIn(app, { amount });
      end(app);
      return value;
    };
  }

  describe('transaction()', () => {
    test('commits the result with the rows, and a retry gets it', async () => {
      const run = jest.fn(({ transaction }) =>
        transaction((tx) => {
          insertOrder(tx, 5);
          return { amount: 5 };
        }),
      );
      const ran = await handler.execute(key, 'body', run);
      expect(ran).toEqual({ result: { amount: 5 }, cached: false });
      expect(await handler.execute(key, 'body', run)).toEqual({ ...ran, cached: true });
      expect(run).toHaveBeenCalledTimes(1);
      expect(ordersOf(key)).toEqual([5]);
    });

    test('rolls back what its function did before it threw, and the error is that of the operation', async () => {
      const run = ({ transaction }) =>
        transaction((tx) => {
          insertOrder(tx, 5);
          throw Object.assign(new Error('declined'), { status: 402 });
        });
      await expect(handler.execute(key, 'body', run)).rejects.toThrow('declined');
      await expect(handler.execute(key, 'body', run)).rejects.toThrow('declined');
      expect(ordersOf(key)).toEqual([]);
    });

    test('gives each of ten requests a transaction of its own', async () => {
      const keys = Array.from({ length: 10 }, generateIdempotencyKey);
      const fails = (i) => i % 2 === 1;
      const runs = keys.map((name, i) =>
        handler.execute(name, 'body', ({ transaction }) =>
          transaction(async (tx) => {
            insertOrder(tx, i, name);
            await null;
            if (fails(i)) throw Object.assign(new Error('declined'), { status: 402 });
            return i;
          }),
        ),
      );
      const settled = await Promise.allSettled(runs);
      expect(settled.map(({ status }) => status === 'rejected')).toEqual(
        keys.map((_, i) => fails(i)),
      );
      expect(keys.map(ordersOf)).toEqual(keys.map((_, i) => (fails(i) ? [] : [i])));
    });

    test('that its function has ended by itself commits no result without the rows', async () => {
      const run = ({ transaction }) =>
        transaction((tx) => {
          insertOrder(tx, 5);
          tx.exec('ROLLBACK');
          return 5;
        });
      await expect(handler.execute(key, 'body', run)).rejects.toMatchObject({
        code: 'ERR_ONCEONLY_ARGUMENT',
      });
      expect(ordersOf(key)).toEqual([]);
    });

    test('waits while the app writes, and the key is free if that lasts too long', async () => {
      const other = openHandle(library, path);
      await store.ready();
      const run = ({ transaction }) => transaction((tx) => insertOrder(tx, 5) && 5);
      const begun = createGate();
      const late = handler.execute(key, 'body', async (context) => {
        other.exec('BEGIN IMMEDIATE');
        begun.open();
        return run(context);
      });
      const refused = expect(late).rejects.toMatchObject({
        code: 'LOCK_FAILED',
        cause: { code: 'STORE_TIMEOUT' },
      });
      await begun.passed;
      setTimeout(() => other.exec('COMMIT'), 2500);
      await refused;
      expect(ordersOf(key)).toEqual([]);
      expect(await handler.execute(key, 'body', run)).toEqual({ result: 5, cached: false });
    });
  });

  describe('a file that is taken away', () => {
    const ways = {
      'transaction()': (context, handle) =>
        context.transaction((tx) => insertOrder(tx, 1) && fs.rmSync(handle.file)),
      'storeIn()': ({ storeIn }, { file, database }) => {
        database.exec('BEGIN IMMEDIATE');
        fs.rmSync(file);
        return storeIn(database, 1);
      },
    };

    test.each(Object.keys(ways))('in the middle of %s commits nothing', async (way) => {
      const file = freshFile();
      const database = openHandle(library, file);
      database.exec('CREATE TABLE orders (key TEXT, amount INTEGER)');
      const own = new IdempotencyHandler({ store: openStore({ database }) });
      await own.execute('other', 1, () => 1);
      const run = (context) => ways[way](context, { file, database });
      await expect(own.execute(key, 1, run)).rejects.toMatchObject({
        cause: { code: 'FILE_REPLACED' },
      });
      if (way === 'storeIn()') database.exec('ROLLBACK');
      const { n } = database.prepare('SELECT count(*) AS n FROM orders').get();
      expect(Number(n)).toBe(0);
    });
  });

  test('close() in the middle of transaction() rolls back', async () => {
    const own = openStore({ path, library });
    const begun = createGate();
    const closed = createGate();
    const running = new IdempotencyHandler({ store: own }).execute(key, 1, ({ transaction }) =>
      transaction(async (tx) => {
        insertOrder(tx, 1);
        begun.open();
        await closed.passed;
        return 1;
      }),
    );
    const refused = expect(running).rejects.toThrow();
    await begun.passed;
    await own.close();
    closed.open();
    await refused;
    expect(ordersOf(key)).toEqual([]);
  });

  describe('storeIn()', () => {
    test('commits with the rows of the app, and a retry gets the result', async () => {
      expect(await handler.execute(key, 'body', order(5))).toEqual({
        result: { amount: 5 },
        cached: false,
      });
      expect(await handler.execute(key, 'body', order(6))).toEqual({
        result: { amount: 5 },
        cached: true,
      });
      expect(ordersOf(key)).toEqual([5]);
    });

    test('leaves nothing of a transaction that was rolled back, and the next request runs', async () => {
      const back = order(5, (handle) => handle.exec('ROLLBACK'));
      await expect(handler.execute(key, 'body', back)).rejects.toMatchObject({
        code: 'TRANSACTION_NOT_COMMITTED',
      });
      expect(await handler.execute(key, 'body', order(6))).toMatchObject({ cached: false });
      expect(ordersOf(key)).toEqual([6]);
    });

    test('is known as stored although the operation throws behind its COMMIT', async () => {
      const throws = order(5, (handle) => {
        handle.exec('COMMIT');
        throw new Error('later');
      });
      expect(await handler.execute(key, 'body', throws)).toEqual({
        result: { amount: 5 },
        cached: false,
      });
      expect(ordersOf(key)).toEqual([5]);
    });

    test('rolls back an owner that was overtaken, whose client gets the first result', async () => {
      const [begun, overtaken] = [createGate(), createGate()];
      const slowly = handler.execute(key, 1, async (context) => {
        begun.open();
        await overtaken.passed;
        return order(1)(context).catch((error) => {
          app.exec('ROLLBACK');
          throw error;
        });
      });
      await begun.passed;
      await store.remove({ key }, { force: true });
      const ran = { result: { amount: 2 }, cached: false };
      expect(await handler.execute(key, 1, order(2))).toEqual(ran);
      overtaken.open();
      expect(await slowly).toEqual({ ...ran, cached: true });
      expect(ordersOf(key)).toEqual([2]);
    });

    describe.each([
      ['checks', 'ON', /FOREIGN KEY/],
      ['does not check', 'OFF', /no transaction/],
    ])('by an app that %s foreign keys and catches the refusal', (_, keys, refusal) => {
      let handle;
      beforeAll(() => {
        handle = openHandle(library, path);
        handle.exec(`PRAGMA foreign_keys = ${keys}`);
      });

      /** An order of an owner that is overtaken meanwhile. Resolves to what the app's statement `end` has thrown. */
      async function overtakenOrder(end) {
        let thrown;
        await handler.execute(key, 1, async ({ storeIn }) => {
          await store.remove({ key }, { force: true });
          await handler.execute(key, 1, order(2));
          handle.exec('BEGIN IMMEDIATE');
          insertOrder(handle, 1);
          await storeIn(handle, { amount: 1 }).catch(() => {});
          try {
            handle.exec(end);
          } catch (error) {
            thrown = error.message;
            handle.exec('ROLLBACK');
          }
        });
        return thrown;
      }

      test('cannot be committed', async () => {
        const thrown = await overtakenOrder('COMMIT').catch((error) => error.message);
        expect(thrown).toMatch(refusal);
        expect(ordersOf(key)).toEqual([2]);
      });
    });

    test.each([
      ['a database that is in no transaction', () => app],
      ['a database of another file', () => begun(openHandle(library, freshFile()))],
      ['no database', () => ({ query() {} })],
    ])('refuses %s, and stores nothing', async (_, executor) => {
      const run = ({ storeIn }) => storeIn(executor(), 5);
      await expect(handler.execute(key, 'body', run)).rejects.toMatchObject({
        code: 'ERR_ONCEONLY_ARGUMENT',
      });
    });

    function begun(handle) {
      handle.exec('BEGIN IMMEDIATE');
      return handle;
    }

    const others = LIBRARIES.filter((other) => other !== library);
    const refusesOthers = others.map((other) => [other]);
    if (refusesOthers.length > 0) {
      test.each(refusesOthers)('refuses a database of %s, whose locks are apart', async (other) => {
        const file = freshFile();
        const own = openStore({ path: file, library });
        await own.ready();
        const run = ({ storeIn }) => storeIn(begun(openHandle(other, freshFile())), 5);
        await expect(
          new IdempotencyHandler({ store: own }).execute(key, 'body', run),
        ).rejects.toMatchObject({ code: 'ERR_ONCEONLY_ARGUMENT' });
      });
    }
  });

  describe('the option `transaction` of execute()', () => {
    function consume(amount, end) {
      app.exec('BEGIN IMMEDIATE');
      return handler
        .execute(key, 'body', () => insertOrder(app, amount) && { amount }, { transaction: app })
        .finally(() => app.exec(end));
    }

    test('has key, rows and result in one COMMIT', async () => {
      expect(await consume(5, 'COMMIT')).toEqual({ result: { amount: 5 }, cached: false });
      expect(await consume(6, 'COMMIT')).toEqual({ result: { amount: 5 }, cached: true });
      expect(ordersOf(key)).toEqual([5]);
    });

    test('leaves nothing of a transaction that is rolled back', async () => {
      await consume(5, 'ROLLBACK');
      expect(await consume(6, 'COMMIT')).toEqual({ result: { amount: 6 }, cached: false });
      expect(ordersOf(key)).toEqual([6]);
    });
  });
});
