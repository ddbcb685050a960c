'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { inTransaction } = require('./in-transaction.js');
const { startPgbouncer } = require('./pgbouncer.js');

jest.setTimeout(120_000);

// More clients than pgbouncer has connections, so that each statement may get another one.
const CLIENTS = 6;
const KEYS_EACH = 5;

let pool;
let ownPool;
beforeAll(async () => {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  const connection = await startPgbouncer(server);
  [pool, ownPool] = [CLIENTS, CLIENTS].map((max) => new Pool({ ...connection, max }));
  atEnd(() => Promise.all([pool.end(), ownPool.end()]));
  await new PostgresStore({ pool }).migrate();
  await pool.query('CREATE TABLE orders (key text)');
});

const PATIENT = { connectTimeoutMs: 2000, commandTimeoutMs: 10_000 };

describe.each([[true], [false]])('behind pgbouncer in transaction mode, prepare %s', (prepare) => {
  let handler;
  beforeAll(() => {
    const store = new PostgresStore({ pool: ownPool, prepare, ...PATIENT });
    handler = new IdempotencyHandler({ store, budgetMs: 20_000 });
  });

  /** One client: each of its keys is executed, and again. */
  async function client(run) {
    const keys = Array.from({ length: KEYS_EACH }, () => generateIdempotencyKey());
    for (const key of keys) {
      const first = await handler.execute(key, 1, run(key));
      const again = await handler.execute(key, 1, run(key));
      expect([first, again]).toEqual([
        { result: key, cached: false },
        { result: key, cached: true },
      ]);
    }
    return keys;
  }

  async function each(run) {
    return (await Promise.all(Array.from({ length: CLIENTS }, () => client(run)))).flat();
  }

  test('many keys at once run once each, and are replayed', async () => {
    await each((key) => () => key);
  });

  test('results commit with the rows in a transaction of the store', async () => {
    const keys = await each(
      (key) =>
        ({ transaction }) =>
          transaction(async (tx) => {
            await tx.query('INSERT INTO orders (key) VALUES ($1)', [key]);
            return key;
          }),
    );
    const { rows } = await pool.query('SELECT key FROM orders WHERE key = ANY($1)', [keys]);
    expect(rows.map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  test('results commit with the rows of the app', async () => {
    const keys = await each(
      (key) =>
        ({ storeIn }) =>
          inTransaction(pool, async (client) => {
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
