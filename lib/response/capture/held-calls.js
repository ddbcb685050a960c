'use strict';

const { Buffer } = require('node:buffer');
const { setImmediate } = require('node:timers');

const { holdConnection } = require('./held-connection');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Arguments, Members } from './own-members' */

/** The calls that complete a response, from the moment of the first of them until they are made below. */
class HeldCalls {
  #res;
  #members;
  /** @type {[name: string, args: Arguments][]} */
  #calls = [];
  /** @type {ReturnType<typeof holdConnection> | undefined} */
  #connection;
  /** @type {(() => void) | undefined} */
  #close;

  /**
   * @param {NodeResponse} res
   * @param {Members} members
   */
  constructor(res, members) {
    this.#res = res;
    this.#members = members;
  }

  /** Whether the app closes its connection by close(). */
  get holdsConnection() {
    return this.#connection !== undefined;
  }

  /**
   * The app may use a buffer that it has written again at once.
   * @param {string} name
   * @param {Arguments} args
   */
  add(name, args) {
    const isBuffer = name === 'write' && typeof args[0] !== 'string';
    this.#calls.push([name, isBuffer ? [Buffer.from(args[0]), ...args.slice(1)] : args]);
  }

  hold() {
    this.#connection = holdConnection(this.#res);
  }

  /**
   * Closes when the answer was sent.
   * @param {() => void} run
   */
  close(run) {
    this.#connection?.close(run);
  }

  /** An answer is about to be sent: this one or another. */
  letGo() {
    this.#close = this.#connection?.release(this.#res, this.#members.hasLayers);
    this.#connection = undefined;
  }

  /**
   * Makes the calls, after writeHead() where the app has made that too.
   * @param {boolean} hasHead
   */
  send(hasHead) {
    // An app that closes the connection without an end never finishes its response.
    const close = this.#calls.some(([name]) => name === 'end') ? undefined : this.#close;
    try {
      if (hasHead) this.#members.below('writeHead', [this.#res.statusCode]);
      for (const [name, args] of this.#calls.splice(0)) this.#members.below(name, args);
    } catch (error) {
      this.#res.destroy(error);
    }
    if (close !== undefined) setImmediate(close);
  }
}

module.exports = { HeldCalls };
