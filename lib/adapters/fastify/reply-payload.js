'use strict';

const { Readable } = require('node:stream');

/** @import { Answer } from '../../response/value/given-answer' */
/** @import { FastifyReply } from './fastify' */

/**
 * What is sent of a payload. Fastify unpacks a Response of the web after its hooks, and so does this.
 * @param {FastifyReply} reply
 * @param {any} payload
 */
function unpacked(reply, payload) {
  if (Object.prototype.toString.call(payload) !== '[object Response]') return payload;
  reply.code(payload.status);
  for (const [name, value] of payload.headers) reply.header(name, value);
  return payload.body;
}

/**
 * Puts the head of a stored response on a reply; gives what is to be sent as its payload.
 * @param {FastifyReply} reply
 * @param {Answer} response
 */
function put(reply, { status, headers, body }) {
  reply.code(status);
  for (const [name, value] of Object.entries(headers ?? {})) reply.header(name, value);
  const bytes = /** @type {Buffer} */ (body);
  const hasType = reply.getHeader('content-type') !== undefined;
  if (bytes.length === 0) return hasType ? '' : undefined;
  if (hasType) return bytes;
  // Fastify gives bytes a type that the first response did not have.
  reply.header('content-length', bytes.length);
  return Readable.from([bytes]);
}

module.exports = { put, unpacked };
