'use strict';

const { StoreError, isStoreError } = require('../errors/store-error');
const { isOfNetwork } = require('../result/network-errors');

/** @typedef {'no' | 'safe' | 'ambiguous'} Retry */

const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * SQLSTATEs and their classes, the longer one first. A statement that PostgreSQL has refused is rolled back, so the same call
 * may come again. A server that ends a connection may have committed before.
 * @type {[prefix: string, code: string, retry: Retry][]}
 */
const STATES = [
  ['08', 'REPLY_LOST', 'ambiguous'],
  ['25006', 'READ_ONLY', 'safe'],
  ['25P02', 'BUSY', 'safe'],
  ['25P03', 'REPLY_LOST', 'ambiguous'],
  ['25P04', 'REPLY_LOST', 'ambiguous'],
  ['28', 'AUTH_FAILED', 'safe'],
  ['3D000', 'NO_SUCH_DATABASE', 'safe'],
  ['3F000', 'NO_TABLE', 'no'],
  ['40', 'BUSY', 'safe'],
  ['42501', 'NO_PERMISSION', 'safe'],
  ['42P01', 'NO_TABLE', 'no'],
  ['53300', 'CONNECT_FAILED', 'safe'],
  ['53', 'SERVER_FULL', 'safe'],
  ['55P03', 'ROW_LOCKED', 'safe'],
  ['57014', 'STORE_TIMEOUT', 'safe'],
  ['57P03', 'LOADING', 'safe'],
  ['57P', 'REPLY_LOST', 'ambiguous'],
  ['58', 'SERVER_ERROR', 'safe'],
];

/**
 * Errors of the way to the server.
 * @type {Record<string, [code: string, retry: Retry]>}
 */
const NETWORK = {
  ECONNREFUSED: ['CONNECT_FAILED', 'safe'],
  ENOENT: ['CONNECT_FAILED', 'safe'],
  EACCES: ['CONNECT_FAILED', 'safe'],
  ENOTFOUND: ['LOOKUP_FAILED', 'safe'],
  EAI_AGAIN: ['LOOKUP_FAILED', 'safe'],
  CONNECT_TIMEOUT: ['CONNECT_TIMEOUT', 'safe'], // postgres.js
};

/**
 * The StoreError for an error of a driver. `isConnected`: whether the statement may have been sent. The message has no text
 * of the server, which may quote a value; `cause` has.
 * @param {any} error
 * @param {boolean} [isConnected]
 */
function storeErrorOf(error, isConnected = true) {
  if (isStoreError(error)) return error;
  const state = sqlStateOf(error);
  if (state !== undefined) return ofState(state, error);
  const [code, retry] = NETWORK[error?.code] ?? [
    isConnected ? 'REPLY_LOST' : 'CONNECT_FAILED',
    isConnected ? 'ambiguous' : 'safe',
  ];
  const why = typeof error?.code === 'string' ? ` (${error.code})` : '';
  const message = isConnected
    ? `the connection to PostgreSQL failed${why}`
    : `PostgreSQL could not be reached${why}`;
  return new StoreError(code, message, { retry: /** @type {Retry} */ (retry), cause: error });
}

/**
 * @param {string} state
 * @param {unknown} cause
 */
function ofState(state, cause) {
  const known = STATES.find(([prefix]) => state.startsWith(prefix));
  const [, code, retry] = known ?? [state, 'SERVER_ERROR', /** @type {Retry} */ ('no')];
  return new StoreError(code, `PostgreSQL answered with SQLSTATE ${state}`, { retry, cause });
}

/**
 * Node's own codes have five letters too (EPERM), so an SQLSTATE is asked for what only a server tells beside it.
 * @param {any} error
 * @returns {string | undefined}
 */
function sqlStateOf(error) {
  const { code } = error ?? {};
  if (typeof code !== 'string' || !SQLSTATE.test(code) || error.syscall !== undefined) {
    return undefined;
  }
  return error.severity !== undefined || /\d/.test(code) ? code : undefined;
}

// Refusals of a connection.
const NOT_LET_IN = /^(28|3D|53300|57P03)/;

/**
 * Whether a StoreError says that the server has refused a statement, which is rolled back then.
 * @param {any} error
 */
function isRefused({ retry, cause }) {
  const state = sqlStateOf(cause);
  return retry !== 'ambiguous' && state !== undefined && !NOT_LET_IN.test(state);
}

// A transaction that failed so has left nothing, and may run again. The last two are words of Prisma.
const PASSING = /^(08...|25P0[234]|40...|53...|55P03|57014|57P0.|P2034|P1017)$/;
// Messages of pg and pg-pool, which give no code. Knex puts the SQL and a dash before them. The last two are of Prisma's P2028, whose
// others may come after a COMMIT.
const LOST =
  /(^|- )Connection (terminated|ended|closed)|is not queryable$|^Query read timeout$|^timeout (expired|exceeded when)|on an expired transaction|Unable to start a transaction in the given time/i;
const LOST_CODES = new Set(['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED']);
const MAX_DEPTH = 5;

// Errors of sockets look alike, and an operation may use others than that of its transaction.
const ofTransactions = new WeakSet();

/**
 * Notes that an error is one of the connection of a transaction, if it is one of a connection.
 * @param {any} error
 */
function noteLostConnection(error) {
  isOrWraps(error, (each) => isOfNetwork(each) && ofTransactions.add(each) !== undefined);
}

/**
 * Notes that an error says that the connection of a transaction was lost, whatever it looks like.
 * @param {unknown} error
 */
function noteLost(error) {
  if (typeof error === 'object' && error !== null) ofTransactions.add(error);
}

/**
 * Whether a transaction has failed for a reason of the database that may pass: a deadlock, a lost connection, a server that
 * is being shut down.
 * @param {unknown} error
 */
function isPassingFailure(error) {
  if (isStoreError(error)) return true;
  return isOrWraps(error, (each) => {
    const { message } = each;
    if (ofTransactions.has(each)) return true;
    if (codesOf(each).some((code) => PASSING.test(code) || LOST_CODES.has(code))) return true;
    return typeof message === 'string' && LOST.test(message);
  });
}

/** @param {unknown} error */
function isLockTimeout(error) {
  return isOrWraps(error, (each) => codesOf(each).includes('55P03'));
}

/**
 * The codes in one error. Those of the server are in `meta.code` of Prisma 6, and in `originalCode` of an error inside that of Prisma 7.
 * @param {any} error
 * @returns {string[]}
 */
function codesOf({ code, originalCode, meta }) {
  return [code, originalCode, meta?.code].filter((each) => typeof each === 'string');
}

/**
 * Libraries wrap the error of their driver.
 * @param {any} error
 * @param {(error: any) => boolean} is
 * @param {number} [depth]
 * @returns {boolean}
 */
function isOrWraps(error, is, depth = 0) {
  if (error === null || typeof error !== 'object' || depth > MAX_DEPTH) return false;
  if (is(error)) return true;
  const inside = [error.cause, error.driverError, error.meta?.driverAdapterError];
  return inside.some((inner) => isOrWraps(inner, is, depth + 1));
}

module.exports = {
  isLockTimeout,
  isPassingFailure,
  isRefused,
  noteLost,
  noteLostConnection,
  storeErrorOf,
};
