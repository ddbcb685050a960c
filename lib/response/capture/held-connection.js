'use strict';

// Of a socket, and of a stream of HTTP/2.
const { clearTimeout, setTimeout } = require('node:timers');

/** @import { NodeResponse } from '../../exchange/exchange' */

const CLOSING = ['end', 'destroy', 'destroySoon', 'resetAndDestroy', 'close'];
// No store is waited for longer. A connection that something else holds up is closed all the same.
const LONGEST_MS = 10_000;
const HELD = Symbol('onceonly.connection');

/** @type {any} */
const OWN = {};
for (const name of CLOSING) {
  /** @this {any} */
  OWN[name] = function close(/** @type {any[]} */ ...args) {
    return this[HELD].take(name, args);
  };
}

/**
 * A connection that is not closed from this side while an answer on it is held: an app that closes it has answered before,
 * and without us the answer would be on its way. Its own methods stay on the connection, for the requests that follow.
 */
class HeldConnection {
  #connection;
  /** @type {Record<string, Function>} */
  #methods = {};
  #holds = 0;
  /** How many answers are on their way through middleware below. */
  #sending = 0;
  /** @type {(() => void)[]} */
  #waiting = [];
  /** @type {NodeJS.Timeout | undefined} */
  #longest;

  /** @param {any} connection */
  constructor(connection) {
    this.#connection = connection;
    connection[HELD] = this;
    for (const name of CLOSING) {
      if (typeof connection[name] !== 'function') continue;
      this.#methods[name] = connection[name];
      connection[name] = OWN[name];
    }
  }

  hold() {
    this.#holds++;
  }

  /**
   * The answer of `res` is about to be sent. The waiting calls run when all of it was sent. Returns a function that
   * runs them before. `hasLayers`: middleware below may send the answer later, as express-session does, which saves the
   * session first.
   * @param {NodeResponse} res
   * @param {boolean} hasLayers
   */
  release(res, hasLayers) {
    if (!hasLayers && this.#waiting.length === 0) return void this.#holds--;
    let isOver = false;
    this.#sending++;
    const over = () => {
      if (isOver) return;
      isOver = true;
      this.#sending--;
      this.#holds--;
      if (this.#holds === 0) this.#closeNow();
    };
    // A response of HTTP/2 finishes when its stream is closed, which waits here.
    const ends = isStream(this.#connection) ? this.#connection : res;
    ends.once('finish', over);
    res.once('close', over);
    return over;
  }

  /**
   * Does it now, or when nothing is held any more.
   * @param {() => void} run
   */
  close(run) {
    if (this.#holds === 0) return run();
    this.#waiting.push(run);
    this.#longest ??= setTimeout(() => this.#closeNow(), LONGEST_MS).unref();
  }

  /**
   * @param {string} name
   * @param {any[]} args
   */
  take(name, args) {
    const call = (/** @type {string} */ method) =>
      this.#methods[method].apply(this.#connection, args);
    // The system reports why a connection broke. No answer can be sent on it.
    if (this.#holds === 0 || args[0]?.syscall !== undefined) return call(name);
    // A response of HTTP/2 ends by the end of its stream.
    if (this.#sending > 0 && name === 'end' && isStream(this.#connection)) return call(name);
    // A reset would take the answer from a client that has not read it.
    this.close(() => call(name === 'resetAndDestroy' ? 'destroy' : name));
    return this.#connection;
  }

  #closeNow() {
    clearTimeout(this.#longest);
    this.#longest = undefined;
    for (const close of this.#waiting.splice(0)) close();
  }
}

/**
 * Whether it is a stream of HTTP/2, which has one response.
 * @param {any} connection
 */
function isStream(connection) {
  return typeof connection.respond === 'function';
}

/**
 * Holds the connection of a response. Undefined if there is none to hold.
 * @param {NodeResponse} res
 * @returns {HeldConnection | undefined}
 */
function holdConnection(res) {
  /** @type {any} */
  const connection = res.stream ?? res.req?.socket ?? res.socket;
  if (connection === null || typeof connection !== 'object') return undefined;
  if (connection[HELD] === undefined && !Object.isExtensible(connection)) return undefined;
  const held = connection[HELD] ?? new HeldConnection(connection);
  held.hold();
  return held;
}

module.exports = { holdConnection };
