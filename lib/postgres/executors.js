'use strict';

const { argumentError } = require('../util/argument-error');
const { optionError } = require('../util/option-error');
const { waitAtMost } = require('../util/timers');
const { noteLost, noteLostConnection } = require('./sql-errors');

/** @import { RunStatement } from './record-functions' */
/** @import { Statement } from './sql-text' */
/** @import { StatementNames } from './statement-names' */

const WANTED =
  'a connection of your transaction: a client of `pg`, the `sql` of a transaction of postgres.js, a function, or one of the ' +
  'adapters of onceonly/postgres, such as fromPrisma(tx)';

/**
 * Runs statements in the app's transaction. Its errors come as the driver gives them, so that the app's own retries know them.
 * @param {any} executor
 * @param {InstanceType<typeof StatementNames>} [names]
 * @returns {RunStatement}
 */
function runInTransaction(executor, names) {
  const query = queryOf(executor);
  return async ({ name, text }, values) => {
    const isNamed = names?.lastOn(executor) === true;
    let answer;
    try {
      // Only a client of `pg` is known to the names, and takes such an object.
      answer = await query(isNamed ? { name, text } : text, values);
    } catch (error) {
      noteLostConnection(error);
      // Without its name the statement of the next attempt succeeds.
      if (isNamed && names.refused(error)) noteLost(error);
      throw error;
    }
    return rowsOf(answer);
  };
}

// A text that is no number: the error aborts the transaction, and PostgreSQL makes a ROLLBACK of its COMMIT.
const FAILING =
  "SELECT CAST('onceonly: without its result this transaction may not commit' AS int4)";
const SPOILING_MS = 1000;

/**
 * Makes the app's transaction fail, so that it cannot commit though the app has caught our error.
 * @param {any} executor
 * @returns {Promise<void>}
 */
async function spoil(executor) {
  const failing = (async () => queryOf(executor)(FAILING, []))();
  await waitAtMost(
    failing.catch(() => {}),
    SPOILING_MS,
  );
}

/**
 * @param {any} executor
 * @returns {(text: any, values: unknown[]) => unknown}
 */
function queryOf(executor) {
  if (typeof executor?.executeSql === 'function') {
    return (text, values) => executor.executeSql(text, values);
  }
  if (typeof executor?.unsafe === 'function') {
    if (typeof executor.savepoint !== 'function') throw notInTransaction('`sql` of postgres.js');
    return (text, values) => executor.unsafe(text, values);
  }
  if (typeof executor?.query === 'function') {
    refuseOutside(executor);
    return (text, values) => {
      // The app may have ended it meanwhile.
      refuseOutside(executor);
      return executor.query(text, values);
    };
  }
  if (typeof executor !== 'function') throw argumentError('the executor', WANTED, executor);
  return executor;
}

/**
 * A pool takes another connection for each statement, and an idle connection has no transaction: the result would be stored
 * without the rows.
 * @param {any} client
 */
function refuseOutside(client) {
  if (typeof client.totalCount === 'number') throw notInTransaction('the pool');
  if (isIdle(client)) throw notInTransaction('a client of `pg`');
}

/**
 * Whether a client of `pg` is in no transaction. A driver that does not tell may be in one.
 * @param {any} client
 */
function isIdle(client) {
  return client?.getTransactionStatus?.() === 'I';
}

/** @param {string} what */
function notInTransaction(what) {
  return optionError(
    'argument',
    `the executor must be in a transaction, and ${what} that you gave is in none. Give the one that BEGIN was sent to`,
  );
}

/**
 * The rows in an answer of any driver.
 * @param {any} answer
 * @returns {any[]}
 */
function rowsOf(answer) {
  const rows = Array.isArray(answer) ? answer : answer?.rows;
  if (!Array.isArray(rows)) {
    throw optionError('returned', 'the executor must return rows, or an object that has `rows`');
  }
  return rows;
}

module.exports = { isIdle, notInTransaction, rowsOf, runInTransaction, spoil };
