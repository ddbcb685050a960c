'use strict';

/** @import { Request, Response } from '../exchange/exchange' */

const EXPOSED = 'Idempotency-Cached, Idempotent-Replayed, Idempotency-Status, Retry-After';
const LIST = 'Access-Control-Expose-Headers';

// Of HTTP/1.1 and of the compatibility API of HTTP/2.
const SENT = new Set(['ERR_HTTP_HEADERS_SENT', 'ERR_HTTP2_HEADERS_SENT']);

/**
 * Tells in the response how its answer came about: `{ cached, status? }` of an execution. Gives false, and does nothing,
 * where the headers were sent already.
 * @param {Response} res
 * @param {{ cached: boolean, status?: string }} outcome
 */
function setOutcomeHeaders(res, { cached, status }) {
  try {
    res.setHeader('Idempotency-Cached', cached ? 'true' : 'false');
  } catch (error) {
    // To ask for `headersSent` first costs half as much as to set a header.
    if (SENT.has(error?.code) || res.headersSent) return false;
    throw error;
  }
  if (cached) res.setHeader('Idempotent-Replayed', 'true');
  if (status !== undefined) res.setHeader('Idempotency-Status', status);
  expose(res);
  return true;
}

/**
 * Lets a page of another origin read the headers of a refusal, `Retry-After` and our own, whoever writes it. Does
 * nothing if the headers were sent already.
 * @param {Response} res
 */
function exposeHeaders(res) {
  if (!res.headersSent) expose(res);
}

/**
 * A browser shows a page only the headers on this list. Entries of the app stay.
 * @param {Response} res
 */
function expose(res) {
  if (!mayBeOfOtherOrigin(res.req)) return;
  const listed = res.getHeader(LIST);
  if (listed === undefined) return res.setHeader(LIST, EXPOSED);
  const text = Array.isArray(listed) ? listed.join(', ') : `${listed}`;
  if (!text.includes(EXPOSED)) res.setHeader(LIST, text === '' ? EXPOSED : `${text}, ${EXPOSED}`);
}

/**
 * With every method but GET and HEAD a browser says which page asks. The answer to these two may come out of a cache, where one
 * that was made for another origin, or for no page at all, must have the list as well.
 * @param {Request | undefined} req
 */
function mayBeOfOtherOrigin(req) {
  if (req?.headers === undefined || req.headers.origin !== undefined) return true;
  return req.method === 'GET' || req.method === 'HEAD';
}

module.exports = { exposeHeaders, setOutcomeHeaders };
