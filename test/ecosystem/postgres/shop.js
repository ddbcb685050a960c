'use strict';

const { Pool } = require('pg');
const postgres = require('postgres');
const { IdempotencyHandler } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');

/** A store of its own, closed at the end, and a handler on it: `{ store, handler }`. */
function openHandler(options) {
  const store = new PostgresStore(options);
  atEnd(() => store.close());
  return { store, handler: new IdempotencyHandler({ store }) };
}

/** A server with the table of the records, and a pool of the test: `{ server, pool }`. Connections that a test ends are no errors. */
async function startServer({ max = 4 } = {}) {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  const pool = new Pool({ ...server.connection, max });
  pool.on('error', () => {});
  atEnd(() => pool.end());
  await new PostgresStore({ pool }).migrate();
  return { server, pool };
}

/** The same with a table of orders, which has `columns` beside its key, and a store: `{ server, pool, store, handler, ordersOf }`. */
async function openShop(columns = '') {
  const { server, pool } = await startServer({ max: 10 });
  await pool.query(`CREATE TABLE orders (id serial PRIMARY KEY, key text NOT NULL${columns})`);
  const ordersOf = async (key) => {
    const { rows } = await pool.query('SELECT * FROM orders WHERE key = $1 ORDER BY id', [key]);
    return rows;
  };
  return { server, pool, ordersOf, ...openHandler({ connection: server.url }) };
}

/** postgres.js on the socket of a server. */
function openSql({ folder, connection: { port, user, database } }, options = {}) {
  const path = `${folder}/.s.PGSQL.${port}`;
  const sql = postgres({ path, user, database, onnotice() {}, ...options });
  atEnd(() => sql.end({ timeout: 1 }));
  return sql;
}

module.exports = { openHandler, openShop, openSql, startServer };
