'use strict';

const { Buffer } = require('node:buffer');
const { isAscii } = require('node:buffer');

const { IdempotencyError } = require('../errors/idempotency-error');
const { setOutcomeHeaders } = require('../http/outcome-headers');
const { acceptsEncoding } = require('./accept-encoding');

/** @import { NodeResponse, Request } from '../exchange/exchange' */
/** @import { Header, StoredResponse } from '../result/stored-response' */

const SHORT = 16 * 1024;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Answers with a stored response: its bytes as they are. Throws RESULT_NOT_REPLAYABLE for one the client cannot read.
 * @param {Request} req
 * @param {NodeResponse} res
 * @param {StoredResponse} stored
 */
function sendStored(req, res, { status, reason, headers, body }) {
  refuseUnreadable(req, headers);
  res.statusCode = status;
  if (req.httpVersionMajor !== 2) res.statusMessage = reason;
  for (const [name, value] of headers) res.setHeader(name, /** @type {string} */ (value));
  setOutcomeHeaders(res, { cached: true });
  const hasBody = req.method !== 'HEAD' && status !== 204 && status !== 304;
  if (!hasBody) return res.end();
  res.setHeader('Content-Length', body.length);
  writeExactly(res, headers);
  // Node puts text into one write with the head, but not bytes. Text that is no ASCII means other bytes to an adapter that
  // takes all text for UTF-8.
  if (body.length <= SHORT && isAscii(body))
    res.end(/** @type {any} */ (body).latin1Slice(), 'latin1');
  // A copy: the payload may be the store's own or another waiter's, and an app's own `end` may work in place.
  else res.end(Buffer.from(body));
}

/**
 * Node rewrites this header if it knows the length of the body first, as in end(). The stored value is the one that the
 * first client got.
 * @param {NodeResponse} res
 * @param {Header[]} headers
 */
function writeExactly(res, headers) {
  const isRewritten = (/** @type {Header} */ [name, value]) =>
    NOT_ASCII.test(`${value}`) && name.toLowerCase() === 'content-disposition';
  if (headers.some(isRewritten)) res.writeHead(res.statusCode);
}

/**
 * Throws RESULT_NOT_REPLAYABLE for a stored body in an encoding that the client does not accept.
 * @param {Request} req
 * @param {Header[]} headers
 */
function refuseUnreadable(req, headers) {
  const coding = headers.find(([name]) => name.toLowerCase() === 'content-encoding');
  if (coding === undefined || acceptsEncoding(acceptedBy(req), `${coding[1]}`)) {
    return;
  }
  throw new IdempotencyError('RESULT_NOT_REPLAYABLE', {
    message: 'The stored response is encoded in a way that this request does not accept.',
  });
}

/**
 * Node joins what comes twice.
 * @param {Request} req
 */
function acceptedBy(req) {
  return /** @type {string | undefined} */ (req.headers['accept-encoding']);
}

module.exports = { refuseUnreadable, sendStored };
