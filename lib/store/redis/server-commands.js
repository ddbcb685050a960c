'use strict';

const { NativeVerbs } = require('../native/native-verbs');

/** @import { AddonStore, Channel } from '../../native/binding' */

/**
 * What a server said: `{ reply }`, or `{ error }` in its words.
 * @typedef {{ reply?: any, error?: string }} Said
 */

/**
 * Commands about a server's settings, over a connection of their own. A user who lacks rights is not refused there: what is
 * missing is to be found out.
 */
class ServerCommands {
  #verbs;

  /** @param {(channel: Channel) => AddonStore} createHandle */
  constructor(createHandle) {
    // So that a server which is known to be down is told with its reason.
    this.#verbs = new NativeVerbs(createHandle, { failed() {}, answered() {} });
  }

  /**
   * Rejects with a StoreError only if the server gave no reply.
   * @param {string[]} command
   * @param {number} timeoutMs
   * @returns {Promise<Said>}
   */
  send(command, timeoutMs) {
    return this.#verbs.command(command, timeoutMs);
  }

  close() {
    this.#verbs.close();
  }
}

module.exports = { ServerCommands };
