'use strict';

const { Buffer } = require('node:buffer');

const { UsageError } = require('./usage-error');

/** Standard input as a source of one value: a key, a body or a result. */
class Stdin {
  #stream;
  /** @type {string | undefined} */
  #reader;

  /** @param {NodeJS.ReadStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  get isTerminal() {
    return this.#stream.isTTY === true;
  }

  get stream() {
    return this.#stream;
  }

  /** Whether a value has been read from it, so that no answer to a question can come from there. */
  get isUsed() {
    return this.#reader !== undefined;
  }

  /**
   * All bytes, for the option `name`. A second option that wants them is a mistake.
   * @param {string} name
   */
  async bytes(name) {
    if (this.#reader !== undefined) {
      throw new UsageError(`Only one of ${this.#reader} and ${name} can be standard input.`);
    }
    this.#reader = name;
    const chunks = [];
    for await (const chunk of this.#stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /**
   * The same as text, without the end of its last line.
   * @param {string} name
   */
  async line(name) {
    const text = (await this.bytes(name)).toString('utf8');
    return text.replace(/\r?\n$/, '');
  }
}

module.exports = { Stdin };
