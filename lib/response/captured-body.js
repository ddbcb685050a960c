'use strict';

/** A copy of the bytes of a body as they go by, up to a limit; over it nothing is kept. */
class CapturedBody {
  #limit;
  #length = 0;

  /** @type {Buffer[]} */
  chunks = [];

  constructor(limit) {
    this.#limit = limit;
  }

  /** Of all that has gone by, kept or not. */
  get bytes() {
    return this.#length;
  }

  get tooLarge() {
    return this.#length > this.#limit;
  }

  /** The app may use its buffer again as soon as this returns. */
  add(chunk, encoding) {
    /** @type {any} */
    const known = typeof encoding === 'string' ? encoding : undefined;
    this.#length += typeof chunk === 'string' ? Buffer.byteLength(chunk, known) : chunk.byteLength;
    if (this.tooLarge) this.chunks = [];
    else this.chunks.push(Buffer.from(chunk, known));
  }
}

module.exports = { CapturedBody };
