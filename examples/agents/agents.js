'use strict';

/**
 * The table of agents, with a UNIQUE index on the name of the effect, as a database has it. An agent that is created again under the
 * same name is found instead.
 */
class Agents {
  #rows = new Map();

  /** Resolves to `{ agent, alreadyExists }`. */
  async create({ effectId, organisation, user, name, model }) {
    const known = this.#rows.get(effectId);
    if (known !== undefined) return { agent: known, alreadyExists: true };
    const agent = { id: this.#rows.size + 1, organisation, user, name, model };
    this.#rows.set(effectId, agent);
    return { agent, alreadyExists: false };
  }

  /** Those of an organisation, the newest first. */
  async list(organisation) {
    return [...this.#rows.values()].filter((row) => row.organisation === organisation).reverse();
  }
}

module.exports = { Agents };
