'use strict';

const { Buffer } = require('node:buffer');
const { validateHeaderName, validateHeaderValue } = require('node:http');
const { types } = require('node:util');

const { optionError } = require('../util/option-error');
const { kindOf, received } = require('../util/received');
const { headerNames } = require('./replayed-headers');
const { decodeResponse, encodeResponse } = require('./stored-response');

/**
 * Who gives a response: the code of a mistake in it, and how its message names a member.
 * @typedef {[what: 'returned' | 'value', nameOf: (member: string) => string]} Giver
 */

/** @import { Header, StoredResponse } from './stored-response' */

const REPLAYABLE_FROM = 200;

/**
 * Who gives a response: the code of a mistake in it, and how its message names a member.
 * @type {Giver}
 */
const POLICY = ['returned', (member) => `\`result.${member}\` from \`onAbandoned\``];
/** @type {Giver} */
const OPERATOR = ['value', (member) => `option \`response.${member}\``];

/**
 * The response that `onAbandoned` gives as `{ status, headers, body }`, as a captured one. Only the headers named in `kept`
 * are kept. Throws a TypeError for anything else.
 * @param {any} given
 * @param {string[]} kept
 */
function givenResponse(given, kept) {
  const payload = encodeGiven(given, POLICY, (name) => kept.includes(name.toLowerCase()));
  const response = /** @type {StoredResponse} */ (decodeResponse(payload));
  return { ...response, chunks: [response.body] };
}

/**
 * The payload of a response that an operator gives, with all its headers. Throws a TypeError as givenResponse().
 * @param {any} given
 */
function responsePayload(given) {
  const payload = encodeGiven(given, OPERATOR, () => true);
  headerNames('response.headers', Object.keys(given.headers ?? {}));
  return payload;
}

/**
 * @param {any} given
 * @param {Giver} by
 * @param {(name: string) => boolean} isKept
 */
function encodeGiven(given, by, isKept) {
  const { status, headers = {}, body = '' } = given ?? {};
  if (!Number.isInteger(status) || status < REPLAYABLE_FROM || status > 599) {
    const wanted = `a whole number from ${REPLAYABLE_FROM} to 599`;
    refuse(by, 'status', wanted, received('status', status));
  }
  if (!isRecord(headers)) refuse(by, 'headers', 'a plain object', kindOf(headers));
  if (typeof body !== 'string' && !types.isUint8Array(body)) {
    refuse(by, 'body', 'a string or bytes', kindOf(body));
  }
  const found = Object.entries(headers).filter(([name]) => isKept(name));
  // Checked here, not when it is read again: a line end in a value would be the end of a header there.
  for (const [name, value] of found) checkHeader(by, name, value);
  return encodeResponse({ status, reason: '', headers: found, chunks: [Buffer.from(body)] });
}

/**
 * A Headers or a Map has its content elsewhere.
 * @param {unknown} headers
 */
function isRecord(headers) {
  return headers !== null && typeof headers === 'object' && !(Symbol.iterator in headers);
}

/**
 * @param {Giver} by
 * @param {string} name
 * @param {unknown} value
 */
function checkHeader(by, name, value) {
  const values = Array.isArray(value) ? value : [value];
  if (isName(name) && values.every((each) => isValue(name, each))) return;
  const wanted = 'headers that HTTP can send: strings and numbers, or arrays of them';
  refuse(by, 'headers', wanted, `${kindOf(value)} for ${JSON.stringify(name)}`);
}

/**
 * Values may be secret: the kind is told.
 * @param {Giver} by
 * @param {string} member
 * @param {string} wanted
 * @param {string} got
 * @returns {never}
 */
function refuse([what, nameOf], member, wanted, got) {
  throw optionError(what, `${nameOf(member)} must be ${wanted} (received ${got})`);
}

/** @param {string} name */
function isName(name) {
  return isAccepted(() => validateHeaderName(name));
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function isValue(name, value) {
  if (typeof value !== 'string' && !Number.isFinite(value)) return false;
  return isAccepted(() => validateHeaderValue(name, `${value}`));
}

/** @param {() => void} validate */
function isAccepted(validate) {
  try {
    validate();
    return true;
  } catch {
    return false;
  }
}

/**
 * A plain value as a response, as a route of execute mode would send it.
 * @param {unknown} value
 * @returns {StoredResponse}
 */
function responseOfValue(value) {
  const isBytes = types.isUint8Array(value);
  const type = isBytes ? 'application/octet-stream' : 'application/json; charset=utf-8';
  const body = isBytes ? value : Buffer.from(JSON.stringify(value) ?? '');
  /** @type {Header[]} */
  const headers = value === undefined ? [] : [['Content-Type', type]];
  return { status: 200, reason: '', headers, body };
}

module.exports = { givenResponse, responseOfValue, responsePayload };
