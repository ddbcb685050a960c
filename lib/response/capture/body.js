'use strict';

const { Buffer } = require('node:buffer');

const { isInTimer } = require('../who-answers');

/** A copy of the bytes of a body as they go by, up to a limit; over it nothing is kept. */
class CapturedBody {
  #limit;

  /** Of all that has gone by, kept or not. */
  length = 0;

  /** @type {Buffer[]} */
  chunks = [];

  constructor(limit) {
    this.#limit = limit;
  }

  get tooLarge() {
    return this.length > this.#limit;
  }

  /** How many bytes there are with this chunk, if it is one. */
  lengthWith(chunk, encoding) {
    return chunk ? this.length + byteLength(chunk, encoding) : this.length;
  }

  /** The app may use its buffer again as soon as this returns. */
  add(chunk, encoding) {
    this.length = this.lengthWith(chunk, encoding);
    if (this.tooLarge) this.chunks = [];
    else this.chunks.push(Buffer.from(chunk, known(encoding)));
  }
}

/** A response of this head and body that is ended now. `byTimeout`: by a timer, or its socket had timed out. */
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
  };
}

function byteLength(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, known(encoding)) : chunk.byteLength;
}

// The place of the encoding may hold a callback.
/** @returns {any} */
function known(encoding) {
  return typeof encoding === 'string' ? encoding : undefined;
}

module.exports = { CapturedBody, capturedResponse };
