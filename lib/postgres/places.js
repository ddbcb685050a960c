'use strict';

const { IdempotencyError } = require('../errors/idempotency-error');
const { Turns } = require('../store/sql/turns');
const { waitAtMost } = require('../util/timers');
const { optionError } = require('../util/option-error');
const { rowsOf } = require('./executors');
const { PgPool } = require('./pg-pool');
const { inTime } = require('./postgres-js');
const { COMMIT_MS, refuseBegin, refuseCommit } = require('./refused');

/** @import { Limits } from './pg-pool' */
/** @import { Statement } from './sql-text' */
/** @import { StatementNames } from './statement-names' */

/**
 * A database by one of the ways to reach it.
 * @typedef {object} Place
 * @property {(statement: Statement, values: unknown[]) => Promise<any[]>} run  Rejects with a StoreError, in bounded time.
 * @property {<T>(run: (tx: any) => Promise<T>) => Promise<T>} begin  A transaction. Errors of `run` come as they are.
 * @property {boolean} isOwn  Whether the app has no hand in it. An object of the app may choose a database for each request.
 * @property {InstanceType<typeof StatementNames>} [names]  Where its transactions may use prepared statements.
 * @property {() => Promise<void>} close
 */

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
    isOwn,
    names: statements.names,
    // A server that is frozen says no farewell.
    close: async () => (isOwn ? waitAtMost(pool.end(), limits.connectTimeoutMs) : undefined),
  };
}

/**
 * @template T
 * @param {InstanceType<typeof PgPool>} statements
 * @param {(tx: any) => Promise<T>} run
 * @returns {Promise<T>}
 */
async function transact(statements, run) {
  const connection = await statements.connect().catch(refuseBegin);
  let isSpoilt = true;
  const { client } = connection;
  try {
    await statements.names
      .meet(client, (text) => statements.query(connection, text))
      .catch(refuseBegin);
    await statements.query(connection, 'BEGIN').catch(refuseBegin);
    const value = await run(client);
    const committing = statements.query(connection, 'COMMIT', COMMIT_MS);
    const { command } = await committing.catch(refuseCommit);
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
    isOwn: false,
    close: async () => {},
  };
}

module.exports = { functionPlace, pgPlace };
