'use strict';

const { Buffer } = require('node:buffer');

const { isInTimer } = require('../who-answers');

/** @import { Header } from '../../result/stored-response' */
/** @import { TakenHead } from './head' */

/**
 * A response that was taken.
 * @typedef {object} Captured
 * @property {number} status
 * @property {string} reason
 * @property {Header[]} headers
 * @property {Buffer[]} chunks
 * @property {boolean} tooLarge
 * @property {number} bytes
 * @property {boolean} byTimeout  Whether it was ended by a timer, or its socket had timed out.
 * @property {boolean} skipped  What the handler says of it.
 * @property {number | undefined} ttlMs  The same.
 * @property {boolean} mayRunOn  Whether the handler may still run.
 * @property {'undo' | 'silent' | undefined} verdict  What an adapter knows of its handler, whatever the response says.
 * @property {boolean} [endless]  Whether it has no end to wait for. Nothing else is known of it then.
 */

/** A copy of the bytes of a body as they go by, up to a limit; over it nothing is kept. */
class CapturedBody {
  #limit;

  /** Of all that has gone by, kept or not. */
  length = 0;

  /** @type {Buffer[]} */
  chunks = [];

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit;
  }

  get tooLarge() {
    return this.length > this.#limit;
  }

  /**
   * How many bytes there are with this chunk, if it is one.
   * @param {any} chunk
   * @param {unknown} encoding
   * @returns {number}
   */
  lengthWith(chunk, encoding) {
    return chunk ? this.length + byteLength(chunk, encoding) : this.length;
  }

  /**
   * The app may use its buffer again as soon as this returns.
   * @param {any} chunk
   * @param {unknown} encoding
   */
  add(chunk, encoding) {
    this.length = this.lengthWith(chunk, encoding);
    if (this.tooLarge) this.chunks = [];
    else this.chunks.push(Buffer.from(chunk, known(encoding)));
  }
}

/**
 * A response of this head and body that is ended now. `byTimeout`: by a timer, or its socket had timed out.
 * @param {TakenHead} head
 * @param {CapturedBody} body
 * @param {{ timedOut: boolean }} disconnect
 * @returns {Captured}
 */
function capturedResponse({ status, reason, headers, hasBody }, body, { timedOut }) {
  const { chunks, tooLarge, length } = body;
  return {
    status,
    reason,
    headers,
    chunks: hasBody ? chunks : [],
    tooLarge: hasBody && tooLarge,
    bytes: length,
    byTimeout: timedOut || isInTimer(),
    // Set later by the calls of the handler. Declared here, so that all such objects have one shape.
    skipped: false,
    ttlMs: undefined,
    mayRunOn: false,
    verdict: undefined,
  };
}

/**
 * @param {string | Uint8Array} chunk
 * @param {unknown} encoding
 */
function byteLength(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, known(encoding)) : chunk.byteLength;
}

/**
 * The place of the encoding may hold a callback.
 * @param {unknown} encoding
 * @returns {any}
 */
function known(encoding) {
  return typeof encoding === 'string' ? encoding : undefined;
}

module.exports = { CapturedBody, capturedResponse };
