'use strict';

const { Buffer } = require('node:buffer');
const { STATUS_CODES } = require('node:http');

const { isStream } = require('../../response/value/given-answer');

/** @import { Answer } from '../../response/value/given-answer' */
/** @import { KoaContext } from './koa' */

const EMPTY = new Set([204, 205, 304]);

/**
 * The response that Koa will send of a context.
 * @param {KoaContext} ctx
 * @returns {Promise<Answer>}
 */
async function answerOf(ctx) {
  const body = await bodyOf(ctx);
  // Koa sets it when it sends the message of a status.
  const headers =
    ctx.body === undefined && body !== '' ? { 'content-type': 'text/plain; charset=utf-8' } : {};
  return { status: ctx.status, headers: { ...headers, ...ctx.response.headers }, body };
}

/** @param {KoaContext} ctx */
async function bodyOf(ctx) {
  const { body, status, response } = ctx;
  if (EMPTY.has(status)) return '';
  if (body === null || body === undefined) {
    if (response._explicitNullBody) return '';
    return ctx.req.httpVersionMajor >= 2 ? `${status}` : ctx.message || `${status}`;
  }
  if (typeof body === 'string' || Buffer.isBuffer(body) || isStream(body)) return body;
  const kind = Object.prototype.toString.call(body);
  if (kind === '[object Blob]' || kind === '[object File]')
    return Buffer.from(await body.arrayBuffer());
  if (kind === '[object Response]') return body.body ?? '';
  return JSON.stringify(body);
}

/**
 * Puts a stored response on a context, for Koa and all middleware above to send.
 * @param {KoaContext} ctx
 * @param {Answer} response
 */
function putStored(ctx, { status, headers, body }) {
  const bytes = /** @type {Buffer} */ (body);
  ctx.status = status;
  // First, because Koa takes its type from the body else.
  for (const [name, value] of Object.entries(headers ?? {})) ctx.set(name, value);
  const type = ctx.res.getHeader('Content-Type');
  ctx.body = bytes.length === 0 ? null : bytes;
  ctx.status = status;
  if (type !== undefined) ctx.set('Content-Type', type);
}

/**
 * Puts a stream in the place of the one that it reads.
 * @param {KoaContext} ctx
 * @param {unknown} body
 */
function putStream(ctx, body) {
  const length = ctx.res.getHeader('Content-Length');
  ctx.body = body;
  if (length !== undefined) ctx.set('Content-Length', length);
}

/**
 * The answer of Koa's own `ctx.onerror()`, which writes nothing for a client that has left.
 * @param {any} error
 * @returns {Answer}
 */
function answerOfError(error) {
  const given = error?.status ?? error?.statusCode;
  const status = STATUS_CODES[given] === undefined ? 500 : Number(given);
  const body = error?.expose ? `${error.message}` : STATUS_CODES[status];
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

module.exports = { answerOf, answerOfError, putStored, putStream };
