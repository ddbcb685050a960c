'use strict';

const { strict: assert } = require('node:assert');
const path = require('node:path');

const { Pool } = require('pg');
const { IdempotencyHandler } = require('../..');
const { PostgresStore } = require('../../lib/postgres');
const { endAll } = require('../../test/helpers/cleanups');
const { startPostgres } = require('../../test/helpers/postgres-server');
const { withChildren } = require('../harness/child');
const { measurePairs } = require('../harness/pairs');
const { CLIENTS } = require('./clients');

const WORKER = path.join(__dirname, 'worker.js');
const FULL = { widths: [1, 32], rounds: 11, turns: 2, durationMs: 250 };
const SMOKE = { widths: [1, 32], rounds: 2, turns: 1, durationMs: 50 };
const SETTINGS = ['max_connections=200', 'shared_buffers=128MB'];
const TABLES = `
  CREATE TABLE orders (key text NOT NULL, item text NOT NULL);
  CREATE TABLE bare_records (id text COLLATE "C" PRIMARY KEY, record bytea NOT NULL, expires timestamptz NOT NULL)
    WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX bare_records_expires ON bare_records (expires)`;

/**
 * Keys in a PostgreSQL of its own on a socket, whose commits wait for the disk, so many pairs at a time: rows of `{ width, samples }`. Its
 * files lie in the folder of temporary files: set TMPDIR to measure another disk.
 */
async function postgresPart({ isSmoke }) {
  try {
    const server = await startPostgres({ args: SETTINGS.flatMap((each) => ['-c', each]) });
    const pool = new Pool({ connectionString: server.url, max: 2 });
    try {
      const { rows } = await pool.query('SHOW server_version');
      const store = new PostgresStore({ pool });
      await store.migrate();
      await pool.query(TABLES);
      const figures = await withChildren(contenders(server.url), (children) =>
        measurePairs(children, isSmoke ? SMOKE : FULL),
      );
      await checkAnswers(pool, store);
      return { postgres: rows[0].server_version.split(' ')[0], ...figures };
    } finally {
      await pool.end();
    }
  } finally {
    await endAll();
  }
}

function contenders(url) {
  return Object.fromEntries(
    Object.keys(CLIENTS).map((name) => [name, { file: WORKER, args: [name, url] }]),
  );
}

/** Every order was written once, and a retry of it gets its result. */
async function checkAnswers(pool, store) {
  const { rows } = await pool.query(
    'SELECT count(*)::int AS n, count(DISTINCT key)::int AS keys, min(key) AS key FROM orders',
  );
  const [{ n, keys, key }] = rows;
  assert.ok(n > 0, 'orders were written');
  assert.equal(n, keys, 'each order was written once');
  const handler = new IdempotencyHandler({ store });
  assert.equal((await store.inspect({ key })).state, 'done');
  await assert.rejects(handler.execute(key, 'another body', assert.fail), {
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
}

module.exports = { postgresPart };
