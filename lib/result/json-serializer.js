'use strict';

const { Buffer } = require('node:buffer');
const { types } = require('node:util');

const { neverReadable } = require('../errors/refusals');
const { noJsonForm } = require('../util/argument-error');
const { parseJson } = require('./exact-json');

/** @import { Payload } from './encoded' */

// The first byte says what follows.
const JSON_TEXT = 0x6a; // j
const UNDEFINED = 0x75; // u
const BYTES = 0x62; // b

/**
 * The form in which results are stored: JSON, but undefined and a top-level Buffer as exactly that. A serializer of an
 * app may build on it. `serialize` throws a TypeError for a value that JSON has no form for, `deserialize` an
 * IdempotencyError for bytes that it has not made.
 */
const jsonSerializer = {
  /**
   * @param {unknown} value
   * @returns {Buffer}
   */
  serialize(value) {
    const payload = plainPayload(value);
    return typeof payload === 'string' ? Buffer.from(payload) : payload;
  },

  /**
   * @param {Buffer} payload
   * @returns {unknown}
   */
  deserialize(payload) {
    switch (payload[0]) {
      case UNDEFINED:
        return undefined;
      case BYTES:
        // A copy: the payload may be the store's own, or one that is still offered to it.
        return Buffer.from(payload.subarray(1));
      case JSON_TEXT:
        return parseJson(payload.toString('utf8', 1));
      default:
        throw neverReadable();
    }
  },
};

/**
 * The payload of `serialize`, as text if JSON follows. C++ reads text as well as bytes, and a route can send the text
 * unchanged.
 * @param {unknown} value
 * @returns {Payload}
 */
function plainPayload(value) {
  if (value === undefined) return Buffer.of(UNDEFINED);
  if (types.isUint8Array(value)) return Buffer.concat([Buffer.of(BYTES), value]);
  const text = JSON.stringify(value);
  if (text === undefined) throw noJsonForm('the value', value);
  return `j${text}`;
}

/**
 * The JSON text in a payload, of text or bytes, or undefined if something else follows its first byte.
 * @param {Payload} payload
 */
function jsonTextIn(payload) {
  if (typeof payload === 'string') return payload[0] === 'j' ? payload.slice(1) : undefined;
  return payload[0] === JSON_TEXT ? payload.toString('utf8', 1) : undefined;
}

/**
 * How many bytes a payload has.
 * @param {Payload} payload
 */
function payloadBytes(payload) {
  return typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
}

module.exports = { jsonSerializer, jsonTextIn, payloadBytes, plainPayload };
