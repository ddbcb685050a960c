'use strict';

const { STATUS_CODES } = require('node:http');

const NOT_ASCII = /[\x80-\xff]/;
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
    this.#before = { status: res.statusCode, headers: res.getHeaders() };
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

  /**
   * The first part of the body, or its end, is about to be sent with the head. Node writes a head in the encoding of the
   * text that goes out with it, and in Latin-1 in every other case; what is kept is what the client gets.
   */
  sendWith([chunk, encoding], isEnd) {
    const isUtf8 = typeof encoding !== 'string' || /^utf-?8$/i.test(encoding);
    if (typeof chunk !== 'string' || chunk === '' || !isUtf8 || !this.taken.hasBody) return;
    const isChunked = !isEnd && !this.#res.hasHeader('content-length');
    if (isChunked || this.#res.hasHeader('transfer-encoding')) return;
    for (const header of this.taken.headers) header[1] = asUtf8(header[1]);
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
    for (const [name, value] of Object.entries(this.#before.headers)) res.setHeader(name, value);
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

// The bytes of a header value in UTF-8, as the Latin-1 text in which it is kept.
function asUtf8(value) {
  if (Array.isArray(value)) return value.map(asUtf8);
  const text = `${value}`;
  return NOT_ASCII.test(text) ? Buffer.from(text).toString('latin1') : value;
}

module.exports = { CapturedHead };
