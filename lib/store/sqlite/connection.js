'use strict';

const { asBuffer } = require('../check-record');

/** @import { Handle, SqlStatement } from './library' */
/** @import { Statements } from './statements' */
/** @import { Returned } from '../check-record' */

/** @typedef {Connection} OwnConnection */

/** The statements of a store on one handle. All are synchronous, and throw what the library throws. */
class Connection {
  /** @type {Record<keyof Statements, SqlStatement>} */
  #statements;

  /**
   * @param {Handle} handle
   * @param {Statements} statements
   */
  constructor(handle, statements) {
    this.#statements = /** @type {any} */ (
      Object.fromEntries(
        Object.entries(statements).map(([name, sql]) => [name, prepared(handle, sql)]),
      )
    );
  }

  /**
   * @param {string} id
   * @param {Uint8Array} record
   * @param {number} ttlMs
   * @param {number} now
   * @returns {Returned}
   */
  insert(id, record, ttlMs, now) {
    const { changes } = this.#statements.insert.run(id, record, now + ttlMs, now);
    return Number(changes) > 0 ? written(now) : this.look(id, now);
  }

  /**
   * @param {string} id
   * @param {number} now
   * @returns {Returned}
   */
  look(id, now) {
    const row = this.#statements.look.get(id, now);
    if (row === undefined) return nothing(now);
    return { ...nothing(now), record: asBuffer(row.record), ttlMs: leftOf(row, now) };
  }

  /**
   * @param {string} id
   * @param {Uint8Array} expected
   * @param {Uint8Array | null} record
   * @param {number | undefined} ttlMs  The time that is left stays without it.
   * @param {number} now
   * @returns {Returned}
   */
  swap(id, expected, record, ttlMs, now) {
    const until = ttlMs === undefined ? null : now + ttlMs;
    const { changes } =
      record === null
        ? this.#statements.remove.run(id, expected, now)
        : this.#statements.swap.run(record, until, id, expected, now);
    return Number(changes) > 0 ? written(now) : this.look(id, now);
  }

  /**
   * @param {{ after: string, before: string, length: number }} ids
   * @param {number} now
   * @returns {any[]}
   */
  list({ after, before, length }, now) {
    const rows = this.#statements.list.all(after, before, length, now);
    return rows.map((row) => ({ ...row, ttlMs: leftOf(row, now), now }));
  }

  /**
   * Deletes some expired rows, and says how many.
   * @param {number} now
   */
  sweep(now) {
    return Number(this.#statements.sweep.run(now).changes);
  }
}

/**
 * @param {Handle} handle
 * @param {string} sql
 */
function prepared(handle, sql) {
  const statement = handle.prepare(sql);
  // A handle of the app may give arrays.
  statement.setReturnArrays?.(false);
  return statement;
}

/**
 * @param {{ expires: number | bigint }} row
 * @param {number} now
 */
function leftOf({ expires }, now) {
  return Math.floor(Number(expires)) - now;
}

/**
 * @param {number} now
 * @returns {Returned}
 */
function written(now) {
  return { isWritten: true, isRefused: false, record: undefined, ttlMs: 0, now };
}

/**
 * @param {number} now
 * @returns {Returned}
 */
function nothing(now) {
  return { isWritten: false, isRefused: false, record: undefined, ttlMs: 0, now };
}

module.exports = { Connection };
