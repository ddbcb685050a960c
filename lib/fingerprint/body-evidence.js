'use strict';

const { types } = require('node:util');

const { kindOfBytes } = require('./media-type');

/** @import { Request } from '../exchange/exchange' */

/**
 * A request whose body comes as a stream.
 * @typedef {Request & Required<Pick<Request, 'on' | 'off'>>} StreamedRequest
 */

// The signs on a request that it has a body, and that somebody has read it. A request that does not come from Node's
// own server may lack these members. Its body was read by the code that made it.

/**
 * Whether its head announces a body. A chunked one may be empty all the same.
 * @param {Request} req
 */
function announcesBody(req) {
  const { headers } = req;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined) return true;
  return length === undefined ? isOpenHttp2(req) : Number(length) > 0;
}

/**
 * HTTP/2 has neither header for a body of unknown length.
 * @param {Request} req
 */
function isOpenHttp2({ httpVersionMajor, stream }) {
  return httpVersionMajor === 2 && stream?.endAfterHeaders === false;
}

/**
 * Whether nobody has begun to read.
 * @param {Request} req
 */
function isUnread(req) {
  return req.readableDidRead === false && req.readableEnded === false;
}

/**
 * Whether it was read to its end and there was no byte.
 * @param {Request} req
 */
function wasEmpty(req) {
  return req.readableDidRead === false && req.readableEnded === true;
}

/**
 * Whether an unread body may turn out to have no bytes: its head gives no length.
 * @param {Request} req
 * @returns {req is StreamedRequest}
 */
function mayBeEmpty(req) {
  return !(Number(req.headers['content-length']) > 0) && typeof req.on === 'function';
}

/**
 * Whether an unread body has no bytes; known when its first byte or its end is here. Takes no byte out of the stream, and
 * asks the stream alone: adapters for other servers say `complete` before they have pushed anything.
 * @param {StreamedRequest} req
 * @returns {Promise<boolean>}
 */
function whenEmptyIsKnown(req) {
  if (Number(req.readableLength) > 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    // A stream that is readable and holds nothing has come to its end.
    const atReadable = () => settle(req.readableLength === 0);
    const atEnd = () => settle(true);
    const atClose = () => settle(false);
    const settle = (/** @type {boolean} */ isEmpty) => {
      req.off('readable', atReadable).off('end', atEnd).off('close', atClose).off('error', atClose);
      resolve(isEmpty);
    };
    req.on('readable', atReadable).on('end', atEnd).on('close', atClose).on('error', atClose);
  });
}

/**
 * Whether it is an object without members, or nothing. A parser leaves this if it did not parse.
 * @param {unknown} body
 */
function isEmptyBody(body) {
  if (body === undefined || body === null || body === '') return true;
  return isEmptyObject(body);
}

/** @param {unknown} body */
function isEmptyObject(body) {
  if (typeof body !== 'object' || body === null) return false;
  // Says no at the first member, without a list of them.
  for (const name in body) if (Object.hasOwn(body, name)) return false;
  // Parsers of uploads give an object without a prototype, and on purpose.
  const isParsed = Object.getPrototypeOf(body) === null;
  return !isParsed && Object.prototype.toString.call(body) === '[object Object]';
}

/**
 * Whether the bytes went somewhere else than into `body`: the parsers of Express 4 and Koa leave `{}` for every body that they
 * do not parse, also for one that another middleware reads.
 * @param {Request} req
 * @param {unknown} body
 */
function isElsewhere(req, body) {
  if (body === undefined) return true;
  if (!isEmptyObject(body) || req._body === true || req.readableDidRead !== true) return false;
  const kind = kindOfBytes(req);
  if (kind === 'bytes') return true;
  if (req.leavesEmptyBody !== true && typeof req.app?.lazyrouter !== 'function') return false;
  // There a `{}` may come from these two bytes, or from a form that holds only files.
  const isTwoBytes = kind === 'json' && req.headers['content-length'] === '2';
  return !isTwoBytes && req.file === undefined && req.files === undefined;
}

/**
 * Bytes that a parser left on `req.rawBody` (cloud functions, NestJS, webhooks), or undefined. None of a body that has some means that
 * they are not there.
 * @param {Request} req
 * @returns {string | Uint8Array | undefined}
 */
function keptBytes(req) {
  const { rawBody } = req;
  const isText = typeof rawBody === 'string' || types.isUint8Array(rawBody);
  if (!isText) return undefined;
  return rawBody.length > 0 || !hasBytes(req) ? rawBody : undefined;
}

/** @param {Request} req */
function hasBytes({ headers, readableDidRead }) {
  return readableDidRead === true || Number(headers['content-length']) > 0;
}

/**
 * Whether a body parser was asked before: each of them leaves a `body`, if only undefined.
 * @param {Request} req
 */
function hasParser(req) {
  return 'body' in req;
}

module.exports = {
  announcesBody,
  hasParser,
  isElsewhere,
  isEmptyBody,
  isUnread,
  keptBytes,
  mayBeEmpty,
  wasEmpty,
  whenEmptyIsKnown,
};
