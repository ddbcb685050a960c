'use strict';

const { Buffer } = require('node:buffer');
const { Readable } = require('node:stream');
const { setImmediate } = require('node:timers');

/** @import { Answer } from '../../response/value/given-answer' */
/** @import { HonoContext } from './hono' */

/** @typedef {globalThis.Response} WebResponse */

const LIST = 'access-control-expose-headers';
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * The response of a handler. A body that is there at once is taken whole, another one is a stream.
 * @param {WebResponse} response
 * @returns {Promise<Answer>}
 */
async function answerOf({ status, headers, body }) {
  const pairs = headersOf(headers);
  if (body === null) return { status, headers: pairs };
  const reader = body.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let next = reader.read();
  for (;;) {
    const part = await atOnce(next);
    if (part === undefined) return { status, headers: pairs, body: streamOf(chunks, next, reader) };
    if (part.done) return { status, headers: pairs, body: Buffer.concat(chunks) };
    chunks.push(part.value);
    next = reader.read();
  }
}

/**
 * What a promise gives in this turn of the loop, or undefined.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T | undefined>}
 */
function atOnce(promise) {
  return new Promise((resolve, reject) => {
    promise.then(resolve, reject);
    setImmediate(() => resolve(undefined));
  });
}

/**
 * @param {Uint8Array[]} chunks
 * @param {Promise<any>} next
 * @param {{ read: () => Promise<any>, cancel: () => Promise<void> }} reader
 */
function streamOf(chunks, next, reader) {
  const parts = async function* () {
    yield* chunks;
    for (let part = await next; !part.done; part = await reader.read()) yield part.value;
  };
  const stream = Readable.from(parts());
  // A stream that is given up before it is read runs no part of the generator.
  stream.once('close', () => void reader.cancel().catch(() => {}));
  return stream;
}

/**
 * By name; a header that came several times has a list.
 * @param {globalThis.Headers} headers
 */
function headersOf(headers) {
  /** @type {Record<string, string | string[]>} */
  const all = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) all['set-cookie'] = cookies;
  return all;
}

/**
 * The response that is sent for an answer.
 * @param {Answer} answer
 */
function responseOf({ status, headers, body }) {
  // The server of Hono has put its own in the place of Node's: it sends a body that is no stream in one go.
  // eslint-disable-next-line no-restricted-globals
  const sent = new Response(WITHOUT_BODY.has(status) ? null : bodyOf(body), { status });
  for (const [name, value] of Object.entries(headers ?? {})) {
    sent.headers.delete(name);
    for (const each of Array.isArray(value) ? value : [value]) sent.headers.append(name, `${each}`);
  }
  return sent;
}

/**
 * @param {any} body
 * @returns {any}
 */
function bodyOf(body) {
  if (typeof body?.pipe === 'function') return Readable.toWeb(body);
  return body?.length > 0 ? body : null;
}

/**
 * Sets headers on the response of a context, and keeps the entries of a list that is there.
 * @param {HonoContext} c
 * @param {Record<string, string>} headers
 */
function putHeaders(c, headers) {
  for (const [name, value] of Object.entries(headers)) {
    const isList = name.toLowerCase() === LIST;
    const listed = isList ? c.res?.headers.get(LIST) : undefined;
    c.header(name, listed ? `${listed}, ${value}` : value);
  }
}

module.exports = { answerOf, putHeaders, responseOf };
