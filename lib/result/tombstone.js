'use strict';

const { Buffer } = require('node:buffer');

const { IdempotencyError } = require('../errors/idempotency-error');

// The first byte of a payload that stands for a result which could not be kept, or the second one where the app's
// serializer has made it. JSON follows: why, and how many bytes the result had.
const TOMBSTONE = 0x74; // t
const CUSTOM = 0x73; // s

// A tombstone is a few dozen bytes; a serializer that encrypts makes some more of it.
const MAX_BYTES = 1024;

const bytesOf = new WeakMap();

/**
 * The payload in the place of a result: `{ why, bytes }`.
 * @param {{ why?: string, bytes?: number }} encoded
 */
function epitaph({ why, bytes }) {
  return { why, bytes };
}

/**
 * The payload of a tombstone as it is without a serializer.
 * @param {{ why?: string, bytes?: number }} encoded
 */
function tombstonePayload(encoded) {
  return Buffer.from(`t${JSON.stringify(epitaph(encoded))}`);
}

/**
 * Whether a stored payload is a tombstone, with or without a serializer.
 * @param {Uint8Array} payload
 */
function isTombstone(payload) {
  return payload[0] === TOMBSTONE || (payload[0] === CUSTOM && payload[1] === TOMBSTONE);
}

/**
 * 409 for a plain tombstone.
 * @param {Buffer} payload
 */
function notReplayable(payload) {
  if (payload[0] !== TOMBSTONE) return refusedFor(undefined);
  try {
    return refusedFor(JSON.parse(payload.toString('utf8', 1)));
  } catch {
    return refusedFor(undefined);
  }
}

/**
 * The 409 for an epitaph.
 * @param {any} said
 */
function refusedFor(said) {
  const error = new IdempotencyError('RESULT_NOT_REPLAYABLE');
  if (Number.isSafeInteger(said?.bytes)) bytesOf.set(error, said.bytes);
  return error;
}

/**
 * The size of the result that such an error stands for, or undefined.
 * @param {object} error
 * @returns {number | undefined}
 */
function lostBytes(error) {
  return bytesOf.get(error);
}

module.exports = {
  CUSTOM,
  MAX_BYTES,
  TOMBSTONE,
  epitaph,
  isTombstone,
  lostBytes,
  notReplayable,
  refusedFor,
  tombstonePayload,
};
