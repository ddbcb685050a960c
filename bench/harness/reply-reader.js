'use strict';

const INCOMPLETE = Symbol('incomplete');
const EMPTY = Buffer.alloc(0);
const CR = 13;
const MINUS = 45;
const ZERO = 48;
const [STRING, NUMBER, ARRAY, ERROR] = Buffer.from('$:*-');

/**
 * Reads the replies of a Redis server (RESP2) out of chunks: a string (Latin-1), a number, null, an array, or an Error for
 * an error reply. It knows only replies that are well formed.
 */
class ReplyReader {
  #onReply;
  #bytes = EMPTY;
  #at = 0;

  constructor(onReply) {
    this.#onReply = onReply;
  }

  /** The chunk may be overwritten afterwards. */
  feed(chunk) {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#at = 0;
    let whole = 0;
    for (let reply = this.#next(); reply !== INCOMPLETE; reply = this.#next()) {
      whole = this.#at;
      this.#onReply(reply);
    }
    this.#bytes = whole < this.#bytes.length ? Buffer.from(this.#bytes.subarray(whole)) : EMPTY;
  }

  #next() {
    const from = this.#at;
    const lineEnd = this.#bytes.indexOf(CR, from);
    if (lineEnd === -1 || lineEnd + 1 >= this.#bytes.length) return INCOMPLETE;
    this.#at = lineEnd + 2;
    switch (this.#bytes[from]) {
      case STRING:
        return this.#string(this.#integer(from + 1, lineEnd));
      case NUMBER:
        return this.#integer(from + 1, lineEnd);
      case ARRAY:
        return this.#array(this.#integer(from + 1, lineEnd));
      case ERROR:
        return new Error(this.#bytes.latin1Slice(from + 1, lineEnd));
      default:
        return this.#bytes.latin1Slice(from + 1, lineEnd);
    }
  }

  #integer(from, end) {
    const isNegative = this.#bytes[from] === MINUS;
    let value = 0;
    for (let i = isNegative ? from + 1 : from; i < end; i++) {
      value = value * 10 + this.#bytes[i] - ZERO;
    }
    return isNegative ? -value : value;
  }

  #string(size) {
    if (size < 0) return null;
    const from = this.#at;
    if (from + size + 2 > this.#bytes.length) return INCOMPLETE;
    this.#at = from + size + 2;
    return this.#bytes.latin1Slice(from, from + size);
  }

  #array(size) {
    if (size < 0) return null;
    const items = [];
    for (let i = 0; i < size; i++) {
      const item = this.#next();
      if (item === INCOMPLETE) return INCOMPLETE;
      items.push(item);
    }
    return items;
  }
}

module.exports = { ReplyReader };
