'use strict';

const { LISTED, LISTED_BYTES } = require('../store/sql/rows');
const { LOCK_CLASS } = require('./schema');
const { EPOCH, LEFT, NOW, inMs, lockTimeout, named, quoted } = require('./sql-text');

/** @import { Statement } from './sql-text' */

/** @typedef {Record<'insert' | 'look' | 'lockedLook' | 'swap' | 'remove' | 'list' | 'sweep' | 'durability', Statement>} Statements */

const SWEPT = 1000;

// How a statement bounds its waits for locks. The setting belongs to the transaction, so that a pooler may give the connection to another
// client afterwards. `from` sets the limit before a row is touched, and `tell` gives the answer.
const ALONE = {
  limits: '',
  from: `(SELECT ${lockTimeout("'250ms'")} AS lock_timeout) AS limits`,
  tell: (/** @type {string} */ columns, /** @type {string} */ source) =>
    `SELECT ${columns} FROM ${source}`,
};
// The app's transaction goes on, and gets back the limit that it had. So there is a row even where there is nothing to tell.
const RESTORED = {
  limits: `limits AS MATERIALIZED (SELECT current_setting('lock_timeout') AS earlier, ${lockTimeout("'1000ms'")} AS lock_timeout),`,
  from: 'limits',
  tell: (/** @type {string} */ columns, /** @type {string} */ source) =>
    `SELECT ${columns}, ${lockTimeout('limits.earlier')} AS lock_timeout FROM limits LEFT JOIN ${source} ON true`,
};

/**
 * All statements on one table.
 * - Each is a SELECT to a driver, and casts its parameters: some drivers guess other types.
 * - `clock_timestamp()`, never `now()`, which is the time at which a transaction began. `date_part()` gives it as a float8 at once.
 * - No statement waits longer for a lock than it says. To set that in a FROM and to count no rows takes a seventh off the work of the
 *   server. To restore it is not for nothing, so statements alone don't do that.
 *
 * A change that was made tells when. If none was, there is no row, or one whose `now` is null.
 * @param {string} table
 * @param {boolean} [isInTransaction]  Whether the app's own transaction runs them.
 * @returns {Statements}
 */
function statementsFor(table, isInTransaction = false) {
  const T = quoted(table);
  const bounds = isInTransaction ? RESTORED : ALONE;
  const { limits, from, tell } = bounds;
  const swapped = `limits.lock_timeout IS NOT NULL AND id = CAST($1 AS text) AND record = CAST($2 AS bytea) AND expires > clock_timestamp()`;
  const found = `SELECT record, ${LEFT}, ${NOW} FROM ${T} AS kept`;
  return {
    insert: named(insertText(T, bounds)),
    look: named(`${found} WHERE id = CAST($1 AS text) AND expires > clock_timestamp()`),
    // Who asks waits for a transaction that is being committed.
    lockedLook: named(
      `${found} CROSS JOIN ${ALONE.from} WHERE limits.lock_timeout IS NOT NULL AND id = CAST($1 AS text) AND expires > clock_timestamp()
      FOR UPDATE OF kept`,
    ),
    swap: named(`
      WITH ${limits} swapped AS (
        UPDATE ${T} AS kept SET record = CAST($3 AS bytea),
          expires = coalesce(${inMs('CAST($4 AS float8)')}, expires)
        FROM ${from} WHERE ${swapped} AND ${EPOCH} <= coalesce(CAST($5 AS float8), 'infinity')
        RETURNING ${NOW}) ${tell('now', 'swapped')}`),
    remove: named(
      `WITH ${limits} gone AS (DELETE FROM ${T} AS kept USING ${from} WHERE ${swapped} RETURNING ${NOW}) ${tell('now', 'gone')}`,
    ),
    list: named(`
      SELECT id, substring(record FROM 1 FOR ${LISTED_BYTES}) AS record, octet_length(record) AS bytes, ${LEFT}, ${NOW}
      FROM ${T} AS kept WHERE id > CAST($1 AS text) AND id < CAST($2 AS text) AND length(id) = CAST($3 AS int4)
        AND expires > clock_timestamp() ORDER BY id LIMIT ${LISTED}`),
    sweep: named(sweepText(T)),
    durability: named(
      "SELECT current_setting('synchronous_commit') AS commits, current_setting('fsync') AS fsync",
    ),
  };
}

/**
 * Looks first: an INSERT with ON CONFLICT would wait for everybody who is changing the row that stands there. The answer of an
 * insertion has no record. Where another one came between the look and the insertion, there is no answer.
 * @param {string} T
 * @param {typeof ALONE} bounds
 */
function insertText(T, { limits, from, tell }) {
  return `
    WITH ${limits}
    found AS MATERIALIZED (
      SELECT record, expires FROM ${T} WHERE id = CAST($1 AS text) AND expires > clock_timestamp()),
    put AS (
      INSERT INTO ${T} AS kept (id, record, expires)
      SELECT CAST($1 AS text), CAST($2 AS bytea), ${inMs('CAST($3 AS float8)')}
      FROM ${from} WHERE limits.lock_timeout IS NOT NULL AND NOT EXISTS (SELECT FROM found)
      ON CONFLICT (id) DO UPDATE SET record = excluded.record, expires = excluded.expires
        WHERE kept.expires <= clock_timestamp()
      RETURNING ${NOW})
    ${tell(
      'record, "ttlMs", now',
      `(SELECT CAST(NULL AS bytea) AS record, CAST(0 AS float8) AS "ttlMs", now FROM put
        UNION ALL SELECT record, ${LEFT}, ${NOW} FROM found) AS told`,
    )}`;
}

/**
 * Expired rows are absent to all other statements, so this only gives their room back. One process sweeps at a time.
 * `statement_timestamp()` lets the index find them; the volatile clock_timestamp() would read the whole index.
 * @param {string} T
 */
function sweepText(T) {
  return `
    WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${LOCK_CLASS}, hashtext('${T}')) AS mine),
    old AS MATERIALIZED (
      SELECT id FROM ${T} AS kept CROSS JOIN turn WHERE mine AND expires <= statement_timestamp()
      ORDER BY expires LIMIT ${SWEPT} FOR UPDATE OF kept SKIP LOCKED),
    gone AS (DELETE FROM ${T} AS kept USING old WHERE kept.id = old.id RETURNING 1)
    SELECT CAST(count(*) AS int4) AS n FROM gone`;
}

module.exports = { SWEPT, statementsFor };
