'use strict';

const { IdempotencyError } = require('./errors');
const { boundaryOf, kindOfBytes } = require('./fingerprint/media-type');
const { rawBodyOf } = require('./raw-body');

const NO_CONTENT = { kind: 'none', body: '' };

/**
 * What of a request's body its fingerprint is taken of: `{ kind: 'none' | 'json' | 'bytes' | 'form' | 'multipart', body }`
 * (see BodyKind of the addon), of multipart also the `boundary`. The bytes as sent, which `isRaw` tells, where
 * captureRawBody or express.raw() kept them; else `req.body` as it stands.
 *
 * Throws BODY_NOT_READ for a request with a body that nothing has read, BODY_TOO_LARGE over `maxBodyBytes` (0 for no
 * limit), INVALID_BODY for a value nested too deeply to be written as JSON.
 */
function requestContent(req, maxBodyBytes) {
  const raw = rawBodyOf(req);
  const content = raw === undefined ? parsedContent(req) : rawContent(req, raw);
  return bounded(content, maxBodyBytes);
}

/** The content of a body that is given as a value, by the same rules. `undefined` is no body. */
function valueContent(body, maxBodyBytes) {
  return bounded(contentOf(body), maxBodyBytes);
}

function rawContent(req, raw) {
  if (raw.length === 0) return NO_CONTENT;
  const kind = kindOfBytes(req);
  return { kind, body: raw, boundary: kind === 'multipart' ? boundaryOf(req) : '', isRaw: true };
}

function parsedContent(req) {
  const { body } = req;
  if (!hasBody(req) && isEmpty(body)) return NO_CONTENT;
  if (hasBody(req) && (isUnread(req) || body === undefined)) {
    throw new IdempotencyError('BODY_NOT_READ');
  }
  if (body instanceof Uint8Array) return rawContent(req, body);
  // express.json({ strict: false }) gives the string that JSON text stands for.
  const isJsonText = typeof body === 'string' && kindOfBytes(req) === 'json';
  return isJsonText ? { kind: 'json', body: JSON.stringify(body) } : contentOf(body);
}

function hasBody({ headers }) {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
}

// Express 4 leaves {} and Express 5 undefined where no parser took the body. A request that does not come from Node's
// own server may lack these fields; its body was read by whatever made it.
function isUnread(req) {
  return req.readableDidRead === false && req.readableEnded === false;
}

function isEmpty(body) {
  if (body === undefined || body === null) return true;
  return Object.getPrototypeOf(body) === Object.prototype && Object.keys(body).length === 0;
}

function contentOf(body) {
  if (body === undefined) return NO_CONTENT;
  if (typeof body === 'string' || body instanceof Uint8Array) return { kind: 'bytes', body };
  return { kind: 'json', body: stringify(body) };
}

function stringify(body) {
  let text;
  try {
    text = JSON.stringify(body);
  } catch (cause) {
    if (cause instanceof RangeError) throw new IdempotencyError('INVALID_BODY', { cause });
    throw cause;
  }
  if (text === undefined) throw new TypeError('onceonly: the body has no JSON form');
  return text;
}

function bounded(content, maxBodyBytes) {
  if (maxBodyBytes > 0 && isLonger(content.body, maxBodyBytes)) {
    throw new IdempotencyError('BODY_TOO_LARGE');
  }
  return content;
}

// A string's length in UTF-16 units is at most its length in bytes and at least a third of it.
function isLonger(body, bytes) {
  if (typeof body !== 'string') return body.length > bytes;
  return body.length > bytes || (body.length * 3 > bytes && Buffer.byteLength(body) > bytes);
}

module.exports = { requestContent, valueContent };
