'use strict';

/** @import { Request } from '../exchange/exchange' */

/** @type {any} */
const shared = globalThis;

/**
 * Request -> the bytes of its body, shared by all copies of the package in one global object. Not a member of the request:
 * on Express every member that is added to one makes a hidden class of its own, which takes 2 us and is left to the collector.
 * @type {WeakMap<object, Buffer> & { isInUse: boolean }}
 */
const RAW_BODIES = (shared[Symbol.for('onceonly.rawBodies')] ??= Object.assign(new WeakMap(), {
  isInUse: false,
}));

/**
 * For `express.json({ verify: captureRawBody })`: keeps the bytes of the body as they were sent, so that the
 * fingerprint is taken of them. May be called from a user's own `verify`. The bytes are kept, not copied.
 * @param {object} req
 * @param {unknown} res
 * @param {Buffer} buffer
 */
function captureRawBody(req, res, buffer) {
  RAW_BODIES.isInUse = true;
  RAW_BODIES.set(req, buffer);
}

/**
 * Also of a request that inherits from the one that was read.
 * @param {Request} req
 * @returns {Buffer | undefined}
 */
function rawBodyOf(req) {
  // Most apps keep none, and the search takes six look-ups.
  if (RAW_BODIES.isInUse === false) return undefined;
  for (let each = req; each !== null; each = Object.getPrototypeOf(each)) {
    const raw = RAW_BODIES.get(each);
    if (raw !== undefined) return raw;
  }
  return undefined;
}

module.exports = { captureRawBody, rawBodyOf };
