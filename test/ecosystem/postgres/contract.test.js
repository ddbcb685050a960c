'use strict';

const { Pool } = require('pg');
const postgres = require('postgres');
const { contract } = require('../../../lib/testing/store-contract');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');

// Some cases make hundreds of calls at once, or one of some megabytes.
const PATIENT = { connectTimeoutMs: 20_000, commandTimeoutMs: 20_000 };

let server;
let pool;
let sql;
beforeAll(async () => {
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 10 });
  atEnd(() => pool.end());
  const { host, port, ...rest } = server.connection;
  sql = postgres({ ...rest, path: `${host}/.s.PGSQL.${port}`, max: 10, onnotice() {} });
  atEnd(() => sql.end());
  await new PostgresStore({ pool }).migrate();
});

function define(options, isAsked = () => true) {
  const cases = contract(() => new PostgresStore({ ...PATIENT, ...options() }));
  for (const { name, run } of cases.filter(isAsked)) test(name, run);
}

describe.each([
  ['a pool of pg', () => ({ pool })],
  ['unnamed statements', () => ({ pool, prepare: false })],
  ['postgres.js', () => ({ sql })],
])('a store in PostgreSQL by %s', (_, options) => define(options));

// The rules above the records are the same. Some of their cases ask within a short lease, so they get connections that are open.
describe.each([
  ['a pool of its own', () => ({ connection: server.url })],
  ['a function', () => ({ query: async (text, values) => (await pool.query(text, values)).rows })],
])('the records of a store in PostgreSQL by %s', (_, options) => {
  define(options, ({ name }) => name.startsWith('records:'));
});
