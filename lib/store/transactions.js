'use strict';

const { CustomVerbs } = require('./custom-verbs');
const { StoreError } = require('../errors/store-error');
const { waitAtMost } = require('../util/timers');

/** @import { FoundRecordBytes, RecordFunctions } from '../../types/custom-store' */
/** @import { BeginCall } from '../../types/store-calls' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Later } from '../util/is-promise' */
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
 * Writes what a begin has noted of another attempt, by the store's own connection. It is waited for a moment.
 * @callback NoteOutside
 * @param {string} id
 * @param {Buffer} expected
 * @param {Buffer} record
 * @param {number} [ttlMs]
 * @returns {unknown}
 */

// The app may hold the only connection, and gives it back when it has its answer.
const NOTED_MS = 250;
// Of the text of a record, see the addon's core/record.h.
const TOKEN_FIELD = 3;
const HEAD_BYTES = 128;
const DONE = 'D';

/**
 * The verbs on functions that belong to one transaction. A begin that has to wait for another attempt notes since when that one is
 * silent. The app rolls back then, and a note in its transaction would vanish: the key would never be taken over. So the note is
 * written outside. It is true whenever it comes, and does nothing if the record has changed.
 */
class VerbsInTransaction extends CustomVerbs {
  #own;

  /**
   * @param {RecordFunctions} functions
   * @param {NoteOutside} noteOutside
   */
  constructor(functions, noteOutside) {
    /** @type {{ token?: string }} */
    const own = {};
    /** @type {RecordFunctions['swap']} */
    const swap = (id, expected, record, ttlMs) => {
      return own.token !== undefined && record !== null && isOfAnother(record, own.token)
        ? noted(noteOutside(id, expected, record, ttlMs))
        : functions.swap(id, expected, record, ttlMs);
    };
    super({ ...functions, swap }, true);
    this.#own = own;
  }

  /**
   * @param {BeginCall} call
   * @returns {Later<Answer>}
   */
  begin(call) {
    this.#own.token = call.token;
    return super.begin(call);
  }
}

/**
 * Whether a record is the claim of another attempt. Results are always one's own.
 * @param {Buffer} record
 * @param {string} token
 */
function isOfAnother(record, token) {
  const fields = record.toString('latin1', 0, HEAD_BYTES).split('|', TOKEN_FIELD + 1);
  return fields[1] !== DONE && fields[TOKEN_FIELD] !== token;
}

/** @param {unknown} writing */
async function noted(writing) {
  const settled = Promise.resolve(writing).catch(() => {});
  await waitAtMost(settled, NOTED_MS);
  return true;
}

/**
 * @param {RecordFunctions} functions
 * @param {NoteOutside} noteOutside
 * @returns {Verbs}
 */
function verbsInTransaction(functions, noteOutside) {
  return new VerbsInTransaction(functions, noteOutside);
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
