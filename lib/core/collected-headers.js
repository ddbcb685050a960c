'use strict';

/** @import { Request } from '../exchange/exchange' */

/**
 * A request, as an app hands it to `onceonly/core`.
 * @typedef {Request & { closed?: AbortSignal }} View  `closed` aborts when the client leaves.
 */

/** @typedef {CollectedHeaders} Collected */

/** Stands in for the response where a framework has one that we don't know: collects the headers that tell how an answer came about. */
class CollectedHeaders {
  headersSent = false;
  statusCode = 200;
  /** @type {Record<string, string>} */
  headers = {};
  #closed;

  /** @param {View} view */
  constructor(view) {
    this.req = view;
    this.#closed = view.closed;
  }

  get destroyed() {
    return this.#closed?.aborted === true;
  }

  /**
   * @param {string} name
   * @param {string | number | readonly string[]} value
   */
  setHeader(name, value) {
    this.headers[name] = `${value}`;
  }

  /** @param {string} name  As it was set. */
  getHeader(name) {
    return this.headers[name];
  }

  /**
   * @param {'close'} event
   * @param {() => void} listener
   */
  once(event, listener) {
    this.#closed?.addEventListener('abort', listener, { once: true });
  }

  /** @param {() => void} listener  Is called at once if the client has left. */
  whenLeft(listener) {
    if (this.destroyed) listener();
    else this.once('close', listener);
  }
}

module.exports = { CollectedHeaders };
