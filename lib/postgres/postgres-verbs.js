'use strict';

const { StoreError } = require('../errors/store-error');
const { CustomVerbs } = require('../store/custom-verbs');

/** @import { Answer } from '../waiting/waiters' */
/** @import { BeginCall } from '../../types/store-calls' */
/** @import { RecordFunctions } from '../../types/custom-store' */
/** @import { OwnDatabase } from './database' */

/** The verbs on rows. Requests that wait look: a connection that listens does not get through every pooler. */
class PostgresVerbs extends CustomVerbs {
  #database;

  /**
   * @param {RecordFunctions} functions
   * @param {OwnDatabase} database
   */
  constructor(functions, database) {
    super({ ...functions, status: () => database.status, close: () => database.close() }, true);
    this.#database = database;
  }

  /**
   * A row that somebody holds belongs to a request that is about to commit its result, or to a message that is being processed.
   * @param {BeginCall} call
   * @returns {Promise<Answer>}
   */
  async begin(call) {
    try {
      return await super.begin(call);
    } catch (/** @type {any} */ error) {
      if (error?.code !== 'ROW_LOCKED') throw this.#withReason(error);
      return /** @type {Answer} */ ({ state: 'running', leftMs: call.leaseMs, elapsedMs: 0 });
    }
  }

  /**
   * The last try of a request is cut by its time. Why the tries before it failed helps to mend it.
   * @param {any} error
   */
  #withReason(error) {
    const { lastError } = this.#database;
    if (error?.code !== 'STORE_TIMEOUT' || lastError === undefined) return error;
    const { code, message } = lastError;
    return new StoreError(code, message, { retry: error.retry, cause: lastError.cause });
  }
}

module.exports = { PostgresVerbs };
