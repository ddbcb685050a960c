'use strict';

const { connect } = require('./connect');

/** @import { Connection } from './connect' */
/** @import { Output } from './output' */
/** @import { Stdin } from './stdin' */

/** @typedef {CommandContext} Context */

/**
 * One run of a command: its arguments, its ends to the outside, and its store, which is opened when it is first asked for.
 */
class CommandContext {
  /** @type {Promise<Connection> | undefined} */
  #connection;
  /** Words for a user who presses Ctrl-C now, if there is something to say. @type {string | undefined} */
  ifInterrupted;

  /**
   * @param {{ options: Record<string, any>, positionals: string[], output: InstanceType<typeof Output>,
   *   stdin: InstanceType<typeof Stdin>, env: NodeJS.ProcessEnv }} parts
   */
  constructor({ options, positionals, output, stdin, env }) {
    this.options = options;
    this.positionals = positionals;
    this.output = output;
    this.stdin = stdin;
    this.env = env;
  }

  /** @returns {Promise<Connection>} */
  connect() {
    this.#connection ??= connect(this.options, this.env);
    return this.#connection;
  }

  async store() {
    return (await this.connect()).store;
  }

  async close() {
    // A store that could not be opened has told so already.
    const connection = await this.#connection?.catch(() => undefined);
    // The work is done by then, and told.
    await connection?.store.close().catch(() => undefined);
  }
}

module.exports = { CommandContext };
