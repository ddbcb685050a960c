'use strict';

const { CustomVerbs } = require('../store/custom-verbs');

/** @import { Answer } from '../waiting/waiters' */
/** @import { BeginCall } from '../../types/store-calls' */
/** @import { RecordFunctions } from '../../types/custom-store' */

/** The verbs on rows. Requests that wait look: a connection that listens does not get through every pooler. */
class PostgresVerbs extends CustomVerbs {
  /**
   * @param {RecordFunctions} functions
   * @param {InstanceType<typeof import('./database').Database>} database
   */
  constructor(functions, database) {
    super({ ...functions, status: () => database.status, close: () => database.close() }, true);
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
      if (error?.code !== 'ROW_LOCKED') throw error;
      return /** @type {Answer} */ ({ state: 'running', leftMs: call.leaseMs, elapsedMs: 0 });
    }
  }
}

module.exports = { PostgresVerbs };
