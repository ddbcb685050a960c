'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { openDrizzle, openKnex, openKysely, openPrisma, openTypeORM } = require('./libraries.js');

jest.setTimeout(60_000);

const RESULT = { id: 1, text: 'ü"\\', bytes: 'A'.repeat(5000) };

let server;
let pool;
let handler;
beforeAll(async () => {
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 4 });
  atEnd(() => pool.end());
  const store = new PostgresStore({ connection: server.url });
  atEnd(() => store.close());
  await store.migrate();
  await pool.query('CREATE TABLE orders (id serial PRIMARY KEY, key text NOT NULL)');
  handler = new IdempotencyHandler({ store });
});

async function ordersOf(key) {
  const { rows } = await pool.query('SELECT count(*) AS n FROM orders WHERE key = $1', [key]);
  return Number(rows[0].n);
}

describe.each([
  ['Prisma', openPrisma],
  ['Drizzle', openDrizzle],
  ['Knex', openKnex],
  ['Kysely', openKysely],
  ['TypeORM', openTypeORM],
])('storeIn() in a transaction of %s', (_, open) => {
  let library;
  let key;
  beforeAll(async () => {
    library = await open(server);
    atEnd(() => library.close());
  });
  beforeEach(() => {
    key = generateIdempotencyKey();
  });

  function order(last = async () => {}) {
    return ({ storeIn }) =>
      library.transaction(async (tx) => {
        await library.insert(tx, key);
        const value = await storeIn(library.executor(tx), RESULT);
        await last();
        return value;
      });
  }

  test('commits the result with the rows, and a retry gets it', async () => {
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: true });
    expect(await ordersOf(key)).toBe(1);
  });

  test('leaves neither when the transaction is rolled back', async () => {
    const fails = order(async () => {
      throw new Error('no stock');
    });
    await expect(handler.execute(key, 1, fails)).rejects.toThrow('no stock');
    expect(await ordersOf(key)).toBe(0);
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toBe(1);
  });

  test('rolls back the second of two transactions of one attempt', async () => {
    const twice = async (context) => {
      await order()(context);
      return order()(context);
    };
    expect(await handler.execute(key, 1, twice)).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toBe(1);
  });

  test('handles a message wholly in it, by the option transaction', async () => {
    const handle = () =>
      library.transaction((tx) =>
        handler.execute(
          key,
          1,
          async () => {
            await library.insert(tx, key);
            return RESULT;
          },
          { transaction: library.executor(tx) },
        ),
      );
    expect(await handle()).toEqual({ result: RESULT, cached: false });
    expect(await handle()).toEqual({ result: RESULT, cached: true });
    expect(await ordersOf(key)).toBe(1);
  });

  test('frees the key when the row of the key is locked for too long', async () => {
    const client = await pool.connect();
    const locked = ({ storeIn }) =>
      library.transaction(async (tx) => {
        await library.insert(tx, key);
        await client.query('BEGIN; SELECT FROM onceonly_records FOR UPDATE');
        return storeIn(library.executor(tx), RESULT).finally(() => client.query('COMMIT'));
      });
    await expect(handler.execute(key, 1, locked)).rejects.toThrow();
    client.release();
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toBe(1);
  });

  test('is 409 REQUEST_IN_PROGRESS for a message that another transaction handles', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await handler.execute(key, 1, () => RESULT, { transaction: client });
    const handling = library.transaction((tx) =>
      handler.execute(key, 1, () => 1, { transaction: library.executor(tx) }),
    );
    await expect(handling).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
    await client.query('COMMIT');
    client.release();
  });

  test('is refused outside of one', () => {
    expect(() => library.executor(library.outside)).toThrow(/must be in a transaction/);
  });
});
