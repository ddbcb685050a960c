'use strict';

const { Pool } = require('pg');
const { PostgresIdempotencyStore } = require('steadykey');
const { IdempotencyHandler } = require('../..');
const { PostgresStore } = require('../../lib/postgres');
const { clientOf } = require('../store/client-of');

const CONNECTIONS = 16;
const TTL_S = 600;
const ORDER = 'INSERT INTO orders (key, item) VALUES ($1, $2)';
const RECORD = Buffer.alloc(180, 'r');

/** Each contender has as many connections as the others for its keys, and as many again if it writes orders. */
const openPool = (url, max = CONNECTIONS) => new Pool({ connectionString: url, max });

const INSERT = {
  name: 'bare_insert',
  text: `INSERT INTO bare_records (id, record, expires) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 s')
    ON CONFLICT (id) DO NOTHING`,
};
const UPDATE = {
  name: 'bare_update',
  text: `UPDATE bare_records SET record = $3, expires = clock_timestamp() + $4 * interval '1 s' WHERE id = $1 AND record = $2`,
};

/** The least that idempotency in SQL costs: a claim and a result, each in a statement of its own, in the same kind of table. */
function bareStatements(url) {
  const pool = openPool(url);
  return {
    async pair(id, token, payload) {
      const claimed = await pool.query({ ...INSERT, values: [id, RECORD, TTL_S] });
      const stored = await pool.query({ ...UPDATE, values: [id, RECORD, payload, TTL_S] });
      return claimed.rowCount === 1 && stored.rowCount === 1;
    },
    close: () => pool.end(),
  };
}

function ownStore(url) {
  return clientOf(new PostgresStore({ connection: url, connections: CONNECTIONS }));
}

/** The two calls of its store that a pair needs. It makes its table, and compares nothing when it writes the result. */
function steadykey(url) {
  const pool = openPool(url);
  const store = new PostgresIdempotencyStore(pool);
  return {
    async pair(id, token, payload) {
      const claimed = await store.setIfAbsent(id, token, TTL_S);
      await store.update(id, payload.toString(), TTL_S);
      return claimed;
    },
    close: () => pool.end(),
  };
}

/**
 * An operation that writes an order. `write(context, orders, values)` does so, and resolves to its result. Without a pool for the
 * orders the store has all connections.
 */
function ordering(url, write, hasOwnPool) {
  const connections = hasOwnPool ? CONNECTIONS : 2 * CONNECTIONS;
  const orders = hasOwnPool ? openPool(url) : undefined;
  const store = new PostgresStore({ connection: url, connections });
  const handler = new IdempotencyHandler({ store });
  return {
    async pair(id, token, payload) {
      const values = [id, payload.toString()];
      const run = (context) => write(context, orders, values);
      const { result, cached } = await handler.execute(id, token, run);
      return result === id && !cached;
    },
    async close() {
      await Promise.all([store.close(), orders?.end()]);
    },
  };
}

const insertOrder = (client, values) => client.query({ name: 'order', text: ORDER, values });

/** The order commits in a transaction of the app, between begin and complete. */
async function apart(context, orders, values) {
  const client = await orders.connect();
  try {
    await client.query('BEGIN');
    await insertOrder(client, values);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  return values[0];
}

/** The order is one statement that commits by itself. An app with two statements can't do that. */
async function alone(context, orders, values) {
  await insertOrder(orders, values);
  return values[0];
}

/** The order commits with its result. */
const together = ({ transaction }, orders, values) =>
  transaction(async (tx) => {
    await insertOrder(tx, values);
    return values[0];
  });

/** name -> `(url) => client`. */
const CLIENTS = {
  'two bare statements': bareStatements,
  'onceonly on PostgreSQL': ownStore,
  steadykey,
  'an order without a transaction': (url) => ordering(url, alone, true),
  'an order, calls apart': (url) => ordering(url, apart, true),
  'an order in `transaction`': (url) => ordering(url, together, false),
};

module.exports = { CLIENTS };
