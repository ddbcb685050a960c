'use strict';

const { Buffer } = require('node:buffer');
const { types } = require('node:util');

const {
  announcesBody,
  mayBeEmpty,
  hasParser,
  isElsewhere,
  isEmptyBody,
  isUnread,
  keptBytes,
  wasEmpty,
  whenEmptyIsKnown,
} = require('./body-evidence');
const { IdempotencyError, isIdempotencyError } = require('../errors/idempotency-error');
const { contentOfValue, jsonContent } = require('./json-text');
const { boundaryOf, kindOfBytes, withoutMark } = require('./media-type');
const { HiddenPart } = require('./shown-value');
const { rawBodyOf } = require('./raw-body');

/** @import { Request } from '../exchange/exchange' */
/** @import { Later } from '../util/is-promise' */
/** @import { Content } from './digest-content' */

const OTHER_UTF = /[/+]json\s*;.*charset\s*=\s*"?utf-?(?:16|32)/i;
/** @type {Content} */
const NO_CONTENT = { kind: 'none', body: '' };

/**
 * The part of a request's body that its fingerprint covers: `{ kind, body }`, where `kind` is 'none', 'json', 'bytes',
 * 'form' or 'multipart' (see BodyKind of the addon). With 'multipart' also the `boundary`. A promise for a body that
 * nothing has read and that may be empty.
 *
 * The bytes as sent (`isRaw`) if captureRawBody or express.raw() kept them. Otherwise `req.body`, with `isMarked` as in
 * shownValue().
 *
 * Throws, or rejects with:
 * - BODY_NOT_READ or UNSUPPORTED_MEDIA_TYPE for a body that nothing has read,
 * - BODY_TOO_LARGE over `maxBodyBytes` (0 for no limit),
 * - INVALID_BODY for a value nested too deeply,
 * - BODY_NOT_COMPARABLE for a value that cannot be shown as JSON.
 * @param {Request} req
 * @param {number} maxBodyBytes
 * @returns {Later<Content>}
 */
function requestContent(req, maxBodyBytes) {
  const raw = rawBodyOf(req);
  if (raw !== undefined && isReadable(req)) return bounded(rawContent(req, raw), maxBodyBytes);
  const { body } = req;
  if (!announcesBody(req) || wasEmpty(req)) return bounded(unsentContent(req, body), maxBodyBytes);
  if (!isUnread(req)) return bounded(parsedContent(req, body), maxBodyBytes);
  if (!mayBeEmpty(req)) throw notRead(req);
  return whenEmptyIsKnown(req).then((isEmpty) => {
    if (!isEmpty) throw notRead(req);
    return bounded(unsentContent(req, body), maxBodyBytes);
  });
}

/**
 * The content of a body that is given as a value, by the same rules. `undefined` is no body.
 * @param {unknown} body
 * @param {number} maxBodyBytes
 */
function valueContent(body, maxBodyBytes) {
  return bounded(contentOfValue(body, true), maxBodyBytes);
}

/**
 * JSON in UTF-16 and UTF-32 counts as its parser read it.
 * @param {Request} req
 */
function isReadable({ headers }) {
  return !OTHER_UTF.test(headers['content-type'] ?? '');
}

/**
 * @param {Request} req
 * @param {string | Uint8Array} raw
 * @returns {Content}
 */
function rawContent(req, raw) {
  const kind = kindOfBytes(req);
  const body = kind === 'json' || kind === 'form' ? withoutMark(raw) : raw;
  if (body.length === 0) return NO_CONTENT;
  return { kind, body, boundary: kind === 'multipart' ? boundaryOf(req) : '', isRaw: true };
}

/**
 * No body came, so the app itself has set `req.body`.
 * @param {Request} req
 * @param {unknown} body
 */
function unsentContent(req, body) {
  return isEmptyBody(body) ? NO_CONTENT : bodyContent(req, body);
}

/**
 * @param {Request} req
 * @param {unknown} body
 */
function parsedContent(req, body) {
  if (isElsewhere(req, body)) {
    const kept = keptBytes(req);
    if (kept === undefined) throw new IdempotencyError('BODY_NOT_READ');
    return rawContent(req, kept);
  }
  return bodyContent(req, body);
}

/**
 * @param {Request} req
 * @param {unknown} body
 * @returns {Content}
 */
function bodyContent(req, body) {
  if (types.isUint8Array(body)) return rawContent(req, body);
  if (typeof body !== 'string') return shownContent(body);
  // express.json({ strict: false }) gives the string that JSON text stands for.
  if (kindOfBytes(req) === 'json') return { kind: 'json', body: JSON.stringify(body) };
  return body === '' ? NO_CONTENT : { kind: 'bytes', body };
}

/** @param {unknown} body */
function shownContent(body) {
  try {
    return jsonContent(body, false);
  } catch (cause) {
    if (isIdempotencyError(cause)) throw cause;
    const message = cause instanceof HiddenPart ? cause.message : undefined;
    throw new IdempotencyError('BODY_NOT_COMPARABLE', { message, cause });
  }
}

/**
 * A client chooses the type of its body, and the app which types it parses.
 * @param {Request} req
 */
function notRead(req) {
  return new IdempotencyError(hasParser(req) ? 'UNSUPPORTED_MEDIA_TYPE' : 'BODY_NOT_READ');
}

/**
 * @param {Content} content
 * @param {number} maxBodyBytes
 */
function bounded(content, maxBodyBytes) {
  if (maxBodyBytes > 0 && isLonger(content.body, maxBodyBytes)) {
    throw new IdempotencyError('BODY_TOO_LARGE');
  }
  return content;
}

/**
 * A string's length in UTF-16 units is at most its length in bytes and at least a third of it.
 * @param {string | Uint8Array} body
 * @param {number} bytes
 */
function isLonger(body, bytes) {
  if (typeof body !== 'string') return body.length > bytes;
  return body.length > bytes || (body.length * 3 > bytes && Buffer.byteLength(body) > bytes);
}

module.exports = { requestContent, valueContent };
