'use strict';

/** @import { Headers } from '../exchange/exchange' */

/**
 * A request of Node, of HTTP/1 or HTTP/2, under a framework with an object of its own for it. Nothing is copied: the state of the
 * body is read when it is asked for.
 */
class NodeView {
  #incoming;
  baseUrl = '';

  /**
   * The adapter puts `body` and `rawBody` on it if the framework has them, and its class has `route` and `params`.
   * @param {any} incoming  Node's request.
   * @param {unknown} source  The framework's.
   * @param {string} url  As the client sent it.
   */
  constructor(incoming, source, url) {
    this.#incoming = incoming;
    this.source = source;
    this.url = url;
    /** @type {string} */
    this.method = incoming.method;
    /** @type {Headers} */
    this.headers = incoming.headers;
  }

  /** @returns {string[] | undefined} */
  get rawHeaders() {
    return this.#incoming.rawHeaders;
  }

  /** @returns {number | undefined} */
  get httpVersionMajor() {
    return this.#incoming.httpVersionMajor;
  }

  /** @returns {boolean | undefined} */
  get readableDidRead() {
    return this.#incoming.readableDidRead;
  }

  /** @returns {boolean | undefined} */
  get readableEnded() {
    return this.#incoming.readableEnded;
  }

  /** @returns {number | undefined} */
  get readableLength() {
    return this.#incoming.readableLength;
  }

  /** @returns {boolean | undefined} */
  get readableAborted() {
    return this.#incoming.readableAborted;
  }

  /** @returns {boolean | undefined} */
  get complete() {
    return this.#incoming.complete;
  }

  /** @returns {(Error & { code?: unknown }) | null | undefined} */
  get errored() {
    return this.#incoming.errored;
  }

  /** @returns {{ endAfterHeaders?: boolean } | undefined} */
  get stream() {
    return this.#incoming.stream;
  }

  /**
   * @param {string} event
   * @param {() => void} listener
   * @returns {any}
   */
  on(event, listener) {
    this.#incoming.on(event, listener);
    return this;
  }

  /**
   * @param {string} event
   * @param {() => void} listener
   * @returns {any}
   */
  off(event, listener) {
    this.#incoming.off(event, listener);
    return this;
  }
}

module.exports = { NodeView };
