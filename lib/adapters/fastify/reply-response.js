'use strict';

/** @import { Request } from '../../exchange/exchange' */
/** @import { FastifyReply } from './fastify' */

/** A reply of Fastify as a Response: headers go to the reply, which keeps them until it is sent, and not to Node. */
class ReplyResponse {
  #reply;

  /**
   * @param {FastifyReply} reply
   * @param {Request} req
   */
  constructor(reply, req) {
    this.#reply = reply;
    this.req = req;
  }

  get headersSent() {
    return this.#reply.sent || this.#reply.raw.headersSent;
  }

  get statusCode() {
    return this.#reply.statusCode;
  }

  get destroyed() {
    return this.#reply.raw.destroyed;
  }

  /**
   * Fastify would take a header that nobody sends.
   * @param {string} name
   * @param {string | number | readonly string[]} value
   */
  setHeader(name, value) {
    if (this.headersSent) {
      throw Object.assign(new Error('The reply was sent.'), { code: 'ERR_HTTP_HEADERS_SENT' });
    }
    this.#reply.header(name, value);
  }

  /** @param {string} name */
  getHeader(name) {
    return this.#reply.getHeader(name);
  }

  /**
   * @param {'close'} event
   * @param {() => void} listener
   */
  once(event, listener) {
    this.#reply.raw.once(event, listener);
  }
}

module.exports = { ReplyResponse };
