'use strict';

const { CustomVerbs } = require('./custom-verbs');
const { StoreError } = require('../errors/store-error');

/** @import { FoundRecordBytes, RecordFunctions } from '../../types/custom-store' */
/** @import { Verbs } from './store' */

/**
 * What a store gives that keeps its records in the same database as the app its rows: a result that commits with them.
 * @typedef {object} Transactions
 * @property {(executor: unknown) => Verbs} verbsIn  The verbs, run by the app's own transaction. To be closed. Throws a TypeError
 *   for anything that is no transaction.
 * @property {Verbs} asking  Their complete() writes nothing: it rejects with NOT_STORED where it would.
 * @property {Verbs} askingLocked  The same. It waits for a transaction that is being committed.
 * @property {<T>(run: (tx: any) => Promise<T>) => Promise<T>} begin  Runs `run` in a transaction of the store's own, and commits it.
 * @property {(executor: unknown) => Promise<void>} [spoil]  Makes a transaction impossible to commit, if the database can. Never
 *   rejects, and ends in bounded time.
 * @property {(error: unknown) => boolean} isLocked  Whether a transaction failed since another one holds the record.
 * @property {(error: unknown) => boolean} isPassing  Whether a transaction failed so that it left nothing and may run again.
 */

/**
 * The verbs on functions that belong to one transaction.
 * @param {RecordFunctions} functions
 * @returns {Verbs}
 */
function verbsInTransaction(functions) {
  return new CustomVerbs(functions, true);
}

/**
 * Verbs that only ask. The rules say what complete() would do, and here it cannot: 'duplicate' says that the attempt's own
 * result is stored, 'lost' that another one is, and a refused write that there is none.
 * @param {(id: string) => Promise<FoundRecordBytes | null>} look
 * @returns {Verbs}
 */
function askingVerbs(look) {
  return new CustomVerbs({ insert: refuse, swap: refuse, look }, true);
}

/** @returns {never} */
function refuse() {
  throw new StoreError('NOT_STORED', 'the result is not stored', { retry: 'no' });
}

module.exports = { askingVerbs, verbsInTransaction };
