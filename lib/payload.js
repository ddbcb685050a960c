'use strict';

const { IdempotencyError } = require('./errors');
const { jsonSerializer, unreadable } = require('./json-serializer');
const { CUSTOM, deserialized, serialized, tombstone } = require('./serialized');
const { errorOf, fieldsOf } = require('./stored-error');

// The first byte of a payload that the jsonSerializer has not made: JSON of an error's fields, something thrown that is
// no error. Bytes of the app's serializer have one of these two, or this one for a value, in the second byte.
const ERROR = 0x65; // e
const THROWN = 0x78; // x
const VALUE = 0x76; // v

/**
 * Encodes what an operation returned. Gives `{ kind: 'value', payload }`, or `{ kind: 'tombstone', payload, cause? }`
 * when it cannot be serialised or is larger than `maxResultBytes`; a promise if the app has a serializer.
 * @returns {any}
 */
function encodeValue(value, settings, request) {
  if (settings.serializer !== undefined) return encodeCustom(VALUE, value, settings, request);
  return bounded('value', () => jsonSerializer.serialize(value), settings);
}

/**
 * Encodes what an operation threw, by the same rules; an error is kept for `errorTTL`.
 * @returns {any}
 */
function encodeError(thrown, settings, request) {
  const isError = thrown instanceof Error;
  if (settings.serializer !== undefined) {
    return encodeCustomError(thrown, isError, settings, request);
  }
  const serialize = () => {
    const kept = isError ? fieldsOf(thrown, settings.errorSerializer) : thrown;
    const bytes = jsonSerializer.serialize(kept);
    return Buffer.concat([Buffer.of(isError ? ERROR : THROWN), bytes]);
  };
  return { ...bounded('error', serialize, settings), ttlMs: settings.errorMs };
}

/**
 * Decodes what the two have made into `{ value }` or `{ thrown }`; a promise if the app has a serializer. A tombstone
 * throws RESULT_NOT_REPLAYABLE, what cannot be read LOCK_FAILED.
 * @param {{ kind: string, payload: Buffer }} stored
 * @param {any} [settings]
 * @param {any} [request]
 * @returns {any}
 */
function decodePayload({ kind, payload }, settings = {}, request = {}) {
  if (kind === 'tombstone') throw new IdempotencyError('RESULT_NOT_REPLAYABLE');
  switch (payload[0]) {
    case CUSTOM:
      return decodeCustom(kind, payload, settings, request);
    case ERROR:
      return thrownAgain(jsonSerializer.deserialize(payload.subarray(1)), settings);
    case THROWN:
      return { thrown: jsonSerializer.deserialize(payload.subarray(1)) };
    default:
      return { value: jsonSerializer.deserialize(payload) };
  }
}

async function encodeCustomError(thrown, isError, settings, request) {
  const type = isError ? ERROR : THROWN;
  let kept = thrown;
  try {
    if (isError) kept = fieldsOf(thrown, settings.errorSerializer);
  } catch (cause) {
    return { ...tombstone('unserialisable', cause), ttlMs: settings.errorMs };
  }
  return { ...(await encodeCustom(type, kept, settings, request)), ttlMs: settings.errorMs };
}

async function encodeCustom(type, value, settings, request) {
  const kind = type === VALUE ? 'value' : 'error';
  let payload;
  try {
    payload = await serialized(type, kind, value, settings, request);
  } catch (cause) {
    return tombstone('unserialisable', cause);
  }
  if (payload.length - 2 > settings.maxResultBytes) return tombstone('too-large');
  return { kind, payload };
}

async function decodeCustom(kind, payload, settings, request) {
  const value = await deserialized(kind, payload, settings, request);
  if (payload[1] === ERROR) return thrownAgain(value, settings);
  return payload[1] === THROWN ? { thrown: value } : { value };
}

// What the errorSerializer itself throws is not what the operation has thrown.
function thrownAgain(fields, { errorSerializer }) {
  try {
    return { thrown: errorOf(fields, errorSerializer) };
  } catch (cause) {
    throw unreadable(cause);
  }
}

function bounded(kind, serialize, { maxResultBytes }) {
  let payload;
  try {
    payload = serialize();
  } catch (cause) {
    return tombstone('unserialisable', cause);
  }
  if (payload.length - 1 > maxResultBytes) return tombstone('too-large');
  return { kind, payload };
}

module.exports = { decodePayload, encodeError, encodeValue };
