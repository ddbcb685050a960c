'use strict';

const { STATUS_CODES } = require('node:http');

const { lengthMismatch } = require('./after-end');
const { sentText } = require('./sent-head');
const { isStatusLine } = require('./status-line');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Header } from '../../result/stored-response' */
/** @import { KeptHeader } from '../response-settings' */
/** @import { Arguments } from './own-members' */

/**
 * A head as it was taken.
 * @typedef {object} TakenHead
 * @property {number} status
 * @property {string} reason
 * @property {Header[]} headers
 * @property {boolean} hasBody
 */

const LENGTH = { name: 'Content-Length', lower: 'content-length' };
const EVENT_STREAM = /^text\/event-stream\s*(;|$)/i;

/** The head of a response: as it was before the app wrote it, and the part that is stored. */
class CapturedHead {
  #res;
  #kept;
  #before;
  /** @type {string | undefined} */
  #statusMessage;

  /** HTTP/2 knows no reason phrases, and Node warns of each look at one. */
  hasReason;

  /** Whether the app has called writeHead(). */
  isExplicit = false;

  /**
   * Undefined until it is taken.
   */
  taken = /** @type {TakenHead} */ (/** @type {unknown} */ (undefined));

  /** Whether the app has written it, and nobody will send it. */
  isLost = false;

  // Whether the call that sends it is known.
  #isTextKnown = false;

  /**
   * @param {NodeResponse} res
   * @param {KeptHeader[]} kept
   */
  constructor(res, kept) {
    this.#res = res;
    this.#kept = kept;
    this.#before = { status: res.statusCode, headers: res.getHeaders() };
    this.hasReason = res.req?.httpVersionMajor !== 2;
  }

  /** The reason phrase that the app has given. */
  get statusMessage() {
    return this.hasReason ? this.#res.statusMessage : undefined;
  }

  /** Whether the response never ends: server-sent events, or a connection that changes its protocol. */
  get isEndless() {
    const { statusCode } = this.#res;
    return statusCode < 200 || EVENT_STREAM.test(`${this.#res.getHeader('content-type')}`);
  }

  /** How many bytes of body the client waits for; Infinity where only the end tells. */
  get length() {
    if (!this.taken.hasBody) return 0;
    const length = this.#res.getHeader('content-length');
    if (length === undefined || this.#res.hasHeader('transfer-encoding')) return Infinity;
    return Number.isInteger(Number(length)) ? Number(length) : Infinity;
  }

  /**
   * Throws Node's own error if the app asks for the check and the body has another length than the head says.
   * @param {number} bytes
   * @param {boolean} isEnd
   */
  checkLength(bytes, isEnd) {
    const { length } = this;
    if (!this.#res.strictContentLength || !this.taken.hasBody || length === Infinity) return;
    if (bytes > length || (isEnd && bytes < length)) throw lengthMismatch(bytes, length);
  }

  /** Whether Node takes it. */
  get isStatusLine() {
    return isStatusLine(this.#res.statusCode, this.statusMessage);
  }

  /**
   * Takes the head as it stands; gives true.
   * @param {boolean} isExplicit
   */
  take(isExplicit) {
    this.isExplicit = isExplicit;
    this.#isTextKnown = false;
    // Node sends a status as a 32-bit integer, also '429'.
    const status = this.#res.statusCode | 0;
    this.#statusMessage = this.statusMessage;
    const reason = this.#statusMessage || STATUS_CODES[status] || '';
    const isHead = this.#res.req?.method === 'HEAD';
    const hasBody = !isHead && status !== 204 && status !== 304;
    const headers = this.#headers(isHead || status === 304);
    this.taken = { status, reason, headers, hasBody };
    return true;
  }

  /**
   * This call sends the head, if none before it has: also to a client that has left, for which nothing is sent. The stored text
   * is the one that the client gets.
   * @param {string} name
   * @param {Arguments} args
   * @param {boolean} hasLayers
   */
  sendWith(name, args, hasLayers) {
    if (this.#isTextKnown) return;
    this.#isTextKnown = true;
    this.#readText(name, args, hasLayers);
  }

  /**
   * @param {string} name
   * @param {Arguments} args
   * @param {boolean} hasLayers
   */
  #readText(name, args, hasLayers) {
    if (!this.hasReason) return;
    sentText(this.#res, this.taken, { name, args, isExplicit: this.isExplicit || hasLayers });
  }

  /**
   * The app calls flushHeaders(), which sends the head in its own encoding. Node 26 may have put off the head of a write to the
   * end of the turn.
   */
  flush() {
    if (this.#res._headerSent === false) this.#readText('flushHeaders', [], false);
  }

  /**
   * Node writes no head on a connection that is gone. Middleware below may still write it.
   * @param {InstanceType<typeof import('./own-members').OwnMembers>} members
   */
  noteLoss(members) {
    this.isLost = !members.hasLayers && !members.real('headersSent');
  }

  /** A header that is set after the head was taken has no effect on it. */
  restore() {
    if (this.taken === undefined) return;
    this.#res.statusCode = this.taken.status;
    if (this.hasReason) this.#res.statusMessage = this.#statusMessage;
  }

  /** The response is as the app got it. */
  reset() {
    const res = this.#res;
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    for (const [name, value] of Object.entries(this.#before.headers)) {
      res.setHeader(name, /** @type {string} */ (value));
    }
    res.statusCode = this.#before.status;
    if (this.hasReason) res.statusMessage = undefined;
  }

  /**
   * A response without a body may still tell the length of what it stands for.
   * @param {boolean} withLength
   * @returns {Header[]}
   */
  #headers(withLength) {
    /** @type {Header[]} */
    const headers = [];
    for (const { name, lower } of withLength ? [...this.#kept, LENGTH] : this.#kept) {
      const value = this.#res.getHeader(lower);
      if (value !== undefined) headers.push([name, value]);
    }
    return headers;
  }
}

module.exports = { CapturedHead };
