'use strict';

const { Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { ChildProcess } = require('../../helpers/child-process.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');

jest.setTimeout(120_000);

const OWNER = require.resolve('./owner.js');
const POINTS = ['before BEGIN', 'before the order', 'behind the order', 'behind the result'];
const FORMS = {
  storeIn: [...POINTS, 'behind COMMIT'],
  transaction: [...POINTS, 'behind COMMIT'],
  inbox: [...POINTS, 'before COMMIT', 'behind COMMIT'],
};
const KILLS = Object.entries(FORMS).flatMap(([form, points]) =>
  points.map((point) => [form, point]),
);

let server;
let pool;
beforeAll(async () => {
  // A process that is killed loses nothing that the system has taken.
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 4 });
  pool.on('error', () => {});
  atEnd(() => pool.end());
  await new PostgresStore({ pool }).migrate();
  await pool.query('CREATE TABLE orders (key text)');
});

function runOwner(key, form, point = 'nowhere') {
  return new ChildProcess(process.execPath, [OWNER, server.url, key, form, point]);
}

/** The answer of a client that sends the same request again until it has one. */
async function retried(key, form) {
  const [, answer] = await runOwner(key, form).firstMatch(/^done (.*)$/);
  return JSON.parse(answer);
}

async function ordersOf(key) {
  const { rows } = await pool.query('SELECT count(*) AS n FROM orders WHERE key = $1', [key]);
  return Number(rows[0].n);
}

describe('a process that is killed', () => {
  test.each(KILLS)('in the form %s %s leaves both or neither', async (form, point) => {
    const key = generateIdempotencyKey();
    const owner = runOwner(key, form, point);
    await owner.firstMatch(/^at /);
    await owner.kill();
    const isCommitted = point === 'behind COMMIT';
    expect(await ordersOf(key)).toBe(isCommitted ? 1 : 0);
    expect(await retried(key, form)).toEqual({ result: { key }, cached: isCommitted });
    expect(await ordersOf(key)).toBe(1);
  });
});

describe('a server that is killed', () => {
  test.each(KILLS)('in the form %s %s leaves both or neither', async (form, point) => {
    const key = generateIdempotencyKey();
    const owner = runOwner(key, form, point);
    await owner.firstMatch(/^at /);
    await server.restart();
    await owner.kill();
    const isCommitted = point === 'behind COMMIT';
    expect(await ordersOf(key)).toBe(isCommitted ? 1 : 0);
    expect(await retried(key, form)).toEqual({ result: { key }, cached: isCommitted });
    expect(await ordersOf(key)).toBe(1);
  });
});

describe('a COMMIT whose reply is lost', () => {
  function open() {
    const store = new PostgresStore({ connection: server.url });
    atEnd(() => store.close());
    return new IdempotencyHandler({ store });
  }

  /** Sends COMMIT and closes the connection at once. */
  async function order(key, storeIn, last) {
    const client = await pool.connect();
    client.on('error', () => {});
    await client.query('BEGIN');
    await client.query('INSERT INTO orders (key) VALUES ($1)', [key]);
    await storeIn(client, { key });
    await last(client);
    client.release(true);
    throw new Error('Connection terminated unexpectedly');
  }

  test('is found by the store, and the client gets its result', async () => {
    const key = generateIdempotencyKey();
    const handler = open();
    const commits = ({ storeIn }) =>
      order(key, storeIn, async (client) => {
        client.query('COMMIT').catch(() => {});
        await new Promise((resolve) => client.connection.stream.end(resolve));
      });
    expect(await handler.execute(key, 1, commits)).toEqual({ result: { key }, cached: false });
    expect(await ordersOf(key)).toBe(1);
  });

  test('that never came leaves the key free', async () => {
    const key = generateIdempotencyKey();
    const handler = open();
    const breaks = ({ storeIn }) =>
      order(key, storeIn, async (client) => client.connection.stream.destroy());
    await expect(handler.execute(key, 1, breaks)).rejects.toThrow('Connection terminated');
    expect(await ordersOf(key)).toBe(0);
    expect(await handler.execute(key, 1, () => 'again')).toEqual({
      result: 'again',
      cached: false,
    });
  });
});
