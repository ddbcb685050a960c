'use strict';

const { CustomVerbs } = require('./custom-verbs');
const { StoreError } = require('../errors/store-error');
const { whenKnown } = require('../util/is-promise');
const { waitAtMost } = require('../util/timers');

/** @import { FoundRecordBytes, RecordFunctions } from '../../types/custom-store' */
/** @import { BeginCall } from '../../types/store-calls' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Later } from '../util/is-promise' */
/** @import { OwnCompleteCall, Verbs } from './store' */

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
const MOST_IDLE = 32;
/** @type {RecordFunctions} */
const OVER = { insert: isOver, look: isOver, swap: isOver };

/**
 * The verbs on functions that belong to one transaction. A begin that has to wait for another attempt notes since when that one is
 * silent. The app rolls back then, and a note in its transaction would vanish: the key would never be taken over. So the note is
 * written outside. It is true whenever it comes, and does nothing if the record has changed.
 */
class VerbsInTransaction extends CustomVerbs {
  #own;
  #giveBack;
  #mayServeAgain = false;

  /**
   * @param {NoteOutside} noteOutside
   * @param {(verbs: VerbsInTransaction) => boolean} giveBack  Says whether they are kept.
   */
  constructor(noteOutside, giveBack) {
    /** @type {{ functions: RecordFunctions, token?: string }} */
    const own = { functions: OVER };
    /** @type {RecordFunctions['swap']} */
    const swap = (id, expected, record, ttlMs) => {
      return own.token !== undefined && record !== null && isOfAnother(record, own.token)
        ? noted(noteOutside(id, expected, record, ttlMs))
        : own.functions.swap(id, expected, record, ttlMs);
    };
    const insert = (/** @type {Parameters<RecordFunctions['insert']>} */ ...record) =>
      own.functions.insert(...record);
    super({ insert, look: (id) => own.functions.look(id), swap }, true);
    this.#own = own;
    this.#giveBack = giveBack;
  }

  /** @param {RecordFunctions} functions  Of the transaction that has these verbs until it closes them. */
  serve(functions) {
    this.#own.functions = functions;
  }

  /**
   * @param {BeginCall} call
   * @returns {Later<Answer>}
   */
  begin(call) {
    this.#own.token = call.token;
    return super.begin(call);
  }

  /**
   * @param {OwnCompleteCall} call
   * @returns {Later<Answer>}
   */
  complete(call) {
    this.#mayServeAgain = false;
    return whenKnown(super.complete(call), (found) => this.#answered(found));
  }

  close() {
    const mayServeAgain = this.#mayServeAgain;
    this.#mayServeAgain = false;
    this.#own.functions = OVER;
    return mayServeAgain && this.#giveBack(this) ? Promise.resolve() : super.close();
  }

  /**
   * A call that was answered asks its transaction nothing more. One that has failed, such as by its time, may.
   * @param {Answer} answer
   */
  #answered(answer) {
    this.#mayServeAgain = this.#own.token === undefined;
    return answer;
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
 * Gives the verbs of the transactions of a store: `(functions) => verbs`. Each transaction closes its own once. Those that have stored one
 * result serve another transaction then: to make new ones takes 30 us, and a transaction 400 in all.
 * @param {NoteOutside} noteOutside
 * @returns {(functions: RecordFunctions) => Verbs}
 */
function verbsInTransactions(noteOutside) {
  /** @type {VerbsInTransaction[]} */
  const idle = [];
  const giveBack = (/** @type {VerbsInTransaction} */ verbs) => {
    const isKept = idle.length < MOST_IDLE;
    if (isKept) idle.push(verbs);
    return isKept;
  };
  return (functions) => {
    const verbs = idle.pop() ?? new VerbsInTransaction(noteOutside, giveBack);
    verbs.serve(functions);
    return verbs;
  };
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
function isOver() {
  throw new StoreError('STORE_CLOSED', 'the transaction is over', { retry: 'no' });
}

/** @returns {never} */
function refuse() {
  throw new StoreError('NOT_STORED', 'the result is not stored', { retry: 'no' });
}

module.exports = { askingVerbs, verbsInTransactions };
