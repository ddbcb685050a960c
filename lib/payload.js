'use strict';

const { IdempotencyError } = require('./errors');
const { jsonSerializer, unreadable } = require('./json-serializer');
const { errorOf, fieldsOf } = require('./stored-error');

// The first byte of a payload that the jsonSerializer has not made: JSON of an error's fields, something thrown that is
// no error, or bytes of the app's serializer, with one of the three kinds in the second byte.
const ERROR = 0x65; // e
const THROWN = 0x78; // x
const CUSTOM = 0x73; // s
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

async function encodeCustom(type, value, { serializer, maxResultBytes }, { id }) {
  const kind = type === VALUE ? 'value' : 'error';
  let bytes;
  try {
    bytes = Buffer.from(await serializer.serialize(value, { id, kind }));
  } catch (cause) {
    return tombstone('unserialisable', cause);
  }
  if (bytes.length > maxResultBytes) return tombstone('too-large');
  return { kind, payload: Buffer.concat([Buffer.of(CUSTOM, type), bytes]) };
}

async function decodeCustom(kind, payload, { serializer, errorSerializer }, { id }) {
  if (serializer === undefined) throw unreadable();
  let value;
  try {
    value = await serializer.deserialize(payload.subarray(2), { id, kind });
  } catch (cause) {
    throw unreadable(cause);
  }
  if (payload[1] === ERROR) return thrownAgain(value, { errorSerializer });
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

function tombstone(why, cause) {
  return { kind: 'tombstone', payload: Buffer.from(why), cause };
}

module.exports = { decodePayload, encodeError, encodeValue };
