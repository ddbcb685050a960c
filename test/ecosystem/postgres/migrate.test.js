'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore, postgresSchema } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { inTransaction } = require('./in-transaction.js');

let server;
let pool;
let store;
let handler;
beforeAll(async () => {
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 4 });
  atEnd(() => pool.end());
  store = open();
  await store.migrate();
  handler = new IdempotencyHandler({ store });
});

function open(options = {}) {
  const opened = new PostgresStore({ connection: server.connection, ...options });
  atEnd(() => opened.close());
  return opened;
}

describe('migrate()', () => {
  test('waits for nobody who has written to the table, and keeps no other request waiting', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await handler.execute(generateIdempotencyKey(), 1, () => 1, { transaction: client });
    await open().migrate();
    expect(await handler.execute(generateIdempotencyKey(), 1, () => 2)).toEqual({
      result: 2,
      cached: false,
    });
    await client.query('COMMIT');
    client.release();
  });

  test('asks for no right to make a table or a schema that is there', async () => {
    await open({ table: 'keys.records' }).migrate();
    await pool.query('CREATE ROLE clerk LOGIN');
    await pool.query('GRANT USAGE ON SCHEMA keys TO clerk');
    const connection = { ...server.connection, user: 'clerk' };
    await open({ connection, table: 'keys.records' }).migrate();
    await open({ connection }).migrate();
    await expect(open({ connection, table: 'other.records' }).migrate()).rejects.toMatchObject({
      code: 'NO_PERMISSION',
    });
  });

  test.each([
    ['the longest name', 'n'.repeat(63)],
    ['the longest name in a schema', `keys.${'m'.repeat(63)}`],
  ])('makes the index of a table of %s', async (_, table) => {
    await pool.query(postgresSchema(table));
    await pool.query(postgresSchema(table));
    const { rows } = await pool.query(
      "SELECT count(*)::int AS n FROM pg_indexes WHERE tablename = $1 AND indexdef LIKE '%(expires)'",
      [table.split('.').at(-1)],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });
});

describe('a table that is named without a schema', () => {
  const SET = {
    session: 'SET search_path = tenant',
    transaction: 'SET LOCAL search_path = tenant',
  };
  beforeAll(async () => {
    await pool.query('CREATE SCHEMA tenant');
    await pool.query('CREATE TABLE tenant.orders (key text)');
    await pool.query('CREATE TABLE tenant.onceonly_records (LIKE public.onceonly_records)');
  });

  const forms = {
    transaction: ({ transaction }, work) => transaction(work),
    storeIn: ({ storeIn }, work) =>
      inTransaction(pool, async (client) => storeIn(client, await work(client))),
  };

  test.each([
    ['transaction', 'transaction'],
    ['transaction', 'session'],
    ['storeIn', 'transaction'],
    ['storeIn', 'session'],
  ])('is the same one when %s runs with a search path of the %s', async (form, scope) => {
    const key = generateIdempotencyKey();
    const run = (context) =>
      forms[form](context, async (tx) => {
        await tx.query(SET[scope]);
        await tx.query('INSERT INTO orders (key) VALUES ($1)', [key]);
        return 'ordered';
      });
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'ordered', cached: false });
    expect((await store.inspect({ key })).state).toBe('done');
    expect(await handler.execute(key, 1, run)).toEqual({ result: 'ordered', cached: true });
    const { rows } = await pool.query('SELECT * FROM tenant.onceonly_records');
    expect(rows).toEqual([]);
  });
});
