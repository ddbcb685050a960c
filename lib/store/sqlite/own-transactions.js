'use strict';

const { warnOnce } = require('../../observe/warnings');
const { IdempotencyError } = require('../../errors/idempotency-error');
const { lockFailed } = require('../../errors/refusals');
const { monotonicMs, wallClockMs } = require('../../native/clock');
const { argumentError } = require('../../util/argument-error');
const { optionError } = require('../../util/option-error');
const { delay } = require('../../util/timers');
const { Turns } = require('../sql/turns');
const { askingVerbs, verbsInTransactions } = require('../transactions');
const { tooLate } = require('./calls');
const { Connection } = require('./connection');
const { identityOf } = require('./file');
const { fileOf, libraryOf } = require('./library');
const { functionsOn, lookBy, recordFunctions } = require('./record-functions');
const { isInTransaction, spoilTransaction } = require('./handle-transaction');
const { isPassingFailure, storeErrorOf } = require('./sqlite-errors');

/** @import { Handle } from './library' */
/** @import { Verbs } from '../store' */
/** @import { NoteOutside, Transactions } from '../transactions' */
/** @import { OwnFile } from './database-file' */
/** @import { OwnQueue } from './turn-queue' */

const FULL = 2;
const PATIENCE_MS = 2000;
const PAUSE_MS = 5;
const WANTED =
  'the database of your transaction, of the library that the store uses (`node:sqlite` or better-sqlite3)';

/**
 * Results that commit with the app's own rows in the same file.
 * @implements {Transactions}
 */
class OwnTransactions {
  #file;
  #prefix;
  // A handle has one transaction at a time.
  #turns = new Turns(1, PATIENCE_MS);
  /** @type {Handle | undefined} */
  #handle;
  /** @type {WeakMap<object, InstanceType<typeof Connection>>} */
  #connections = new WeakMap();
  #verbsOf;

  /**
   * @param {OwnFile} file
   * @param {OwnQueue} queue
   * @param {string} prefix
   */
  constructor(file, queue, prefix) {
    this.#file = file;
    this.#prefix = prefix;
    const asking = (/** @type {boolean} */ isRead) =>
      askingVerbs((id) => lookBy(queue, `${prefix}:${id}`, { isRead }));
    const { swap } = recordFunctions(queue, prefix);
    // It gets its turn when the app's transaction is over, so that it is not waited for in there.
    /** @type {NoteOutside} */
    const noteOutside = (...note) => void Promise.resolve(swap(...note)).catch(() => {});
    this.#verbsOf = verbsInTransactions(noteOutside);
    this.asking = asking(true);
    this.askingLocked = asking(false);
  }

  /**
   * @param {unknown} executor
   * @returns {Verbs}
   */
  verbsIn(executor) {
    const handle = /** @type {Handle} */ (executor);
    this.#refuseLibrary(handle);
    refuseOutside(handle);
    this.#refuseReplaced();
    const on = this.#connectionOf(handle);
    const functions = functionsOn((run) => run(on, wallClockMs()), this.#prefix);
    return this.#verbsOf(functions);
  }

  /** @param {unknown} executor */
  async spoil(executor) {
    spoilTransaction(/** @type {Handle} */ (executor));
  }

  /**
   * @template T
   * @param {(tx: any) => Promise<T>} run
   * @returns {Promise<T>}
   */
  begin(run) {
    return this.#turns.take(() => this.#transact(run));
  }

  // What SQLite says goes to the app, whose own retries know it.
  isLocked() {
    return false;
  }

  /** @param {unknown} error */
  isPassing(error) {
    return isPassingFailure(error);
  }

  close() {
    this.#closeHandle();
  }

  /**
   * @template T
   * @param {(tx: any) => Promise<T>} run
   */
  async #transact(run) {
    const handle = await this.#begun();
    try {
      const value = await run(handle);
      if (!isInTransaction(handle)) throw new IdempotencyError('TRANSACTION_NOT_COMMITTED');
      this.#commit(handle);
      return value;
    } catch (error) {
      this.#rollback(handle);
      throw error;
    }
  }

  /** @param {Handle} handle */
  #commit(handle) {
    this.#refuseReplaced();
    try {
      handle.exec('COMMIT');
    } catch (error) {
      throw lockFailed(this.#file.failed(error));
    }
  }

  #refuseReplaced() {
    try {
      this.#file.refuseOther();
    } catch (error) {
      throw lockFailed(this.#file.failed(error));
    }
  }

  /** @param {Handle} handle */
  #rollback(handle) {
    try {
      if (isInTransaction(handle)) handle.exec('ROLLBACK');
    } catch {
      this.#closeHandle();
    }
  }

  /** The handle of transactions, in one that may write. */
  async #begun() {
    const deadline = monotonicMs() + PATIENCE_MS;
    for (;;) {
      try {
        this.#file.open();
        this.#handle ??= this.#file.openHandle();
        this.#handle.exec('BEGIN IMMEDIATE');
        return this.#handle;
      } catch (thrown) {
        const error = storeErrorOf(thrown);
        if (error.code !== 'BUSY') throw lockFailed(this.#file.failed(error));
        if (monotonicMs() >= deadline) throw lockFailed(tooLate());
      }
      await delay(Math.ceil(Math.random() * PAUSE_MS));
    }
  }

  #closeHandle() {
    const handle = this.#handle;
    this.#handle = undefined;
    try {
      handle?.close();
    } catch {
      // It is closed already, and has rolled back.
    }
  }

  /**
   * Two copies of SQLite in one process don't see each other's locks.
   * @param {Handle} handle
   */
  #refuseLibrary(handle) {
    if (libraryOf(handle) === this.#file.library) return;
    throw argumentError('the executor', WANTED, handle);
  }

  /**
   * The statements of the store on a handle of the app. The store may not be open yet, and this transaction keeps it from it.
   * @param {Handle} handle
   */
  #connectionOf(handle) {
    let connection = this.#connections.get(handle);
    if (connection === undefined) this.#refuseOther(handle);
    this.#file.prepareTableIn(handle);
    if (connection === undefined) {
      connection = new Connection(handle, this.#file.statements);
      this.#connections.set(handle, connection);
    }
    return connection;
  }

  /** @param {Handle} handle */
  #refuseOther(handle) {
    const file = fileOf(handle);
    if (file === '' || identityOf(file) !== identityOf(this.#file.path)) {
      const message = 'the executor must have the file of the store open, not another one';
      throw optionError('argument', message);
    }
    warnOfSync(handle);
  }
}

/** @param {Handle} handle */
function refuseOutside(handle) {
  if (isInTransaction(handle)) return;
  throw optionError(
    'argument',
    'the executor must be in a transaction, and the database that you gave is in none. Send BEGIN to it first',
  );
}

/** @param {Handle} handle */
function warnOfSync(handle) {
  const row = handle.prepare('PRAGMA synchronous').get();
  const level = Number(Object.values(row)[0]);
  if (level < FULL) warnOnce('ONCEONLY_SQLITE_SYNCHRONOUS', `${level}`);
}

module.exports = { OwnTransactions };
