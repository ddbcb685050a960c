'use strict';

const { clearTimeout, setTimeout } = require('node:timers');

const { StoreError } = require('../errors/store-error');
const { StatementNames } = require('./statement-names');
const { noteLostConnection, storeErrorOf } = require('./sql-errors');

/** @import { Statement } from './sql-text' */

/** @typedef {{ connectTimeoutMs: number, commandTimeoutMs: number, prepare: boolean | undefined }} Limits */

/** @typedef {{ client: any, release: (isSpoilt?: boolean) => void }} Connection */

// The connection is of no use to anybody after these.
const SPOILT = /^(08|25006|25P0[234]|57P)/;

/**
 * Statements on a pool of `pg`, the store's own or the app's. Nothing here waits without a limit: neither for a free
 * connection nor for an answer. A connection whose answer did not come is closed.
 *
 * Statements are prepared under a name, as `names` allows it.
 */
class PgPool {
  #pool;
  #connectTimeoutMs;
  #commandTimeoutMs;
  /** @type {InstanceType<typeof StatementNames>} */
  names;

  /**
   * @param {any} pool
   * @param {Limits} limits
   */
  constructor(pool, { connectTimeoutMs, commandTimeoutMs, prepare = true }) {
    this.#pool = pool;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#commandTimeoutMs = commandTimeoutMs;
    this.names = new StatementNames(prepare);
  }

  /** How many connections it may have; undefined if nobody knows. */
  get size() {
    return this.#pool.options?.max;
  }

  /**
   * @param {Statement} statement
   * @param {unknown[]} values
   * @returns {Promise<any[]>}
   */
  async run(statement, values) {
    // Many may fail at once, and each is sent again.
    const isPrepared = this.names.areUsed;
    const { name, text } = statement;
    const connection = await this.#connect();
    if (isInTransaction(connection)) await this.#end(connection);
    try {
      const config = isPrepared ? { name, text, values } : { text, values };
      const { rows } = await this.query(connection, config);
      connection.release();
      return rows;
    } catch (/** @type {any} */ error) {
      connection.release(error.isSpoilt);
      if (!isPrepared || !this.names.refused(error.cause)) throw error;
    }
    return this.run(statement, values);
  }

  /**
   * A connection of the pool, whose `release(isSpoilt)` gives it back once. Rejects with a StoreError. A transaction that somebody
   * has left open in it is ended: a record that is written in that may vanish.
   * @returns {Promise<Connection>}
   */
  async connect() {
    const connection = await this.#connect();
    if (isInTransaction(connection)) await this.#end(connection);
    return connection;
  }

  /** @param {Connection} connection */
  async #end(connection) {
    try {
      await this.query(connection, 'ROLLBACK');
    } catch (error) {
      connection.release(true);
      throw error;
    }
  }

  /** @returns {Promise<Connection>} */
  #connect() {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const timer = setTimeout(() => {
        isOver = true;
        reject(noConnection(this.#pool));
      }, this.#connectTimeoutMs);
      this.#pool.connect((/** @type {any} */ error, /** @type {any} */ client) => {
        clearTimeout(timer);
        if (isOver) return client?.release();
        if (error) return reject(connectError(error, this.#pool));
        const { release } = client;
        // A function that gives its `tx` back would hand a transaction to the next one who takes a connection.
        client.release = ignore;
        // An error of a connection in use is told to its query. Without a listener it would end the process as well.
        client.on('error', noteLostConnection);
        resolve({ client, release: (isSpoilt = false) => giveBack(client, release, isSpoilt) });
      });
    });
  }

  /**
   * One statement on a connection of connect(). Rejects with a StoreError, whose `isSpoilt` says whether the connection is
   * to be closed.
   * @param {{ client: any }} connection
   * @param {any} config  of client.query()
   * @param {number} [timeoutMs]
   * @returns {Promise<any>}
   */
  query({ client }, config, timeoutMs = this.#commandTimeoutMs) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(failed(noAnswer(timeoutMs), true)), timeoutMs);
      client.query(config, (/** @type {any} */ error, /** @type {any} */ result) => {
        clearTimeout(timer);
        if (!error) return resolve(result);
        const told = storeErrorOf(error);
        const isSpoilt = told.code === 'REPLY_LOST' || SPOILT.test(error.code ?? '');
        reject(failed(told, isSpoilt));
      });
    });
  }
}

/**
 * @param {InstanceType<typeof StoreError>} error
 * @param {boolean} isSpoilt
 */
function failed(error, isSpoilt) {
  return Object.assign(error, { isSpoilt });
}

function ignore() {}

/** @param {Connection} connection */
function isInTransaction({ client }) {
  const status = client.getTransactionStatus?.();
  return status === 'T' || status === 'E';
}

/**
 * @param {any} client
 * @param {(isSpoilt: boolean) => void} release
 * @param {boolean} isSpoilt
 */
function giveBack(client, release, isSpoilt) {
  client.off('error', noteLostConnection);
  release.call(client, isSpoilt);
}

/** @param {any} pool */
function noConnection({ totalCount, idleCount, options }) {
  const isTaken = totalCount >= options?.max && idleCount === 0;
  return isTaken
    ? new StoreError(
        'STORE_TIMEOUT',
        `all ${totalCount} connections of the pool were in use for too long`,
        { retry: 'safe' },
      )
    : new StoreError('CONNECT_TIMEOUT', 'PostgreSQL did not accept the connection in time', {
        retry: 'safe',
      });
}

/**
 * @param {any} error
 * @param {any} pool
 */
function connectError(error, pool) {
  if (/timeout/i.test(error.message ?? '')) return noConnection(pool);
  return storeErrorOf(error, false);
}

/** @param {number} ms */
function noAnswer(ms) {
  return new StoreError('REPLY_LOST', `PostgreSQL did not answer within ${ms} ms`);
}

module.exports = { PgPool };
