'use strict';

const { StoreError, isStoreError } = require('../../errors/store-error');

/** @typedef {'no' | 'safe' | 'ambiguous'} Retry */

/**
 * The primary result codes of SQLite, and what they mean for a call. A statement that has failed is rolled back. A COMMIT that
 * the disk has failed may come back after a loss of power.
 * @type {Record<string, [number: number, code: string, retry: Retry]>}
 */
const RESULTS = {
  PERM: [3, 'NO_PERMISSION', 'safe'],
  BUSY: [5, 'BUSY', 'safe'],
  LOCKED: [6, 'BUSY', 'safe'],
  NOMEM: [7, 'SERVER_FULL', 'safe'],
  READONLY: [8, 'READ_ONLY', 'safe'],
  IOERR: [10, 'SERVER_ERROR', 'ambiguous'],
  CORRUPT: [11, 'CORRUPT', 'no'],
  FULL: [13, 'SERVER_FULL', 'safe'],
  CANTOPEN: [14, 'CANT_OPEN', 'safe'],
  PROTOCOL: [15, 'BUSY', 'safe'],
  NOTADB: [26, 'NOT_A_DATABASE', 'no'],
};
const NAMES = new Map(Object.entries(RESULTS).map(([name, [number]]) => [number, name]));
const PRIMARY = 0xff;
const MOVED = 1032;
const MOVED_NAME = 'SQLITE_READONLY_DBMOVED';

/**
 * Errors of the file itself.
 * @type {Record<string, [code: string, retry: Retry]>}
 */
const SYSTEM = {
  EACCES: ['READ_ONLY', 'safe'],
  EPERM: ['READ_ONLY', 'safe'],
  EROFS: ['READ_ONLY', 'safe'],
  ENOSPC: ['SERVER_FULL', 'safe'],
  EDQUOT: ['SERVER_FULL', 'safe'],
};

/**
 * The StoreError for an error of either library, or of the file. The message has no text of SQLite; `cause` has.
 * @param {any} error
 */
function storeErrorOf(error) {
  if (isStoreError(error)) return error;
  const name = resultOf(error);
  if (name === undefined) return ofSystem(error);
  if (error.errcode === MOVED || error.code === MOVED_NAME) return replaced(error);
  const [, code, retry] = RESULTS[name] ?? [0, 'SERVER_ERROR', /** @type {Retry} */ ('no')];
  return new StoreError(code, `SQLite answered SQLITE_${name}`, { retry, cause: error });
}

/**
 * A call that was rolled back has written nothing, whatever failed.
 * @param {InstanceType<typeof StoreError>} error
 */
function rolledBack(error) {
  if (error.retry !== 'ambiguous') return error;
  return new StoreError(error.code, error.message, { retry: 'safe', cause: error.cause });
}

/** @param {any} error */
function ofSystem(error) {
  const why = typeof error?.code === 'string' ? ` (${error.code})` : '';
  const isOfFile = typeof error?.syscall === 'string';
  const [code, retry] =
    SYSTEM[error?.code] ??
    /** @type {[string, Retry]} */ (
      isOfFile ? ['CANT_OPEN', 'safe'] : ['SERVER_ERROR', 'ambiguous']
    );
  const message = isOfFile ? `the file can't be used${why}` : `SQLite failed${why}`;
  return new StoreError(code, message, { retry, cause: error });
}

/** @param {unknown} [cause] */
function replaced(cause) {
  const message = 'the file was deleted or replaced while it was open. The store is closed';
  return new StoreError('FILE_REPLACED', message, { retry: 'no', cause });
}

/**
 * The name of a result code without SQLITE_ and its extension: `node:sqlite` tells a number, better-sqlite3 a name.
 * @param {any} error
 * @returns {string | undefined}
 */
function resultOf(error) {
  if (typeof error?.errcode === 'number') {
    const number = error.errcode & PRIMARY;
    return NAMES.get(number) ?? `${number}`;
  }
  if (typeof error?.code !== 'string') return undefined;
  return /^SQLITE_([A-Z]+)/.exec(error.code)?.[1];
}

// The transaction is over and has left nothing, or can be rolled back and run again.
const PASSING = new Set(['BUSY', 'LOCKED', 'NOMEM', 'FULL', 'PROTOCOL']);
const MAX_DEPTH = 5;

/**
 * Whether a transaction has failed for a reason of the database that may pass. Libraries wrap the error of their driver.
 * @param {any} error
 * @param {number} [depth]
 * @returns {boolean}
 */
function isPassingFailure(error, depth = 0) {
  if (error === null || typeof error !== 'object' || depth > MAX_DEPTH) return false;
  if (isStoreError(error) || PASSING.has(`${resultOf(error)}`)) return true;
  return isPassingFailure(error.cause, depth + 1);
}

module.exports = { isPassingFailure, replaced, rolledBack, storeErrorOf };
