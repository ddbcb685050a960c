'use strict';

const { headerNames } = require('./replay-headers');
const { decodeResponse, encodeResponse } = require('./stored-response');

const REPLAYABLE_FROM = 200;

/**
 * A response that an app or an operator gives as `{ status, headers, body }`, as a captured one. Only the headers named
 * in `kept` are kept. Throws a TypeError for anything else.
 */
function givenResponse(given, kept) {
  const payload = encodeGiven(given, (name) => kept.includes(name.toLowerCase()));
  const response = /** @type {any} */ (decodeResponse(payload));
  return { ...response, chunks: [response.body] };
}

/** The payload of a response that an operator gives, with all its headers. Throws a TypeError as givenResponse(). */
function responsePayload(given) {
  headerNames('response.headers', Object.keys(given?.headers ?? {}));
  return encodeGiven(given, () => true);
}

function encodeGiven(given, isKept) {
  const { status, headers = {}, body = '' } = given ?? {};
  const isKnown = Number.isInteger(status) && status >= REPLAYABLE_FROM && status <= 599;
  const isBytes = typeof body === 'string' || body instanceof Uint8Array;
  if (!isKnown || !isBytes || headers === null || typeof headers !== 'object') {
    throw new TypeError(
      'onceonly: a response is { status, headers, body }, a status of 200 to 599 and a body of text or bytes',
    );
  }
  const found = Object.entries(headers).filter(([name]) => isKept(name));
  const chunks = [Buffer.from(body)];
  const payload = encodeResponse({ status, reason: '', headers: found, chunks });
  if (decodeResponse(payload) === undefined) {
    throw new TypeError('onceonly: a response has a bad header');
  }
  return payload;
}

/** A plain value as a response, as a route of execute mode would send it. */
function responseOfValue(value) {
  const isBytes = Buffer.isBuffer(value);
  const type = isBytes ? 'application/octet-stream' : 'application/json; charset=utf-8';
  const body = isBytes ? value : Buffer.from(JSON.stringify(value) ?? '');
  const headers = value === undefined ? [] : [['Content-Type', type]];
  return { status: 200, reason: '', headers, body };
}

module.exports = { givenResponse, responseOfValue, responsePayload };
