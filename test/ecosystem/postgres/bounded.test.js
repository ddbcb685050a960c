'use strict';

const { Pool } = require('pg');
const { generateIdempotencyKey } = require('../../..');

const { ChildProcess } = require('../../helpers/child-process.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { openHandler, openSql, startServer } = require('./shop.js');

jest.setTimeout(60_000);

const APP = require.resolve('./postgres-js-app.js');
const LOCK = 7;

let server;
let admin;
let key;
beforeAll(async () => {
  ({ server, pool: admin } = await startServer());
  await admin.query(`
    CREATE TABLE orders (key text, CONSTRAINT once UNIQUE (key) DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE slow (key text);
    CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock(${LOCK}); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION waits()`);
});
beforeEach(() => {
  key = generateIdempotencyKey();
});

function insert(table) {
  return ({ transaction }) =>
    transaction(async (tx) => {
      const text = `INSERT INTO ${table} (key) VALUES ($1)`;
      await (tx.unsafe ? tx.unsafe(text, [key]) : tx.query(text, [key]));
      return 'ordered';
    });
}

describe.each([
  ['pg', () => openHandler({ connection: server.connection })],
  ['postgres.js', () => openHandler({ sql: openSql(server, { max: 4 }) })],
])('transaction() by %s', (_, open) => {
  test('gives the error of a constraint that is checked at the COMMIT, as of any statement', async () => {
    const { handler } = open();
    await admin.query('INSERT INTO orders (key) VALUES ($1)', [key]);
    const running = () => handler.execute(key, 1, insert('orders'));
    await expect(running()).rejects.toMatchObject({ code: '23505' });
    await admin.query('DELETE FROM orders WHERE key = $1', [key]);
    await expect(running()).rejects.toMatchObject({ code: '23505' });
    const { rowCount } = await admin.query('SELECT FROM orders WHERE key = $1', [key]);
    expect(rowCount).toBe(0);
  });

  test('is 409 OUTCOME_UNKNOWN if the COMMIT takes too long, and a retry gets its result', async () => {
    const { handler } = open();
    const client = await admin.connect();
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await expect(handler.execute(key, 1, insert('slow'))).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    const retry = await handler.execute(key, 1, insert('slow')).catch(({ code }) => code);
    expect(retry).toBe('REQUEST_IN_PROGRESS');
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    // Waits for the COMMIT.
    await client.query('BEGIN; LOCK TABLE slow; COMMIT');
    client.release();
    expect(await handler.execute(key, 1, insert('slow'))).toEqual({
      result: 'ordered',
      cached: true,
    });
    const { rows } = await admin.query('SELECT FROM slow WHERE key = $1', [key]);
    expect(rows).toHaveLength(1);
  });

  test('is 503 if the server is frozen at the BEGIN', async () => {
    const { handler } = open();
    const run = jest.fn(() => 1);
    const freezes = async ({ transaction }) => {
      server.pause();
      return transaction(run).finally(() => server.resume());
    };
    await expect(handler.execute(key, 1, freezes)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    expect(run).not.toHaveBeenCalled();
  });
});

describe('transaction() by postgres.js', () => {
  test('is 503 if no connection is free, and does not begin later', async () => {
    const sql = openSql(server, { max: 1 });
    const { handler } = openHandler({ sql, connectTimeoutMs: 100, commandTimeoutMs: 200 });
    const run = jest.fn(() => 1);
    let held;
    const starved = async ({ transaction }) => {
      held = await sql.reserve();
      return transaction(run).finally(() => held.release());
    };
    await expect(handler.execute(key, 1, starved)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    await sql`SELECT 1`;
    expect(run).not.toHaveBeenCalled();
  });

  test('stores nothing if its connection was lost and its function goes on', async () => {
    const sql = openSql(server, { max: 1 });
    const { handler } = openHandler({ sql });
    let isOver;
    const over = new Promise((resolve) => {
      isOver = resolve;
    });
    let ended;
    const goesOn = ({ transaction }) => {
      const running = transaction((tx) => {
        ended = (async () => {
          const [{ pid }] = await tx`SELECT pg_backend_pid() AS pid`;
          await tx`INSERT INTO orders (key) VALUES (${key})`;
          await admin.query('SELECT pg_terminate_backend($1)', [pid]);
          await over;
          // The driver has connected anew.
          await sql`SELECT 1`;
          return 'ordered';
        })();
        return ended;
      });
      return running.finally(isOver);
    };
    await expect(handler.execute(key, 1, goesOn)).rejects.toThrow();
    await ended;
    expect(await handler.execute(key, 1, insert('orders'))).toEqual({
      result: 'ordered',
      cached: false,
    });
    const { rows } = await admin.query('SELECT FROM orders WHERE key = $1', [key]);
    expect(rows).toHaveLength(1);
  });

  test('does not end the process when the server dies while a statement waits for its answer', async () => {
    const app = new ChildProcess(process.execPath, [APP, server.folder]);
    await app.firstMatch(/^served/);
    server.pause();
    await app.firstMatch(/^LOCK_FAILED/);
    await server.restart();
    expect((await app.exited).code).toBe(0);
  });
});

describe('a connection of a shared pool', () => {
  test('in which somebody has left a transaction open keeps no record from being stored', async () => {
    const pool = new Pool({ ...server.connection, max: 1 });
    atEnd(() => pool.end());
    const { handler } = openHandler({ pool });
    for (const run of [() => 'alone', insert('orders')]) {
      key = generateIdempotencyKey();
      const client = await pool.connect();
      await client.query('BEGIN');
      client.release();
      const first = await handler.execute(key, 1, run);
      const again = await pool.connect();
      await again.query('ROLLBACK');
      again.release();
      expect(await handler.execute(key, 1, run)).toEqual({ ...first, cached: true });
    }
  });

  test('that a function of transaction() gives back goes to nobody before the COMMIT', async () => {
    const pool = new Pool({ ...server.connection, max: 1 });
    atEnd(() => pool.end());
    const { handler } = openHandler({ pool });
    let waiting;
    const run = ({ transaction }) =>
      transaction(async (tx) => {
        waiting = pool.query(
          'SELECT count(*)::int AS n FROM onceonly_records WHERE record IS NULL',
        );
        tx.release();
        expect(pool.waitingCount).toBe(1);
        return 'ordered';
      });
    expect((await handler.execute(key, 1, run)).result).toBe('ordered');
    expect((await waiting).rows).toEqual([{ n: 0 }]);
  });
});
