'use strict';

const { generateIdempotencyKey } = require('../../..');

const { createGate } = require('../../helpers/gate.js');
const { inTransaction } = require('./in-transaction.js');
const { openHandler, openShop, openSql } = require('./shop.js');

const ORDER = 'INSERT INTO orders (key, amount) VALUES ($1, $2)';

let server;
let pool;
let store;
let handler;
let key;
let shop;
beforeAll(async () => {
  shop = await openShop(', amount int');
  ({ server, pool, store, handler } = shop);
});
beforeEach(() => {
  key = generateIdempotencyKey();
});

async function ordersOf(name) {
  const rows = await shop.ordersOf(name);
  return rows.map(({ amount }) => amount);
}

function order(amount, more = async () => {}) {
  return ({ storeIn }) =>
    inTransaction(pool, async (client) => {
      await client.query(ORDER, [key, amount]);
      const value = await storeIn(client, { amount });
      await more(client);
      return value;
    });
}

describe('transaction()', () => {
  test('commits the result with the rows, and a retry gets it', async () => {
    const run = jest.fn(({ transaction }) =>
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        return { amount: 5 };
      }),
    );
    expect(await handler.execute(key, 'body', run)).toEqual({
      result: { amount: 5 },
      cached: false,
    });
    expect(await handler.execute(key, 'body', run)).toEqual({
      result: { amount: 5 },
      cached: true,
    });
    expect(run).toHaveBeenCalledTimes(1);
    expect(await ordersOf(key)).toEqual([5]);
  });

  test('rolls back what its function did before it threw, and the error is that of the operation', async () => {
    const run = ({ transaction }) =>
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        throw Object.assign(new Error('declined'), { status: 402 });
      });
    await expect(handler.execute(key, 'body', run)).rejects.toThrow('declined');
    await expect(handler.execute(key, 'body', run)).rejects.toThrow('declined');
    expect(await ordersOf(key)).toEqual([]);
  });

  test('frees the key when the database ends the transaction for a reason that passes', async () => {
    let runs = 0;
    const run = ({ transaction }) =>
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        runs += 1;
        if (runs === 1)
          await tx.query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$");
        return runs;
      });
    await expect(handler.execute(key, 'body', run)).rejects.toMatchObject({ code: '40P01' });
    expect(await handler.execute(key, 'body', run)).toEqual({ result: 2, cached: false });
    expect(await ordersOf(key)).toEqual([5]);
  });

  test('keeps its result when the operation throws after the commit', async () => {
    const run = async ({ transaction }) => {
      await transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        return 'ordered';
      });
      throw new Error('the mail was not sent');
    };
    expect(await handler.execute(key, 'body', run)).toEqual({ result: 'ordered', cached: false });
    expect(await handler.execute(key, 'body', run)).toEqual({ result: 'ordered', cached: true });
  });

  test('says that nothing was committed when its function went on after an error of SQL', async () => {
    const run = ({ transaction }) =>
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        await tx.query('SELECT 1 / 0').catch(() => {});
        return 'ordered';
      });
    await expect(handler.execute(key, 'body', run)).rejects.toMatchObject({ code: '25P02' });
    expect(await ordersOf(key)).toEqual([]);
  });
});

describe('the statement that stores the result of transaction()', () => {
  const PREPARED = `SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement LIKE '%UPDATE%lock_timeout%limits.earlier%'`;

  let one;
  beforeEach(() => {
    one = openHandler({ connection: server.url, connections: 1 }).handler;
  });

  const inOrder = (inside) =>
    one.execute(key, 'body', ({ transaction }) =>
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 5]);
        const { rows } = await tx.query(inside);
        return rows;
      }),
    );

  test('is prepared by the first transaction of a connection', async () => {
    expect(await inOrder(PREPARED)).toMatchObject({ result: [{ n: 0 }] });
    key = generateIdempotencyKey();
    expect(await inOrder(PREPARED)).toMatchObject({ result: [{ n: 1 }] });
  });

  test('frees the key where the server has forgotten it, and the next request commits', async () => {
    await inOrder(PREPARED);
    key = generateIdempotencyKey();
    await expect(inOrder('DEALLOCATE ALL')).rejects.toMatchObject({ code: '26000' });
    expect(await ordersOf(key)).toEqual([]);
    expect(await inOrder('DEALLOCATE ALL')).toMatchObject({ cached: false });
    expect(await ordersOf(key)).toEqual([5]);
  });
});

describe('storeIn()', () => {
  test('commits with the transaction of the app, and a retry gets the result', async () => {
    expect(await handler.execute(key, 1, order(7))).toEqual({
      result: { amount: 7 },
      cached: false,
    });
    expect(await handler.execute(key, 1, order(7))).toEqual({
      result: { amount: 7 },
      cached: true,
    });
    expect(await ordersOf(key)).toEqual([7]);
  });

  test('leaves the lock_timeout of the transaction as it was', async () => {
    const seen = [];
    const show = async (client) => {
      const { rows } = await client.query("SELECT current_setting('lock_timeout') AS is");
      seen.push(rows[0].is);
    };
    const run = ({ storeIn }) =>
      inTransaction(pool, async (client) => {
        await client.query("SET LOCAL lock_timeout = '7s'");
        await show(client);
        await storeIn(client, 'value');
        await show(client);
      });
    await handler.execute(key, 1, run);
    expect(seen).toEqual(['7s', '7s']);
  });

  test('leaves no rows when the transaction is rolled back, and the error is that of the operation', async () => {
    const fails = order(7, async () => {
      throw new Error('no stock');
    });
    await expect(handler.execute(key, 1, fails)).rejects.toThrow('no stock');
    expect(await ordersOf(key)).toEqual([]);
    await expect(handler.execute(key, 1, order(8))).rejects.toThrow('no stock');
    expect(await ordersOf(key)).toEqual([]);
  });

  describe('before a charge that gets no answer, after which the app rolls back', () => {
    const unanswered = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const charging = (charges) =>
      order(7, async () => {
        charges.push(key);
        throw unanswered();
      });

    test('lets the charge be made once', async () => {
      const charges = [];
      await expect(handler.execute(key, 1, charging(charges))).rejects.toThrow('socket hang up');
      await expect(handler.execute(key, 1, charging(charges))).rejects.toThrow('socket hang up');
      expect(charges).toEqual([key]);
      expect(await ordersOf(key)).toEqual([]);
    });

    test.each([
      ['store', 'Error'],
      ['silent', 'REQUEST_IN_PROGRESS'],
    ])('leaves the key to storeIf, which says %s', async (verdict, answer) => {
      const charges = [];
      const storeIf = jest.fn(() => verdict);
      const options = { storeIf };
      await expect(handler.execute(key, 1, charging(charges), options)).rejects.toThrow();
      const again = await handler
        .execute(key, 1, charging(charges), options)
        .catch(({ code, name }) => (code === 'ECONNRESET' ? name : (code ?? name)));
      expect(again).toBe(answer);
      expect(charges).toEqual([key]);
      expect(storeIf).toHaveBeenCalledTimes(1);
    });
  });

  test('keeps the first of two results, though the second could not be tried', async () => {
    const run = async ({ transaction, storeIn }) => {
      await transaction(async (tx) => {
        await tx.query(ORDER, [key, 1]);
        return 'first';
      });
      const failing = inTransaction(pool, async (client) => {
        await client.query('SELECT 1 / 0').catch(() => {});
        return storeIn(client, 'second');
      });
      await failing.catch(() => {});
      return 'third';
    };
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'first', cached: false });
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'first', cached: true });
    expect(await ordersOf(key)).toEqual([1]);
  });

  test.each([
    ['returns', () => 'early'],
    ['throws', () => Promise.reject(new Error('early'))],
  ])('counts also when the operation %s before its transaction has ended', async (_, end) => {
    const run = ({ transaction }) => {
      transaction(async (tx) => {
        await tx.query(ORDER, [key, 1]);
        return 'stored';
      });
      return end();
    };
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'stored', cached: false });
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'stored', cached: true });
    expect(await ordersOf(key)).toEqual([1]);
  });

  test('stores what a promise resolves to', async () => {
    const run = ({ storeIn }) =>
      inTransaction(pool, async (client) => {
        await client.query(ORDER, [key, 1]);
        return storeIn(client, Promise.resolve({ paid: 1 }));
      });
    expect(await handler.execute(key, 1, run)).toEqual({ result: { paid: 1 }, cached: false });
    expect(await handler.execute(key, 1, run)).toEqual({ result: { paid: 1 }, cached: true });
  });

  test('is 500 TRANSACTION_NOT_COMMITTED when the operation returns without a commit', async () => {
    const run = async ({ storeIn }) => {
      const client = await pool.connect();
      await client.query('BEGIN');
      const value = await storeIn(client, 'value');
      await client.query('ROLLBACK');
      client.release();
      return value;
    };
    await expect(handler.execute(key, 1, run)).rejects.toMatchObject({
      code: 'TRANSACTION_NOT_COMMITTED',
      status: 500,
    });
    expect((await handler.execute(key, 1, order(1))).cached).toBe(false);
  });

  test('answers 409 OUTCOME_UNKNOWN while a transaction that it cannot see the end of is open', async () => {
    const client = await pool.connect();
    const run = async ({ storeIn }) => {
      await client.query('BEGIN');
      await client.query(ORDER, [key, 3]);
      return storeIn(client, 'late');
    };
    await expect(handler.execute(key, 1, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await expect(handler.execute(key, 1, run)).rejects.toMatchObject({
      code: 'REQUEST_IN_PROGRESS',
    });
    await client.query('COMMIT');
    client.release();
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'late', cached: true });
    expect(await ordersOf(key)).toEqual([3]);
  });

  test('rolls back an owner that was overtaken, whose client gets the first result', async () => {
    const first = await pool.connect();
    const [begun, overtaken] = [createGate(), createGate()];
    const slow = async ({ storeIn }) => {
      begun.open();
      await overtaken.passed;
      return inTransaction(pool, async (client) => {
        await client.query(ORDER, [key, 1]);
        return storeIn(client, 'slow');
      });
    };
    first.release();
    const slowly = handler.execute(key, 1, slow);
    await begun.passed;
    await store.remove({ key }, { force: true });
    expect(await handler.execute(key, 1, order(2))).toEqual({
      result: { amount: 2 },
      cached: false,
    });
    overtaken.open();
    expect(await slowly).toEqual({ result: { amount: 2 }, cached: true });
    expect(await ordersOf(key)).toEqual([2]);
  });

  test('keeps the first of two commits when the app makes its transaction again after a lost COMMIT', async () => {
    const run = async ({ storeIn }) => {
      const once = () =>
        inTransaction(pool, async (client) => {
          await client.query(ORDER, [key, 4]);
          return storeIn(client, 'value');
        });
      await once();
      return once();
    };
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'value', cached: false });
    expect(await ordersOf(key)).toEqual([4]);
  });

  test.each(['REPEATABLE READ', 'SERIALIZABLE'])('works under %s', async (level) => {
    const run = ({ storeIn }) =>
      inTransaction(
        pool,
        async (client) => {
          await client.query(ORDER, [key, 6]);
          return storeIn(client, 'value');
        },
        `BEGIN ISOLATION LEVEL ${level}`,
      );
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'value', cached: false });
    expect(await ordersOf(key)).toEqual([6]);
  });

  test('is given again in the next try of a transaction that failed to serialize', async () => {
    let tries = 0;
    const once = ({ storeIn }) =>
      inTransaction(
        pool,
        async (client) => {
          tries += 1;
          await client.query('SELECT count(*) FROM orders');
          if (tries === 1) await pool.query('UPDATE onceonly_records SET expires = expires');
          await client.query(ORDER, [key, 6]);
          return storeIn(client, 'value');
        },
        'BEGIN ISOLATION LEVEL REPEATABLE READ',
      );
    const run = async (context) => {
      try {
        return await once(context);
      } catch (error) {
        if (error.code !== '40001') throw error;
        return once(context);
      }
    };
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'value', cached: false });
    expect(tries).toBe(2);
    expect(await ordersOf(key)).toEqual([6]);
  });

  test('refuses a pool, and a client that has begun no transaction', async () => {
    for (const open of [async () => pool, () => pool.connect()]) {
      const executor = await open();
      const run = ({ storeIn }) => storeIn(executor, 1);
      await expect(handler.execute(generateIdempotencyKey(), 1, run)).rejects.toThrow(
        /must be in a transaction/,
      );
      if (executor !== pool) executor.release();
    }
  });

  test('takes the transaction of postgres.js', async () => {
    const sql = openSql(server);
    const run = ({ storeIn }) =>
      sql.begin(async (tx) => {
        await tx`INSERT INTO orders (key, amount) VALUES (${key}, 9)`;
        return storeIn(tx, 'nine');
      });
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'nine', cached: false });
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'nine', cached: true });
    expect(await ordersOf(key)).toEqual([9]);
  });
});
