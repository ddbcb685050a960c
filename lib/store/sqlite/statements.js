'use strict';

const { LISTED, LISTED_BYTES } = require('../sql/rows');

// Rows that one piece of the clean-up deletes: about two milliseconds.
const SWEPT = 500;

/** @typedef {Record<'insert' | 'look' | 'swap' | 'remove' | 'list' | 'sweep', string>} Statements */

/**
 * All statements on one table. Each gets the time as a parameter: all calls of a transaction see the same one.
 * @param {string} table
 * @returns {Statements}
 */
function statementsFor(table) {
  const T = `"${table}"`;
  return {
    insert: `INSERT INTO ${T} (id, record, expires) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET record = excluded.record, expires = excluded.expires WHERE ${T}.expires <= ?`,
    look: `SELECT record, expires FROM ${T} WHERE id = ? AND expires > ?`,
    swap: `UPDATE ${T} SET record = ?, expires = coalesce(?, expires) WHERE id = ? AND record = ? AND expires > ?`,
    remove: `DELETE FROM ${T} WHERE id = ? AND record = ? AND expires > ?`,
    list: `SELECT id, substr(record, 1, ${LISTED_BYTES}) AS record, length(record) AS bytes, expires
      FROM ${T} WHERE id > ? AND id < ? AND length(id) = ? AND expires > ? ORDER BY id LIMIT ${LISTED}`,
    sweep: `DELETE FROM ${T} WHERE rowid IN (SELECT rowid FROM ${T} WHERE expires <= ? LIMIT ${SWEPT})`,
  };
}

/** The columns of the table, in their order. A version that needs others adds one, so that older versions refuse the table. */
const COLUMNS = ['id', 'record', 'expires'];

/**
 * Makes the table. New rows lie at its end, so that a commit of many touches few pages; an index by time gives expired ones.
 * @param {string} table
 */
function schemaFor(table) {
  return `CREATE TABLE "${table}" (id TEXT NOT NULL UNIQUE, record BLOB NOT NULL, expires REAL NOT NULL) STRICT;
    CREATE INDEX "${table}_expires" ON "${table}" (expires);`;
}

module.exports = { COLUMNS, SWEPT, schemaFor, statementsFor };
