'use strict';

const { StoreError } = require('../errors/store-error');
const { warnOnce } = require('../observe/warnings');
const { waitAtMost } = require('../util/timers');
const { Sweeper } = require('../store/sql/sweeper');
const { Batches } = require('./batches');
const { Outage } = require('./outage');
const { storeErrorOf } = require('./sql-errors');
const { SWEPT } = require('./statements');
const { warnOfFailure } = require('./warnings');

/** @import { BatchStatements } from './batch-statements' */
/** @import { Place } from './places' */
/** @import { Statement } from './sql-text' */
/** @import { Statements } from './statements' */

const PACE = { piece: SWEPT, againMs: 200 };
// A server that commits before the record is on its disk may forget it.
const LAZY = new Set(['off']);
const ENDING_MS = 1000;

/** @typedef {Database} OwnDatabase */

/** The statements of a store on its database: watches how it does, and deletes expired rows. */
class Database {
  #place;
  #outage = new Outage();
  #sweeper;
  #batches;
  /** @type {Set<Promise<any[]>>} */
  #open = new Set();
  #isClosed = false;
  #isMet = false;

  /**
   * @param {Place} place
   * @param {Statements} statements
   * @param {BatchStatements} [many]  Where calls of several requests may share a statement.
   */
  constructor(place, statements, many) {
    this.#place = place;
    this.statements = statements;
    this.#batches = many && new Batches(this.#send.bind(this), statements, many);
    this.#sweeper = new Sweeper(async () => {
      const [{ n }] = await this.run(statements.sweep, []);
      return Number(n);
    }, PACE);
  }

  /**
   * Rejects with a StoreError, in bounded time.
   * @param {Statement} statement
   * @param {unknown[]} values
   * @returns {Promise<any[]>}
   */
  async run(statement, values) {
    this.refuseIfClosed();
    this.#outage.pass(statement !== this.statements.insert);
    const call = this.#batches?.run(statement, values) ?? this.#send(statement, values);
    this.#open.add(call);
    try {
      return await call;
    } finally {
      this.#open.delete(call);
    }
  }

  /**
   * Runs `run` in a transaction of its own. Errors of `run` come as they are.
   * @template T
   * @param {(tx: any) => Promise<T>} run
   * @returns {Promise<T>}
   */
  begin(run) {
    this.refuseIfClosed();
    return this.#place.begin(run);
  }

  /** Of a pool of `pg`. */
  get names() {
    return this.#place.names;
  }

  /** Why the last statement failed; undefined after one that did not. */
  get lastError() {
    return this.#outage.lastError;
  }

  get status() {
    return this.#outage.status;
  }

  refuseIfClosed() {
    if (this.#isClosed)
      throw new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
  }

  async close() {
    this.#isClosed = true;
    this.#sweeper.close();
    this.#batches?.sendAll();
    // A result among them would be lost.
    await waitAtMost(Promise.allSettled(this.#open), ENDING_MS);
    await this.#place.close();
  }

  /**
   * @param {Statement} statement
   * @param {unknown[]} values
   * @returns {Promise<any[]>}
   */
  async #send(statement, values) {
    try {
      const rows = await this.#place.run(statement, values);
      this.#outage.answered(statement === this.statements.look);
      if (!this.#isMet) this.#meet();
      return rows;
    } catch (thrown) {
      const error = storeErrorOf(thrown);
      this.#outage.failed(error);
      warnOfFailure(error);
      throw error;
    }
  }

  #meet() {
    this.#isMet = true;
    this.#sweeper.start();
    this.#askDurability().catch(() => {});
  }

  async #askDurability() {
    const [{ commits, fsync }] = await this.#place.run(this.statements.durability, []);
    if (LAZY.has(commits)) warnOnce('ONCEONLY_POSTGRES_COMMIT', `synchronous_commit = ${commits}`);
    if (fsync === 'off') warnOnce('ONCEONLY_POSTGRES_COMMIT', 'fsync = off');
  }
}

module.exports = { Database };
