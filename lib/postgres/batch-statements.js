'use strict';

const { LEFT, NOW, inMs, lockTimeout, named, quoted } = require('./sql-text');

/** @import { Statement } from './sql-text' */

/** @typedef {Record<'insert' | 'swap', Statement>} BatchStatements */

// A longer record goes alone. As a text it is twice as long, and the other calls would wait for it.
const MOST_BYTES = 8192;

/**
 * The statements for many keys at a time, on one table. They tell `id` as well, and nothing of a key for which they did nothing.
 * - Each parameter is an array, as a text: drivers disagree on arrays. So it is cast twice.
 * - Keys are looked up one by one, by LATERAL with LIMIT, as the statements for one key do. A join would more often be planned as a scan of
 *   the whole table.
 * @param {string} table
 * @returns {BatchStatements}
 */
function batchStatementsFor(table) {
  const T = quoted(table);
  return { insert: named(insertText(T)), swap: named(swapText(T)) };
}

/**
 * Inserts where there is no row, and tells what it finds. It waits only for transactions that are inserting the same keys, for each a little
 * while: all others wait with it. The order of the ids keeps two statements from waiting for each other.
 * @param {string} T
 */
function insertText(T) {
  return `
    WITH asked AS MATERIALIZED (
      SELECT id, record, ms
      FROM unnest(${array(1, 'text')}, ${array(2, 'bytea')}, ${array(3, 'float8')}) AS each (id, record, ms)),
    found AS MATERIALIZED (
      SELECT asked.id, there.record, there.expires
      FROM asked CROSS JOIN LATERAL (
        SELECT record, expires FROM ${T} AS kept WHERE kept.id = asked.id LIMIT 1) AS there),
    put AS (
      INSERT INTO ${T} AS kept (id, record, expires)
      SELECT id, record, ${inMs('ms')} FROM asked
      WHERE (SELECT ${lockTimeout("'10ms'")}) IS NOT NULL AND NOT EXISTS (SELECT FROM found WHERE found.id = asked.id)
      ORDER BY id
      ON CONFLICT (id) DO NOTHING
      RETURNING kept.id, ${NOW})
    SELECT id, CAST(NULL AS bytea) AS record, CAST(0 AS float8) AS "ttlMs", now FROM put
      UNION ALL SELECT id, record, ${LEFT}, ${NOW} FROM found
        WHERE expires > clock_timestamp() AND octet_length(record) <= ${MOST_BYTES}`;
}

/**
 * Waits for nobody: a row that somebody holds is left out. Each row is there and locked when it comes to the INSERT, which so only updates.
 * @param {string} T
 */
function swapText(T) {
  return `
    WITH asked AS MATERIALIZED (
      SELECT id, expected, record, ms
      FROM unnest(${array(1, 'text')}, ${array(2, 'bytea')}, ${array(3, 'bytea')}, ${array(4, 'float8')})
        AS each (id, expected, record, ms)),
    held AS MATERIALIZED (
      SELECT asked.id, asked.record, coalesce(${inMs('ms')}, there.expires) AS expires
      FROM asked CROSS JOIN LATERAL (
        SELECT expires FROM ${T} AS kept
        WHERE kept.id = asked.id AND kept.record = asked.expected AND expires > clock_timestamp()
        LIMIT 1 FOR UPDATE SKIP LOCKED) AS there),
    swapped AS (
      INSERT INTO ${T} AS kept (id, record, expires) SELECT id, record, expires FROM held
      ON CONFLICT (id) DO UPDATE SET record = excluded.record, expires = excluded.expires
      RETURNING kept.id, ${NOW})
    SELECT id, now FROM swapped`;
}

/**
 * @param {number} parameter
 * @param {string} type
 */
function array(parameter, type) {
  return `CAST(CAST($${parameter} AS text) AS ${type}[])`;
}

module.exports = { MOST_BYTES, batchStatementsFor };
