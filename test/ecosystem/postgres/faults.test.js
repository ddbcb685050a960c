'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');

const { atEnd } = require('../../helpers/cleanups.js');
const { until } = require('../../helpers/until.js');
const { openHandler, startServer } = require('./shop.js');

jest.setTimeout(60_000);

let server;
let admin;
let key;
beforeAll(async () => {
  ({ server, pool: admin } = await startServer());
});
beforeEach(() => {
  key = generateIdempotencyKey();
});

function open(options = {}) {
  return openHandler(options.pool ? options : { connection: server.connection, ...options });
}

/** The reason of a 503: the cause behind a breaker. */
async function reasonOf(promise) {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error?.code).toBe('LOCK_FAILED');
  const { cause } = error;
  return cause.code === 'BREAKER_OPEN' ? cause.cause : cause;
}

/** A user of the server, with these settings and rights. */
async function userWith(settings, name) {
  await admin.query(`CREATE ROLE ${name} LOGIN`);
  for (const each of settings) await admin.query(each.replace('$', name));
  return { ...server.connection, user: name };
}

const ALL = 'GRANT SELECT, INSERT, UPDATE, DELETE ON onceonly_records TO $';

describe('a request gets 503 in time, with the code of the reason,', () => {
  test('from a server that is frozen, and is served when it goes on', async () => {
    const { handler } = open();
    await handler.execute(generateIdempotencyKey(), 1, () => 1);
    server.pause();
    try {
      const { code } = await reasonOf(handler.execute(key, 1, () => 1));
      expect(['REPLY_LOST', 'CONNECT_TIMEOUT']).toContain(code);
    } finally {
      server.resume();
    }
    await until(() => handler.execute(key, 1, () => 1).catch(() => false), 'the server goes on');
  });

  test('from a pool whose connections are all in use', async () => {
    const pool = new Pool({ ...server.connection, max: 1 });
    atEnd(() => pool.end());
    const { handler } = open({ pool });
    const client = await pool.connect();
    const { code, message } = await reasonOf(handler.execute(key, 1, () => 1));
    client.release();
    expect([code, message]).toEqual(['STORE_TIMEOUT', expect.stringContaining('of the pool')]);
    const other = generateIdempotencyKey();
    expect((await handler.execute(other, 1, () => 2)).result).toBe(2);
  });

  test('without a table, which migrate() makes', async () => {
    const { store, handler } = open({ table: 'other_records' });
    expect((await reasonOf(handler.execute(key, 1, () => 1))).code).toBe('NO_TABLE');
    await Promise.all([store.migrate(), store.migrate(), store.migrate()]);
    await until(() => handler.execute(key, 1, () => 1).catch(() => false), 'the table is there');
  });

  test('in a schema that migrate() makes as well', async () => {
    const { store, handler } = open({ table: 'keys.records' });
    await store.migrate();
    expect((await handler.execute(key, 1, () => 1)).cached).toBe(false);
  });

  test('for a user that may not write', async () => {
    const connection = await userWith(['GRANT SELECT ON onceonly_records TO $'], 'reader');
    const { code } = await reasonOf(open({ connection }).handler.execute(key, 1, () => 1));
    expect(code).toBe('NO_PERMISSION');
  });

  test('where transactions are read-only, which still replay', async () => {
    await open().handler.execute(key, 1, () => 'stored');
    const settings = [ALL, 'ALTER ROLE $ SET default_transaction_read_only = on'];
    const { handler } = open({ connection: await userWith(settings, 'standby') });
    expect(await handler.execute(key, 1, () => 1)).toEqual({ result: 'stored', cached: true });
    const fresh = handler.execute(generateIdempotencyKey(), 1, () => 1);
    expect((await reasonOf(fresh)).code).toBe('READ_ONLY');
  });

  test('when nothing listens', async () => {
    const connection = { ...server.connection, port: 1 };
    const { handler, store } = open({ connection });
    expect((await reasonOf(handler.execute(key, 1, () => 1))).code).toBe('CONNECT_FAILED');
    await expect(handler.execute(key, 1, () => 1)).rejects.toMatchObject({
      cause: { code: 'BREAKER_OPEN' },
    });
    expect(store.status()).toEqual({ state: 'down', lastError: 'CONNECT_FAILED' });
  });
});

describe('a row that a transaction holds', () => {
  async function hold(id) {
    const client = await admin.connect();
    await client.query('BEGIN');
    await client.query('SELECT * FROM onceonly_records WHERE id LIKE $1 FOR UPDATE', [`%${id}`]);
    return async () => {
      await client.query('COMMIT');
      client.release();
    };
  }

  test('is a request in progress for others, though its lease has passed', async () => {
    const { store } = open();
    const handler = new IdempotencyHandler({ store, lockTTL: 1 });
    let seen;
    const run = async () => {
      const { id } = await store.inspect({ key });
      const letGo = await hold(id);
      const isSilent = async () => (await store.inspect({ key })).state === 'silent';
      await until(isSilent, 'the lease has passed');
      seen = await handler.execute(key, 1, () => 2).catch(({ code }) => code);
      await letGo();
      return 1;
    };
    expect((await handler.execute(key, 1, run)).result).toBe(1);
    expect(seen).toBe('REQUEST_IN_PROGRESS');
  });

  test('does not keep a replay from its result', async () => {
    const { handler, store } = open();
    await handler.execute(key, 1, () => 'stored');
    const letGo = await hold((await store.inspect({ key })).id);
    expect(await handler.execute(key, 1, () => 1)).toEqual({ result: 'stored', cached: true });
    await letGo();
  });
});

describe('a server with a setting of its own', () => {
  test.each([
    ['statement_timeout', "ALTER ROLE $ SET statement_timeout = '20s'"],
    ['SERIALIZABLE', "ALTER ROLE $ SET default_transaction_isolation = 'serializable'"],
    ['REPEATABLE READ', "ALTER ROLE $ SET default_transaction_isolation = 'repeatable read'"],
  ])('serves a race of ten: %s', async (name, setting) => {
    const user = `u_${name.toLowerCase().replace(' ', '_')}`;
    const { handler } = open({ connection: await userWith([ALL, setting], user) });
    const run = jest.fn(async () => 'once');
    const racing = Array.from({ length: 10 }, () =>
      handler.execute(key, 1, run, { inProgress: 'wait' }),
    );
    const results = await Promise.all(racing);
    expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['once']));
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('an operation', () => {
  test('that gets no connection for its transaction is 503, and its key is free', async () => {
    const pool = new Pool({ ...server.connection, max: 1 });
    atEnd(() => pool.end());
    const { handler } = open({ pool });
    let client;
    const starved = async ({ transaction }) => {
      client = await pool.connect();
      return transaction(() => 1);
    };
    expect(
      await reasonOf(handler.execute(key, 1, starved).finally(() => client.release())),
    ).toMatchObject({
      code: 'STORE_TIMEOUT',
    });
    expect(await handler.execute(key, 1, () => 2)).toEqual({ result: 2, cached: false });
  });

  test.each([
    ['before its client notices', () => undefined],
    // pg refuses the COMMIT by itself then.
    ['and whose client has noticed', (noticed) => noticed],
  ])('whose connection is ended in its transaction %s leaves nothing', async (_, wait) => {
    const { handler } = open();
    const dies = ({ transaction }) =>
      transaction(async (tx) => {
        const noticed = new Promise((resolve) => tx.once('end', resolve));
        await tx.query('CREATE TABLE half_done (id int)');
        await admin.query('SELECT pg_terminate_backend($1)', [tx.processID]);
        await wait(noticed);
        return 1;
      });
    await expect(handler.execute(key, 1, dies)).rejects.toThrow();
    const { rows } = await admin.query("SELECT to_regclass('half_done') AS is");
    expect(rows).toEqual([{ is: null }]);
    expect(await handler.execute(key, 1, () => 2)).toEqual({ result: 2, cached: false });
  });
});

describe('close()', () => {
  test('ends though the server is frozen', async () => {
    const { store, handler } = open();
    await handler.execute(key, 1, () => 1);
    server.pause();
    try {
      await store.close();
    } finally {
      server.resume();
    }
    await expect(handler.execute(key, 1, () => 1)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
  });
});

describe('a pool of one connection', () => {
  test('serves operations that open transactions, one after the other', async () => {
    const { handler } = open({ connections: 1, connectTimeoutMs: 2000 });
    const run = ({ transaction }) =>
      transaction(async (tx) => (await tx.query('SELECT 1 AS n')).rows[0].n);
    const keys = Array.from({ length: 8 }, () => generateIdempotencyKey());
    const results = await Promise.all(keys.map((each) => handler.execute(each, 1, run)));
    expect(results.map(({ result }) => result)).toEqual(keys.map(() => 1));
  });
});

describe('expired rows', () => {
  test('are absent at once, and are deleted', async () => {
    const { handler, store } = open({ prefix: 'old' });
    const short = { resultTTL: 0.05 };
    await handler.execute(key, 1, () => 1, short);
    await until(async () => (await store.inspect({ key })) === null, 'the result has expired');
    expect((await handler.execute(key, 1, () => 2, short)).result).toBe(2);
    const { statementsFor } = require('../../../lib/postgres/statements.js');
    const { text } = statementsFor('onceonly_records').sweep;
    const left = "SELECT count(*)::int AS n FROM onceonly_records WHERE id LIKE 'old:%'";
    await until(async () => {
      await admin.query(text);
      return (await admin.query(left)).rows[0].n === 0;
    }, 'the row is deleted');
  });
});
