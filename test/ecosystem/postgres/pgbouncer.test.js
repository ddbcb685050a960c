'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { startPgbouncer } = require('./pgbouncer.js');

const KEYS = 60;

let pool;
beforeAll(async () => {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...(await startPgbouncer(server)), max: 12 });
  atEnd(() => pool.end());
  await new PostgresStore({ pool }).migrate();
  await pool.query('CREATE TABLE orders (key text)');
});

const PATIENT = { connectTimeoutMs: 2000, commandTimeoutMs: 10_000 };

async function inTransaction(work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const value = await work(client);
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

describe.each([[true], [false]])('behind pgbouncer in transaction mode, prepare %s', (prepare) => {
  let handler;
  beforeAll(() => {
    const store = new PostgresStore({ pool, prepare, ...PATIENT });
    handler = new IdempotencyHandler({ store, budgetMs: 20_000 });
  });

  async function each(run) {
    const keys = Array.from({ length: KEYS }, () => generateIdempotencyKey());
    const first = await Promise.all(keys.map((key) => handler.execute(key, 1, run(key))));
    const again = await Promise.all(keys.map((key) => handler.execute(key, 1, run(key))));
    expect(first).toEqual(keys.map((key) => ({ result: key, cached: false })));
    expect(again).toEqual(keys.map((key) => ({ result: key, cached: true })));
    return keys;
  }

  test('many keys at once run once each, and are replayed', async () => {
    await each((key) => () => key);
  });

  test('results commit with the rows of the app', async () => {
    const keys = await each(
      (key) =>
        ({ storeIn }) =>
          inTransaction(async (client) => {
            await client.query('INSERT INTO orders (key) VALUES ($1)', [key]);
            return storeIn(client, key);
          }),
    );
    const { rows } = await pool.query('SELECT key FROM orders WHERE key = ANY($1)', [keys]);
    expect(rows.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  test('leaves no setting behind in a connection', async () => {
    const { rows } = await pool.query("SELECT current_setting('lock_timeout') AS is");
    expect(rows).toEqual([{ is: '0' }]);
  });
});
