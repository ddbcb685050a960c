'use strict';

const { Buffer } = require('node:buffer');
const { types } = require('node:util');

const { isIdempotencyError } = require('../errors/idempotency-error');
const { neverReadable } = require('../errors/refusals');
const { sealError } = require('../errors/seal-error');
const { returnError } = require('../util/argument-error');
const { isPromise } = require('../util/is-promise');
const { kindOf } = require('../util/received');
const { FORMS } = require('./payload-types');
const { CUSTOM } = require('./tombstone');

/** @import { Later } from '../util/is-promise' */
/** @import { Serializer } from '../../types/serializers' */
/** @import { Payload } from './encoded' */

/**
 * The payload that the app's serializer makes of `value`, with `type` in its second byte. A promise if the serializer
 * is async. Throws, or rejects with, its error.
 *
 * The serializer gets copies of all bytes that are needed afterwards. It may work in place, and use its own Buffer
 * again for the next result as soon as this returns.
 * @param {number} type
 * @param {'value' | 'error'} kind
 * @param {unknown} value
 * @param {{ serializer?: Serializer }} settings
 * @param {{ id: string }} about
 * @returns {Later<Buffer>}
 */
function serialized(type, kind, value, { serializer }, { id }) {
  const lent = types.isUint8Array(value) ? Buffer.from(value) : value;
  const about = { id, kind, form: FORMS[type] };
  const made = /** @type {Serializer} */ (serializer).serialize(lent, about);
  return isPromise(made)
    ? Promise.resolve(made).then((bytes) => marked(type, bytes))
    : marked(type, made);
}

/**
 * Copies the bytes before anybody else runs.
 * @param {number} type
 * @param {unknown} made
 */
function marked(type, made) {
  const bytes =
    typeof made === 'string' || types.isUint8Array(made) ? Buffer.from(made) : undefined;
  if (bytes === undefined)
    throw returnError('serializer.serialize()', 'a string or bytes', kindOf(made));
  return Buffer.concat([Buffer.of(CUSTOM, type), bytes]);
}

/**
 * The value that `serialized` was given. Rejects with LOCK_FAILED if no serializer is set, or if it can't read the
 * bytes.
 * @param {'value' | 'error'} kind
 * @param {Buffer} payload
 * @param {{ serializer?: Serializer }} settings
 * @param {{ id: string }} about
 * @returns {Promise<any>}
 */
async function deserialized(kind, payload, { serializer }, { id }) {
  if (serializer === undefined) throw neverReadable();
  // A copy: the payload may be the store's own, still be offered to it, or be read by many requests.
  const lent = Buffer.from(payload.subarray(2));
  try {
    const value = await serializer.deserialize(lent, { id, kind, form: FORMS[payload[1]] });
    // It may use its own Buffer again for the next one.
    return Buffer.isBuffer(value) ? Buffer.from(value) : value;
  } catch (cause) {
    // Its own word on whether a retry can help, as while keys are out of reach.
    if (isIdempotencyError(cause) && cause.code === 'LOCK_FAILED') throw cause;
    throw neverReadable(cause);
  }
}

/**
 * Throws LOCK_FAILED for a payload that the app's serializer has not made, if one is set: anybody who can write to the
 * store could plant it. `acceptPlain` of the serializer lets in payloads from before.
 * @param {Payload} payload
 * @param {{ serializer?: Serializer }} settings
 */
function refusePlain(payload, { serializer }) {
  if (serializer === undefined || payload[0] === CUSTOM || serializer.acceptPlain === true) return;
  throw neverReadable(sealError('NOT_SEALED'));
}

module.exports = { deserialized, refusePlain, serialized };
