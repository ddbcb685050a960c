'use strict';

const { Buffer } = require('node:buffer');
const { validateHeaderName, validateHeaderValue } = require('node:http');

const { RESPONSE } = require('./payload-types');

/**
 * A header as it is stored: its name and its value, or the values of its lines.
 * @typedef {[name: string, value: string | number | readonly (string | number)[]]} Header
 */

/**
 * A response as it is stored.
 * @typedef {object} StoredResponse
 * @property {number} status
 * @property {string} reason  Reason phrase, or ''.
 * @property {Header[]} headers
 * @property {Uint8Array} body
 */

/**
 * A response on its way into a payload, its body in pieces.
 * @typedef {Omit<StoredResponse, 'body'> & { chunks: Uint8Array[] }} SentResponse
 */

// RESPONSE comes first, and then a head in Latin-1, as HTTP has it, and the bytes of the body.
//
//   r<status> <reason>\n<name>: <value>\n...\n\n<body>
const END_OF_HEAD = '\n\n';
const STATUS_LINE = /^([2-9]\d\d) ([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * The payload of `{ status, reason, headers: [[name, value], ...], chunks }`; a value may be an array of lines.
 * @param {SentResponse} response
 */
function encodeResponse({ status, reason, headers, chunks }) {
  const head = `r${status} ${reason}\n${headers.map(linesOf).join('')}\n`;
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, head.length);
  const payload = Buffer.allocUnsafe(length);
  let at = payload.write(head, 'latin1');
  for (const chunk of chunks) {
    payload.set(chunk, at);
    at += chunk.length;
  }
  return payload;
}

/** @param {Header} header */
function linesOf([name, value]) {
  return Array.isArray(value)
    ? value.map((each) => `${name}: ${each}\n`).join('')
    : `${name}: ${value}\n`;
}

/**
 * `{ status, reason, headers, body }` of a payload, or undefined if this version can't have written it. Everything from
 * a store is checked again, so it can never split a response. `body` is a view of the payload.
 * @param {Buffer} payload
 * @returns {StoredResponse | undefined}
 */
function decodeResponse(payload) {
  const end = payload.indexOf(END_OF_HEAD, 0, 'latin1');
  if (payload[0] !== RESPONSE || end === -1) return undefined;
  const [first, ...lines] = payload.toString('latin1', 1, end).split('\n');
  const [, status, reason] = STATUS_LINE.exec(first) ?? [];
  const headers = status === undefined ? undefined : headersOf(lines);
  if (headers === undefined) return undefined;
  return { status: Number(status), reason, headers, body: payload.subarray(end + 2) };
}

/**
 * @param {string[]} lines
 * @returns {Header[] | undefined}
 */
function headersOf(lines) {
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(': ');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 2)];
    if (colon < 1 || !isHeader(name, value)) return undefined;
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return [...headers];
}

/**
 * Whether HTTP can send this header.
 * @param {string} name
 * @param {string} value
 */
function isHeader(name, value) {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

module.exports = { decodeResponse, encodeResponse, isHeader };
