'use strict';

const { matching } = require('../../util/checks');

/** @import { RecordPage } from '../../../types/custom-store' */

// Of an id behind its prefix.
const ID_LENGTH = 43;
// A page of records, of which the beginnings say enough.
const LISTED = 200;
const LISTED_BYTES = 512;

// The codes of a database that takes no writes.
const NOT_WRITABLE = new Set(['READ_ONLY', 'SERVER_FULL']);

const NAME = '[a-z_][a-z0-9_]{0,62}';

/** The check of the option `table` where a table has one name. */
const tableName = matching(new RegExp(`^${NAME}$`), 'a name of a-z, 0-9 and _');

/**
 * The record in a row, as the functions of a store give it.
 * @param {any} row
 */
function foundIn(row) {
  return { record: row.record, ttlMs: Number(row.ttlMs), now: Number(row.now) };
}

/**
 * The bounds of the ids behind a prefix, from a cursor on: the id is greater than `after`, less than `before`, and has `length`
 * characters.
 * @param {string} prefix
 * @param {string | null} cursor
 */
function idsFrom(prefix, cursor) {
  const start = `${prefix}:`;
  return {
    after: `${start}${cursor ?? ''}`,
    before: `${prefix};`,
    length: start.length + ID_LENGTH,
  };
}

/**
 * @param {any[]} rows
 * @param {string} prefix
 * @returns {RecordPage}
 */
function pageOf(rows, prefix) {
  const entries = rows.map((row) => ({
    id: row.id.slice(prefix.length + 1),
    bytes: Number(row.bytes),
    ...foundIn(row),
  }));
  return { cursor: entries.at(-1)?.id ?? null, entries };
}

module.exports = { LISTED, LISTED_BYTES, NAME, NOT_WRITABLE, foundIn, idsFrom, pageOf, tableName };
