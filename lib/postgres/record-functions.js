'use strict';

const { monotonicMs } = require('../native/clock');
const { NOT_WRITABLE, foundIn, idsFrom, pageOf } = require('../store/sql/rows');

/** @import { FoundRecordBytes, RecordFunctions } from '../../types/custom-store' */
/** @import { Statement } from './sql-text' */
/** @import { Statements } from './statements' */

/**
 * Runs one statement, and resolves to its rows.
 * @callback RunStatement
 * @param {Statement} statement
 * @param {unknown[]} values
 * @returns {Promise<any[]>}
 */

const RUNNING = 'R'.charCodeAt(0);
const STATE_AT = 2;

/** The clock of the server, as far as its answers have told: a claim that comes too late refuses itself. */
class ServerClock {
  #aheadMs = NaN;

  /** @param {number} now */
  told(now) {
    this.#aheadMs = now - monotonicMs();
  }

  /**
   * The server's time in so many milliseconds, or null if nothing is known of it.
   * @param {number} ms
   */
  in(ms) {
    const time = monotonicMs() + this.#aheadMs + ms;
    return Number.isNaN(time) ? null : time;
  }
}

/**
 * The functions that keep records in rows, for CustomVerbs. One statement each.
 * @param {object} parts
 * @param {RunStatement} parts.run
 * @param {Statements} parts.statements
 * @param {string} parts.prefix  Part of every id, so that services may share a table.
 * @param {InstanceType<typeof ServerClock>} parts.clock
 * @param {number} [parts.patienceMs]  How long a claim may take to arrive.
 * @returns {Required<Pick<RecordFunctions, 'insert' | 'look' | 'swap' | 'list'>>}
 */
function recordFunctions({ run, statements, prefix, clock, patienceMs = 2000 }) {
  /**
   * The row that a statement tells, undefined if it tells none.
   * @param {any[]} rows
   */
  function told([row]) {
    if (row === undefined || row.now === null) return undefined;
    clock.told(Number(row.now));
    return row;
  }

  /** @param {string} id */
  async function look(id) {
    const row = told(await run(statements.look, [`${prefix}:${id}`]));
    return row === undefined ? null : foundIn(row);
  }

  return {
    look,
    async insert(id, record, ttlMs) {
      let row;
      try {
        row = told(await run(statements.insert, [`${prefix}:${id}`, record, ttlMs]));
      } catch (/** @type {any} */ error) {
        return orFound(error, () => look(id));
      }
      if (row === undefined) return false;
      return row.record === null ? { now: Number(row.now) } : foundIn(row);
    },
    async swap(id, expected, record, ttlMs) {
      const key = `${prefix}:${id}`;
      const rows =
        record === null
          ? await run(statements.remove, [key, expected])
          : await run(statements.swap, [
              key,
              expected,
              record,
              ttlMs ?? null,
              record[STATE_AT] === RUNNING ? clock.in(patienceMs) : null,
            ]);
      const row = told(rows);
      return row === undefined ? false : { now: Number(row.now) };
    },
    async list(cursor) {
      const { after, before, length } = idsFrom(prefix, cursor);
      return pageOf(await run(statements.list, [after, before, length]), prefix);
    },
  };
}

/**
 * A server that takes no writes still knows its records: a replay needs none.
 * @param {any} error
 * @param {() => Promise<FoundRecordBytes | null>} look
 */
async function orFound(error, look) {
  if (!NOT_WRITABLE.has(error.code)) throw error;
  const found = await look();
  if (found === null) throw error;
  return found;
}

module.exports = { ServerClock, recordFunctions };
