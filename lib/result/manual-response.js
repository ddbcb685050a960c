'use strict';

const { Buffer } = require('node:buffer');
const { validateHeaderName, validateHeaderValue } = require('node:http');
const { types } = require('node:util');

const { headerNames } = require('./replayed-headers');
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
  const payload = encodeGiven(given, () => true);
  headerNames('response.headers', Object.keys(given.headers ?? {}));
  return payload;
}

function encodeGiven(given, isKept) {
  const { status, headers = {}, body = '' } = given ?? {};
  const isKnown = Number.isInteger(status) && status >= REPLAYABLE_FROM && status <= 599;
  const isBytes = typeof body === 'string' || types.isUint8Array(body);
  if (!isKnown || !isBytes || !isRecord(headers)) {
    throw new TypeError(
      'onceonly: a response is { status, headers, body }, a status of 200 to 599, headers as an object and a body of ' +
        'text or bytes',
    );
  }
  const found = Object.entries(headers).filter(([name]) => isKept(name));
  // Checked here, not by reading what was written: a line end in a value would be the end of a header there.
  for (const [name, value] of found) checkHeader(name, value);
  return encodeResponse({ status, reason: '', headers: found, chunks: [Buffer.from(body)] });
}

// A Headers or a Map has its content elsewhere.
function isRecord(headers) {
  return headers !== null && typeof headers === 'object' && !(Symbol.iterator in headers);
}

function checkHeader(name, value) {
  const values = Array.isArray(value) ? value : [value];
  if (!isName(name) || !values.every((each) => isValue(name, each))) {
    throw new TypeError(
      `onceonly: header ${JSON.stringify(name)} of a response is text or a number that HTTP can send, or an array of them`,
    );
  }
}

function isName(name) {
  return isAccepted(() => validateHeaderName(name));
}

function isValue(name, value) {
  if (typeof value !== 'string' && !Number.isFinite(value)) return false;
  return isAccepted(() => validateHeaderValue(name, `${value}`));
}

function isAccepted(validate) {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}

/** A plain value as a response, as a route of execute mode would send it. */
function responseOfValue(value) {
  const isBytes = types.isUint8Array(value);
  const type = isBytes ? 'application/octet-stream' : 'application/json; charset=utf-8';
  const body = isBytes ? value : Buffer.from(JSON.stringify(value) ?? '');
  const headers = value === undefined ? [] : [['Content-Type', type]];
  return { status: 200, reason: '', headers, body };
}

module.exports = { givenResponse, responseOfValue, responsePayload };
