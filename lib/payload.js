'use strict';

const { IdempotencyError } = require('./errors');

// The first byte of a stored payload says what follows.
const JSON_TEXT = 0x6a; // j
const UNDEFINED = 0x75; // u
const BYTES = 0x62; // b
const ERROR = 0x65; // e: JSON of the error's own fields
const THROWN = 0x78; // x: something thrown that is no Error, encoded as a value

const ERROR_FIELDS = ['name', 'message', 'code', 'status', 'statusCode', 'expose', 'details'];

/**
 * Encodes what an operation returned. Gives `{ kind: 'value', payload }`, or `{ kind: 'tombstone', payload }` when JSON
 * cannot hold it or it is larger than `maxBytes`.
 */
function encodeValue(value, maxBytes) {
  let payload;
  try {
    payload = valueBytes(value);
  } catch {
    return tombstone('unserialisable');
  }
  if (payload.length - 1 > maxBytes) return tombstone('too-large');
  return { kind: 'value', payload };
}

/** Encodes what an operation threw, by the same rules. A stack is never kept. */
function encodeError(error, maxBytes) {
  let payload;
  try {
    payload = error instanceof Error ? errorBytes(error) : thrownBytes(error);
  } catch {
    return tombstone('unserialisable');
  }
  if (payload.length - 1 > maxBytes) return tombstone('too-large');
  return { kind: 'error', payload };
}

/** Decodes what encodeValue or encodeError made into `{ value }` or `{ thrown }`. A tombstone throws RESULT_NOT_REPLAYABLE. */
function decodePayload(kind, payload) {
  if (kind === 'tombstone') throw new IdempotencyError('RESULT_NOT_REPLAYABLE');
  switch (payload[0]) {
    case ERROR:
      return { thrown: revivedError(JSON.parse(payload.toString('utf8', 1))) };
    case THROWN:
      return { thrown: decodeBytes(payload.subarray(1)) };
    default:
      return { value: decodeBytes(payload) };
  }
}

function valueBytes(value) {
  if (value === undefined) return Buffer.of(UNDEFINED);
  if (value instanceof Uint8Array) return Buffer.concat([Buffer.of(BYTES), value]);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('JSON has no form for this value');
  return tagged(JSON_TEXT, text);
}

function decodeBytes(payload) {
  switch (payload[0]) {
    case UNDEFINED:
      return undefined;
    case BYTES:
      // A copy: the payload may be the store's own, or one that is still offered to it.
      return Buffer.from(payload.subarray(1));
    case JSON_TEXT:
      return JSON.parse(payload.toString('utf8', 1));
    default:
      throw new IdempotencyError('LOCK_FAILED', {
        message: 'The stored result was written by an unknown version.',
        retryable: false,
      });
  }
}

function errorBytes(error) {
  const fields = {};
  for (const name of ERROR_FIELDS) {
    if (error[name] !== undefined) fields[name] = error[name];
  }
  return tagged(ERROR, JSON.stringify(fields));
}

function thrownBytes(thrown) {
  return Buffer.concat([Buffer.of(THROWN), valueBytes(thrown)]);
}

function revivedError(fields) {
  const error = new Error(fields.message);
  for (const name of ERROR_FIELDS) {
    if (name !== 'message' && fields[name] !== undefined) error[name] = fields[name];
  }
  hideName(error);
  return Object.assign(error, { cached: true });
}

// An inherited `name` is not enumerable; the own one of a revived error is not either.
function hideName(error) {
  if (Object.hasOwn(error, 'name')) {
    Object.defineProperty(error, 'name', { value: error.name, enumerable: false, writable: true });
  }
}

function tagged(tag, text) {
  const payload = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
  payload[0] = tag;
  payload.write(text, 1, 'utf8');
  return payload;
}

function tombstone(why) {
  return { kind: 'tombstone', payload: Buffer.from(why) };
}

module.exports = { encodeValue, encodeError, decodePayload };
