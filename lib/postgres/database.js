'use strict';

const { StoreError } = require('../errors/store-error');
const { warnOnce } = require('../observe/warnings');
const { Sweeper } = require('../store/sql/sweeper');
const { Outage } = require('./outage');
const { storeErrorOf } = require('./sql-errors');
const { SWEPT } = require('./statements');
const { warnOfFailure } = require('./warnings');

/** @import { Place } from './places' */
/** @import { Statement, Statements } from './statements' */

const PACE = { piece: SWEPT, againMs: 200 };
// A server that commits before the record is on its disk may forget it.
const LAZY = new Set(['off']);

/** @typedef {Database} OwnDatabase */

/** The statements of a store on its database: watches how it does, and deletes expired rows. */
class Database {
  #place;
  #outage = new Outage();
  #sweeper;
  #isClosed = false;
  #isMet = false;

  /**
   * @param {Place} place
   * @param {Statements} statements
   */
  constructor(place, statements) {
    this.#place = place;
    this.statements = statements;
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
    await this.#place.close();
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
