'use strict';

const { Buffer } = require('node:buffer');

const { kept, unkept } = require('./encoded');
const { parseJson } = require('./exact-json');
const { isPromise } = require('../util/is-promise');
const { neverReadable } = require('../errors/refusals');
const { jsonSerializer, jsonTextIn, payloadBytes, plainPayload } = require('./json-serializer');
const { plainCopy } = require('./plain-copy');
const { ERROR, THROWN, UNCLEAR, VALUE } = require('./payload-types');
const { deserialized, refusePlain, serialized } = require('./serialized');
const { isError } = require('./stored-error/is-error');
const { errorOf } = require('./stored-error/put-together');
const { takeApart } = require('./stored-error/take-apart');
const { CUSTOM, TOMBSTONE, notReplayable, refusedFor } = require('./tombstone');

/** @import { Later } from '../util/is-promise' */
/** @import { Change, Encoded, Kind, Payload } from './encoded' */
/** @import { Decoded, OutcomeRequest, OutcomeSettings } from './operation-outcomes' */

/**
 * The settings that a store of its own has of these: see Store.check() and Operator.
 * @typedef {Partial<OutcomeSettings>} SomeSettings
 */

/**
 * What a store of its own knows of a request.
 * @typedef {{ id: string } & Partial<OutcomeRequest>} SomeRequest
 */

/**
 * What is told of an outcome beside its bytes.
 * @typedef {object} About
 * @property {'value' | 'error'} kind
 * @property {number} [ttlMs]
 * @property {Change} [change]
 */

/**
 * Encodes the value of an operation, see encoded.js. A promise if the app's serializer is async. The size limit is not
 * checked here.
 * @param {unknown} value
 * @param {SomeSettings} settings
 * @param {SomeRequest} request
 * @returns {Later<Encoded>}
 */
function encodeValue(value, settings, request) {
  if (settings.serializer !== undefined) {
    return encodeCustom(VALUE, value, { kind: 'value' }, settings, request);
  }
  try {
    const copy = settings.roundTrip && !request.wantsText ? plainCopy(value) : undefined;
    const payload = plainPayload(copy === undefined ? value : copy);
    return kept('value', payload, payloadBytes(payload) - 1, undefined, undefined, copy);
  } catch (cause) {
    return unkept('value', 'unserialisable', { cause });
  }
}

/**
 * The same for a value that a retry's handler may not answer with: see answered.js.
 * @param {unknown} value
 * @param {SomeSettings} settings
 * @param {SomeRequest} request
 * @returns {Later<Encoded>}
 */
function encodeUnclear(value, settings, request) {
  if (settings.serializer !== undefined) {
    return encodeCustom(UNCLEAR, value, { kind: 'value' }, settings, request);
  }
  const encoded = /** @type {Encoded} */ (encodeValue(value, settings, request));
  if (encoded.why !== undefined) return encoded;
  const payload = Buffer.concat([
    Buffer.of(UNCLEAR),
    Buffer.from(/** @type {Payload} */ (encoded.payload)),
  ]);
  return { ...encoded, payload };
}

/**
 * Encodes the error of an operation, by the same rules. An error is kept for `errorTTL`.
 * @param {unknown} thrown
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Encoded>}
 */
function encodeError(thrown, settings, request) {
  /** @type {About} */
  const about = { kind: 'error', ttlMs: settings.errorMs, change: undefined };
  try {
    if (!isError(thrown)) return encodeThrown(THROWN, thrown, about, settings, request);
    const { fields, change } = takeApart(thrown, settings);
    return encodeThrown(ERROR, fields, { ...about, change }, settings, request);
  } catch (cause) {
    return unkept('error', 'unserialisable', { ...about, cause });
  }
}

/**
 * @param {number} type
 * @param {unknown} what
 * @param {About} about
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 */
function encodeThrown(type, what, about, settings, request) {
  if (settings.serializer !== undefined) {
    return encodeCustom(type, what, about, settings, request);
  }
  const payload = Buffer.concat([Buffer.of(type), jsonSerializer.serialize(what)]);
  return kept('error', payload, payload.length - 1, about.ttlMs, about.change);
}

/**
 * Encodes a value with the app's serializer. `about` is `{ kind, ttlMs?, change? }` of the encoded result.
 * @param {number} type
 * @param {unknown} what
 * @param {About} about
 * @param {SomeSettings} settings
 * @param {SomeRequest} request
 * @returns {Later<Encoded>}
 */
function encodeCustom(type, what, about, settings, request) {
  const { kind, ttlMs, change } = about;
  const done = (/** @type {Buffer} */ payload) =>
    kept(kind, payload, payload.length - 2, ttlMs, change);
  const failed = (/** @type {unknown} */ cause) =>
    unkept(kind, 'unserialisable', { ttlMs, change, cause });
  try {
    const payload = serialized(type, kind, what, settings, request);
    return isPromise(payload) ? payload.then(done).catch(failed) : done(payload);
  } catch (cause) {
    return failed(cause);
  }
}

/**
 * Decodes a payload of these encoders into `{ value }` or `{ thrown }`. A promise if the app has a serializer. A
 * tombstone throws RESULT_NOT_REPLAYABLE, an unreadable payload LOCK_FAILED.
 * @param {{ kind: Kind, payload: Payload }} stored
 * @param {SomeSettings} [settings]
 * @param {SomeRequest} [request]
 * @returns {Later<Decoded>}
 */
function decodePayload({ kind, payload: stored }, settings = {}, request = { id: '' }) {
  // Text is always JSON, which is the default below.
  const payload = /** @type {Buffer} */ (stored);
  refusePlain(payload, settings);
  if (payload[0] === CUSTOM) return decodeCustom(kind, payload, settings, request);
  if (kind === 'tombstone') throw notReplayable(payload);
  switch (payload[0]) {
    case TOMBSTONE:
      throw notReplayable(payload);
    case ERROR:
      return thrownAgain(jsonSerializer.deserialize(payload.subarray(1)), settings);
    case THROWN:
      return { thrown: jsonSerializer.deserialize(payload.subarray(1)) };
    case UNCLEAR:
      return { value: jsonSerializer.deserialize(payload.subarray(1)), isUnclear: true };
    default:
      return plainOutcome(payload, request);
  }
}

/**
 * A caller that sends a result as JSON gets the stored text: `text`, and no `value`.
 * @param {Payload} payload
 * @param {SomeRequest} request
 * @returns {Decoded}
 */
function plainOutcome(payload, { wantsText }) {
  const text = jsonTextIn(payload);
  if (text === undefined)
    return { value: jsonSerializer.deserialize(/** @type {Buffer} */ (payload)) };
  return wantsText ? { value: undefined, text } : { value: parseJson(text) };
}

/**
 * A serializer may not authenticate the type of a payload, so the type must agree with the record's kind.
 * @param {Kind} kind
 * @param {Buffer} payload
 * @param {SomeSettings} settings
 * @param {SomeRequest} request
 * @returns {Promise<Decoded>}
 */
async function decodeCustom(kind, payload, settings, request) {
  const type = payload[1];
  if (type === TOMBSTONE || kind === 'tombstone')
    throw await customTombstone(kind, payload, settings, request);
  const isThrown = type === ERROR || type === THROWN;
  const isValue = type === VALUE || type === UNCLEAR;
  if (kind === 'error' ? !isThrown : !isValue) throw neverReadable();
  const value = await deserialized(kind, payload, settings, request);
  if (type === ERROR) return thrownAgain(value, settings);
  if (isThrown) return { thrown: value };
  return type === UNCLEAR ? { value, isUnclear: true } : { value };
}

/**
 * The error for a tombstone that the app's serializer has made.
 * @param {Kind} kind
 * @param {Buffer} payload
 * @param {SomeSettings} settings
 * @param {SomeRequest} request
 */
async function customTombstone(kind, payload, settings, request) {
  const said = await deserialized(kind === 'error' ? 'error' : 'value', payload, settings, request);
  return payload[1] === TOMBSTONE && typeof said?.why === 'string'
    ? refusedFor(said)
    : neverReadable();
}

/**
 * An error of the errorSerializer is not the error of the operation.
 * @param {any} fields
 * @param {SomeSettings} settings
 */
function thrownAgain(fields, settings) {
  try {
    return { thrown: errorOf(fields, settings) };
  } catch (cause) {
    throw neverReadable(cause);
  }
}

module.exports = {
  customTombstone,
  decodePayload,
  encodeCustom,
  encodeError,
  encodeUnclear,
  encodeValue,
};
