'use strict';

const { Buffer } = require('node:buffer');
const { Readable } = require('node:stream');

const { optionError } = require('../../util/option-error');

/** @import { Exchange, Settle } from './servers' */

// Members of a stored result that is not the handler's value as it is. A value that has one of them itself is stored inside another.
const FILE = 'onceonly.file';
const VALUE = 'onceonly.value';

/** @typedef {{ type?: string, disposition?: string | string[], length?: number }} FileHead */

/** A result that can't be stored. A retry gets RESULT_NOT_REPLAYABLE. */
class Unkept {
  /**
   * @param {unknown} value
   * @param {FileHead} [head]  Of a file, whose stream is the value.
   */
  constructor(value, head) {
    this.value = value;
    this.head = head;
  }

  /** Serializers fail here, ours and that of the app. */
  toJSON() {
    throw optionError('unserializable', 'a stream has no JSON form');
  }
}

/**
 * The result that is stored for the value of a handler. A StreamableFile is read. Of a larger one, and of another stream, nothing is
 * stored.
 * @param {any} value
 * @param {number} maxBytes
 */
async function resultOfValue(value, maxBytes) {
  if (typeof value !== 'object' || value === null) return value;
  if (FILE in value || VALUE in value) return { [VALUE]: value };
  if (isFile(value)) return readFile(value, maxBytes);
  return isOtherStream(value) ? new Unkept(value) : value;
}

/**
 * @param {any} file
 * @param {number} maxBytes
 */
async function readFile(file, maxBytes) {
  const head = file.getHeaders();
  const chunks = [];
  let length = 0;
  const parts = file.getStream()[Symbol.asyncIterator]();
  for (let part = await parts.next(); !part.done; part = await parts.next()) {
    const chunk = Buffer.from(part.value);
    chunks.push(chunk);
    length += chunk.length;
    // Base64 takes four characters for three bytes.
    if (length * 4 > maxBytes * 3) return new Unkept(joined(chunks, parts), head);
  }
  return { [FILE]: { head, base64: Buffer.concat(chunks).toString('base64') } };
}

/**
 * Sends the result of a handler, of this request or a stored one. Nest sends all but files.
 * @param {any} result
 * @param {Exchange} exchange
 * @param {Settle} settle
 */
function sendResult(result, exchange, settle) {
  if (typeof result !== 'object' || result === null) return settle.resolve(result);
  if (result instanceof Unkept) {
    const { head, value } = result;
    return head === undefined ? settle.resolve(value) : exchange.sendFile(head, value);
  }
  if (VALUE in result) return settle.resolve(result[VALUE]);
  if (!(FILE in result)) return settle.resolve(result);
  const { head, base64 } = result[FILE];
  return exchange.sendFile(head, Buffer.from(base64, 'base64'));
}

/** @param {any} value */
function isFile(value) {
  return typeof value.getStream === 'function' && typeof value.getHeaders === 'function';
}

/** @param {any} value */
function isOtherStream(value) {
  return (
    typeof value[Symbol.asyncIterator] === 'function' ||
    Object.prototype.toString.call(value) === '[object Response]'
  );
}

/**
 * @param {Buffer[]} chunks
 * @param {AsyncIterator<any>} rest
 */
function joined(chunks, rest) {
  const all = async function* () {
    yield* chunks;
    for (let part = await rest.next(); !part.done; part = await rest.next()) yield part.value;
  };
  return Readable.from(all());
}

module.exports = { resultOfValue, sendResult };
