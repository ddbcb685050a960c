'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, MemoryStore, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { gatedOperation } = require('../../helpers/gate.js');
const { startPostgres } = require('../../helpers/postgres-server.js');

const MESSAGE = { order: 1 };

let pool;
let store;
let handler;
let key;
beforeAll(async () => {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 10 });
  atEnd(() => pool.end());
  store = new PostgresStore({ connection: server.url });
  atEnd(() => store.close());
  await store.migrate();
  await pool.query('CREATE TABLE handled (key text)');
  handler = new IdempotencyHandler({ store });
});
beforeEach(() => {
  key = generateIdempotencyKey();
});

async function begin(statement = 'BEGIN') {
  const client = await pool.connect();
  await client.query(statement);
  return client;
}

async function end(client, statement) {
  await client.query(statement);
  client.release();
}

function handle(client, key) {
  const operation = async () => {
    await client.query('INSERT INTO handled (key) VALUES ($1)', [key]);
    return { handled: true };
  };
  return handler.execute(key, MESSAGE, operation, { transaction: client });
}

async function handledOf(key) {
  const { rows } = await pool.query('SELECT count(*) AS n FROM handled WHERE key = $1', [key]);
  return Number(rows[0].n);
}

describe('execute() with the option transaction', () => {
  test('commits key, rows and result together', async () => {
    const client = await begin();
    expect(await handle(client, key)).toEqual({ result: { handled: true }, cached: false });
    await end(client, 'COMMIT');
    const again = await begin();
    expect(await handle(again, key)).toEqual({ result: { handled: true }, cached: true });
    await end(again, 'COMMIT');
    expect(await handledOf(key)).toBe(1);
  });

  test('leaves nothing when its transaction is rolled back', async () => {
    const client = await begin();
    await handle(client, key);
    await end(client, 'ROLLBACK');
    const again = await begin();
    expect((await handle(again, key)).cached).toBe(false);
    await end(again, 'COMMIT');
    expect(await handledOf(key)).toBe(1);
  });

  test('waits for a transaction that handles the same key, and replays its result', async () => {
    const [first, second] = [await begin(), await begin()];
    await handle(first, key);
    const waiting = handle(second, key);
    await end(first, 'COMMIT');
    expect(await waiting).toEqual({ result: { handled: true }, cached: true });
    await end(second, 'COMMIT');
    expect(await handledOf(key)).toBe(1);
  });

  test('is 409 REQUEST_IN_PROGRESS when that transaction takes longer than a second', async () => {
    const [first, second] = [await begin(), await begin()];
    await handle(first, key);
    await expect(handle(second, key)).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
    await end(second, 'ROLLBACK');
    await expect(handler.execute(key, MESSAGE, () => 1)).rejects.toMatchObject({
      code: 'REQUEST_IN_PROGRESS',
    });
    await end(first, 'COMMIT');
    expect(await handledOf(key)).toBe(1);
  });

  test.each(['REPEATABLE READ', 'SERIALIZABLE'])(
    'leaves the second of two to the retries of the app under %s',
    async (level) => {
      const [first, second] = [
        await begin(`BEGIN ISOLATION LEVEL ${level}`),
        await begin(`BEGIN ISOLATION LEVEL ${level}`),
      ];
      await second.query('SELECT 1 FROM handled LIMIT 1');
      await handle(first, key);
      const waiting = handle(second, key);
      const failed = expect(waiting).rejects.toMatchObject({ code: '40001' });
      await end(first, 'COMMIT');
      await failed;
      await end(second, 'ROLLBACK');
      expect(await handledOf(key)).toBe(1);
    },
  );

  test('gives the error of the operation, and stores none', async () => {
    const client = await begin();
    const fails = () => Promise.reject(new Error('no'));
    const running = handler.execute(key, MESSAGE, fails, { transaction: client });
    await expect(running).rejects.toThrow('no');
    await end(client, 'ROLLBACK');
    const again = await begin();
    expect((await handle(again, key)).cached).toBe(false);
    await end(again, 'COMMIT');
  });

  test.each([
    ['storeIf', () => false],
    ['cacheErrors', 'client'],
    ['operationTimeoutMs', 1000],
    ['inProgress', 'wait'],
    ['maxWaitMs', 1000],
  ])('refuses %s, which it could not follow', async (name, policy) => {
    const client = await begin();
    const run = jest.fn();
    const options = { transaction: client, [name]: policy };
    await expect(handler.execute(key, MESSAGE, run, options)).rejects.toMatchObject({
      code: 'ERR_ONCEONLY_OPTION_CONFLICT',
      message: expect.stringContaining(name),
    });
    expect(run).not.toHaveBeenCalled();
    await end(client, 'COMMIT');
  });

  test('is waited for by a store that is being closed', async () => {
    const closing = new PostgresStore({ pool });
    const client = await begin();
    const { run, begun, finish } = gatedOperation();
    const options = { transaction: client };
    const handling = new IdempotencyHandler({ store: closing }).execute(key, MESSAGE, run, options);
    await begun;
    let isClosed = false;
    const closed = closing.close({ drain: 60_000 }).then(() => {
      isClosed = true;
    });
    await client.query('SELECT 1');
    expect(isClosed).toBe(false);
    finish('handled');
    expect(await handling).toEqual({ result: 'handled', cached: false });
    await closed;
    await end(client, 'COMMIT');
    expect((await handler.execute(key, MESSAGE, run)).cached).toBe(true);
  });

  test('leaves the key free after an error, as storeIf of the handler says with false', async () => {
    const fails = () => Promise.reject(new Error('no'));
    for (const storeIf of [() => false, () => true]) {
      const client = await begin();
      const options = { transaction: client };
      const running = new IdempotencyHandler({ store, storeIf }).execute(key, 1, fails, options);
      await expect(running).rejects.toThrow('no');
      await end(client, 'ROLLBACK');
      expect(await store.inspect({ key })).toBe(null);
    }
  });

  test('is a TypeError on a store that is in no database, and for a transaction that is not there', async () => {
    const embedded = new IdempotencyHandler({ store: new MemoryStore() });
    const run = () => 1;
    await expect(embedded.execute(key, 1, run, { transaction: pool })).rejects.toThrow(TypeError);
    await expect(handler.execute(key, 1, run, { transaction: undefined })).rejects.toThrow(
      TypeError,
    );
    await expect(embedded.execute(key, 1, ({ storeIn }) => storeIn(pool, 1))).rejects.toThrow(
      /needs a store in your database/,
    );
  });
});
