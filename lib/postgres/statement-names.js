'use strict';

// A pooler gave the connection of a prepared statement to somebody else, or does not know such statements.
const NOT_PREPARED = new Set(['26000', '42P05', '0A000', '08P01']);

/**
 * Whether the statements of a pool of `pg` are prepared under their names. Where a name is refused, as behind a pooler that gives
 * connections away, none is sent from then on.
 *
 * In a transaction a refused name ends the transaction, and the function of the app is not run twice. So names are used there only where
 * nobody stands between the client and the server: a pooler tells its clients a process number of its own. With its name a statement that stores a
 * result takes the server a third of the time.
 */
class StatementNames {
  #areUsed;
  /** @type {WeakMap<object, boolean>} */
  #isDirect = new WeakMap();

  /** @param {boolean} areUsed */
  constructor(areUsed) {
    this.#areUsed = areUsed;
  }

  get areUsed() {
    return this.#areUsed;
  }

  /**
   * Whether the server has refused a name.
   * @param {any} error  of the driver
   */
  refused(error) {
    if (!NOT_PREPARED.has(error?.code)) return false;
    this.#areUsed = false;
    return true;
  }

  /**
   * Finds out about a client before its first transaction.
   * @param {any} client
   * @param {(text: string) => Promise<any>} query
   */
  async meet(client, query) {
    if (!this.#areUsed || this.#isDirect.has(client)) return;
    const { rows } = await query('SELECT pg_backend_pid() AS pid');
    this.#isDirect.set(client, rows[0].pid === client.processID);
  }

  /**
   * Whether a statement may have its name in a transaction of this client.
   * @param {any} client
   */
  lastOn(client) {
    return this.#areUsed && this.#isDirect.get(client) === true;
  }
}

module.exports = { StatementNames };
