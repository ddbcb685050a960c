'use strict';

const { Buffer } = require('node:buffer');
const { validateHeaderValue } = require('node:http');
const { Readable } = require('node:stream');
const { types } = require('node:util');

const { optionError } = require('../../util/option-error');
const { kindOf, received } = require('../../util/received');
const { isInTimer } = require('../who-answers');

/** @import { Header } from '../../result/stored-response' */
/** @import { Captured } from '../capture/body' */
/** @import { KeptHeader } from '../response-settings' */

/**
 * The headers of an answer: by name, or as pairs of name and value, as Headers and Map give them.
 * @typedef {Record<string, unknown> | Iterable<readonly [string, unknown]>} GivenHeaders
 */

/**
 * A response that a handler gives as a value.
 * @typedef {object} Answer
 * @property {number} status
 * @property {GivenHeaders} [headers]
 * @property {unknown} [body]  Text, bytes, a stream of either, or nothing.
 */

const LENGTH = { name: 'Content-Length', lower: 'content-length' };
const EVENT_STREAM = /^text\/event-stream\s*(;|$)/i;

/**
 * The part of an answer that is stored. A TypeError for one that HTTP can't send.
 * @param {Answer} answer
 * @param {string} method
 * @param {KeptHeader[]} kept
 * @returns {Captured}
 */
function capturedAnswer({ status, headers = {}, body }, method, kept) {
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    refuse('status', 'a whole number from 100 to 599', received('status', status));
  }
  const given = byName(headers);
  const isHead = method === 'HEAD';
  const hasBody = !isHead && status !== 204 && status !== 304;
  const chunks = hasBody && !isStream(body) ? chunksOf(body) : [];
  return {
    status,
    reason: '',
    headers: keptOf(given, isHead || status === 304 ? [...kept, LENGTH] : kept),
    chunks,
    tooLarge: false,
    bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    byTimeout: isInTimer(),
    skipped: false,
    ttlMs: undefined,
    mayRunOn: false,
    verdict: undefined,
    endless: status < 200 || EVENT_STREAM.test(`${given.get('content-type')}`),
  };
}

/**
 * The values of headers by their names in lower case, a list for a header of several pairs.
 * @param {GivenHeaders} headers
 */
function byName(headers) {
  /** @type {Map<string, unknown>} */
  const given = new Map();
  for (const [name, value] of pairsOf(headers)) {
    const lower = name.toLowerCase();
    given.set(lower, given.has(lower) ? [given.get(lower), value].flat() : value);
  }
  return given;
}

/**
 * @param {GivenHeaders} headers
 * @returns {Iterable<readonly [string, unknown]>}
 */
function pairsOf(headers) {
  return Symbol.iterator in headers
    ? /** @type {Iterable<readonly [string, unknown]>} */ (headers)
    : Object.entries(headers);
}

/**
 * @param {Map<string, unknown>} given
 * @param {KeptHeader[]} kept
 * @returns {Header[]}
 */
function keptOf(given, kept) {
  /** @type {Header[]} */
  const headers = [];
  for (const { name, lower } of kept) {
    const value = /** @type {any} */ (given.get(lower));
    if (value === undefined) continue;
    // A line end in a value would end the header in the record.
    for (const each of Array.isArray(value) ? value : [value]) validateHeaderValue(name, `${each}`);
    headers.push([name, value]);
  }
  return headers;
}

/** @param {unknown} body */
function chunksOf(body) {
  if (body === undefined || body === null) return [];
  if (typeof body !== 'string' && !types.isUint8Array(body)) {
    refuse('body', 'text, bytes, a stream, or nothing', kindOf(body));
  }
  return [Buffer.from(/** @type {string} */ (body))];
}

/**
 * Whether a body comes in parts: a stream of Node, of the web, or anything that gives them one after another.
 * @param {any} body
 */
function isStream(body) {
  if (typeof body !== 'object' || body === null) return false;
  return typeof body.pipe === 'function' || typeof body.getReader === 'function';
}

/**
 * @param {any} body  One that isStream() knows.
 * @returns {Readable}
 */
function readableOf(body) {
  return typeof body.getReader === 'function' ? Readable.fromWeb(body) : body;
}

/**
 * Gives up a body that nobody will get.
 * @param {any} body
 */
function discard(body) {
  if (!isStream(body)) return;
  const stream = readableOf(body);
  stream.on('error', () => {});
  stream.destroy();
}

/**
 * Values may be secret: the kind is told.
 * @param {string} member
 * @param {string} wanted
 * @param {string} got
 * @returns {never}
 */
function refuse(member, wanted, got) {
  throw optionError('returned', `\`${member}\` of a response must be ${wanted} (received ${got})`);
}

module.exports = { capturedAnswer, discard, isStream, readableOf };
