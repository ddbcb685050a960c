'use strict';

const { STATUS_CODES } = require('node:http');

const EVENT_STREAM = /^text\/event-stream\s*(;|$)/i;

/** The head of a response: as it was before the app wrote it, and what of it is kept. */
class CapturedHead {
  #res;
  #kept;
  #before;
  #statusMessage;

  /** `{ status, reason, headers: [[name, value], ...], hasBody }` once it is taken. */
  taken;

  constructor(res, kept) {
    this.#res = res;
    this.#kept = kept;
    this.#before = { status: res.statusCode, headers: Object.entries(res.getHeaders()) };
  }

  /** Whether the response is none that ends: server-sent events, or a connection that changes its protocol. */
  get isEndless() {
    const { statusCode } = this.#res;
    return statusCode < 200 || EVENT_STREAM.test(`${this.#res.getHeader('content-type')}`);
  }

  /** Takes the head as it stands. */
  take() {
    // Node sends what is left of a status as a 32-bit integer, also of '429'.
    const status = this.#res.statusCode | 0;
    const { statusMessage } = this.#res;
    this.#statusMessage = statusMessage;
    const reason = statusMessage || STATUS_CODES[status] || '';
    const isHead = this.#res.req?.method === 'HEAD';
    const hasBody = !isHead && status !== 204 && status !== 304;
    const headers = this.#headers(isHead || status === 304);
    this.taken = { status, reason, headers, hasBody };
  }

  /** What is set on the response after the head was taken has no effect on it. */
  restore() {
    if (this.taken === undefined) return;
    this.#res.statusCode = this.taken.status;
    this.#res.statusMessage = this.#statusMessage;
  }

  /** The response is as the app got it. */
  reset() {
    const res = this.#res;
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    for (const [name, value] of this.#before.headers) res.setHeader(name, value);
    res.statusCode = this.#before.status;
    res.statusMessage = undefined;
  }

  // A response without a body may still tell the length of what it stands for.
  #headers(withLength) {
    const headers = [];
    for (const name of withLength ? [...this.#kept, 'Content-Length'] : this.#kept) {
      const value = this.#res.getHeader(name);
      if (value !== undefined) headers.push([name, value]);
    }
    return headers;
  }
}

module.exports = { CapturedHead };
