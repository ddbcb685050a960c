'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { IdempotencyError } = require('../errors/idempotency-error');
const { lockFailed } = require('../errors/refusals');
const { Turns } = require('../store/sql/turns');
const { waitAtMost } = require('../util/timers');
const { optionError } = require('../util/option-error');
const { rowsOf } = require('./executors');
const { PgPool } = require('./pg-pool');
const { storeErrorOf } = require('./sql-errors');

/** @import { Limits } from './pg-pool' */
/** @import { Statement } from './statements' */

/**
 * A database by one of the ways to reach it.
 * @typedef {object} Place
 * @property {(statement: Statement, values: unknown[]) => Promise<any[]>} run  Rejects with a StoreError, in bounded time.
 * @property {<T>(run: (tx: any) => Promise<T>) => Promise<T>} begin  A transaction. Errors of `run` come as they are.
 * @property {() => Promise<void>} close
 */

// A COMMIT may wait for the disk, and for a standby.
const COMMIT_MS = 5000;

/**
 * By a pool of `pg`, which is closed with the store if `isOwn`.
 * @param {any} pool
 * @param {Limits} limits
 * @param {boolean} isOwn
 * @returns {Place}
 */
function pgPlace(pool, limits, isOwn) {
  const statements = new PgPool(pool, limits);
  // One connection is left for the calls of the store, or transactions could wait for a lease that cannot be renewed.
  const turns = new Turns(Math.max(1, (statements.size ?? Infinity) - 1), limits.connectTimeoutMs);
  return {
    run: (statement, values) => statements.run(statement, values),
    begin: (run) => turns.take(() => transact(statements, run)),
    // A server that is frozen says no farewell.
    close: async () => (isOwn ? waitAtMost(pool.end(), limits.connectTimeoutMs) : undefined),
  };
}

/**
 * A failure of BEGIN or COMMIT is a 503: nothing was done, unless the store finds that the COMMIT has arrived.
 * @template T
 * @param {InstanceType<typeof PgPool>} statements
 * @param {(tx: any) => Promise<T>} run
 * @returns {Promise<T>}
 */
async function transact(statements, run) {
  const connection = await statements.connect().catch(refuse);
  let isSpoilt = true;
  try {
    await statements.query(connection, 'BEGIN').catch(refuse);
    const value = await run(connection.client);
    const { command } = await statements.query(connection, 'COMMIT', COMMIT_MS).catch(refuse);
    isSpoilt = false;
    if (command !== 'COMMIT') throw new IdempotencyError('TRANSACTION_NOT_COMMITTED');
    return value;
  } catch (error) {
    if (isSpoilt) isSpoilt = !(await rolledBack(statements, connection));
    throw error;
  } finally {
    connection.release(isSpoilt);
  }
}

/**
 * @param {unknown} cause
 * @returns {never}
 */
function refuse(cause) {
  throw lockFailed(cause);
}

/**
 * @param {InstanceType<typeof PgPool>} statements
 * @param {{ client: any }} connection
 */
async function rolledBack(statements, connection) {
  try {
    await statements.query(connection, 'ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

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
      return inTime(query, limitMs, () => query.cancel());
    },
    begin: (run) => sql.begin(run),
    close: async () => {},
  };
}

/**
 * By a function of the app.
 * @param {(text: string, values: unknown[]) => Promise<unknown>} query
 * @param {Limits} limits
 * @returns {Place}
 */
function functionPlace(query, { connectTimeoutMs, commandTimeoutMs }) {
  const limitMs = connectTimeoutMs + commandTimeoutMs;
  return {
    run: ({ text }, values) =>
      inTime(Promise.resolve(query(text, values)).then(rowsOf), limitMs, () => {}),
    async begin() {
      throw optionError(
        'method',
        '`transaction` needs a PostgresStore with `connection`, `pool` or `sql`. With `query`, use `storeIn`',
      );
    },
    close: async () => {},
  };
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
      reject(new StoreError('STORE_TIMEOUT', `PostgreSQL did not answer within ${ms} ms`));
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

module.exports = { functionPlace, pgPlace, postgresJsPlace };
