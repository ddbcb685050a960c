'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { COMMIT_MS, refuseBegin, refuseCommit } = require('./refused');
const { noteLostConnection, storeErrorOf } = require('./sql-errors');

/** @import { Limits } from './pg-pool' */
/** @import { Place } from './places' */

/**
 * By the `sql` of postgres.js. It prepares statements by itself, if its own option says so.
 * @param {any} sql
 * @param {Limits} limits
 * @returns {Place}
 */
function postgresJsPlace(sql, { connectTimeoutMs, commandTimeoutMs }) {
  const limitMs = connectTimeoutMs + commandTimeoutMs;
  return {
    run({ text }, values) {
      const query = sql.unsafe(text, values);
      return inTime(query, limitMs, () => leave(query));
    },
    begin: (run) => new TransactionInTime(limitMs).of(sql, run),
    isOwn: false,
    close: async () => {},
  };
}

/**
 * Takes a query back that waits for a connection. One that was sent is left: postgres.js would ask the server to cancel it, and
 * where the server is away, the failure of that is an unhandled rejection, which ends the process.
 * @param {any} query
 */
function leave(query) {
  if (query.state === null) query.cancel();
}

/**
 * A transaction of postgres.js, which by itself waits for ever for a connection, for the answer to BEGIN, and for that to COMMIT.
 * One that begins when nobody waits for it any more is rolled back.
 */
class TransactionInTime {
  #limitMs;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  /** @type {((error: unknown) => void) | undefined} */
  #refuse = refuseBegin;
  /** @type {(error: unknown) => void} */
  #reject = () => {};
  #isOver = false;

  /** @param {number} limitMs  For a connection and for BEGIN. */
  constructor(limitMs) {
    this.#limitMs = limitMs;
  }

  /**
   * @template T
   * @param {any} sql
   * @param {(tx: any) => Promise<T>} run
   * @returns {Promise<T>}
   */
  async of(sql, run) {
    const late = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#start(this.#limitMs);
    try {
      return await Promise.race([late, sql.begin((/** @type {any} */ tx) => this.#run(tx, run))]);
    } catch (error) {
      noteLostConnection(error);
      this.#refuse?.(error);
      throw error;
    } finally {
      this.#isOver = true;
      clearTimeout(this.#timer);
    }
  }

  /**
   * @template T
   * @param {any} tx
   * @param {(tx: any) => Promise<T>} run
   */
  async #run(tx, run) {
    clearTimeout(this.#timer);
    this.#goOn();
    this.#refuse = undefined;
    try {
      const value = await run(tx);
      this.#goOn();
      this.#refuse = refuseCommit;
      this.#start(COMMIT_MS);
      return value;
    } catch (error) {
      // A ROLLBACK may wait for ever too.
      if (!this.#isOver) this.#start(this.#limitMs, error);
      throw error;
    }
  }

  #goOn() {
    if (this.#isOver) throw new StoreError('STORE_TIMEOUT', 'nobody waits for this transaction');
  }

  /**
   * @param {number} ms
   * @param {unknown} [error]
   */
  #start(ms, error = noAnswer('REPLY_LOST', ms)) {
    this.#timer = setTimeout(() => this.#reject(error), ms);
  }
}

/**
 * @template T
 * @param {PromiseLike<T>} answering
 * @param {number} ms
 * @param {() => void} giveUp
 * @returns {Promise<T>}
 */
function inTime(answering, ms, giveUp) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(noAnswer('STORE_TIMEOUT', ms));
      giveUp();
    }, ms);
    answering.then(
      (rows) => {
        clearTimeout(timer);
        resolve(rows);
      },
      (error) => {
        clearTimeout(timer);
        reject(storeErrorOf(error));
      },
    );
  });
}

/**
 * @param {'REPLY_LOST' | 'STORE_TIMEOUT'} code
 * @param {number} ms
 */
function noAnswer(code, ms) {
  return new StoreError(code, `PostgreSQL did not answer within ${ms} ms`);
}

module.exports = { inTime, postgresJsPlace };
