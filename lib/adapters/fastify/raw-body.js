'use strict';

const { Buffer } = require('node:buffer');
const { Transform } = require('node:stream');

const { captureRawBody } = require('../../fingerprint/raw-body');

/** @import { FastifyRequest } from './fastify' */

/**
 * The stream of a body that keeps its bytes for the fingerprint of this request, once a parser of Fastify has read it.
 * @param {FastifyRequest} request
 * @param {import('node:stream').Readable & { receivedEncodedLength?: number }} payload
 */
function keepingBytes(request, payload) {
  /** @type {Buffer[]} */
  const chunks = [];
  const through = new Transform({
    transform(chunk, encoding, callback) {
      chunks.push(chunk);
      callback(null, chunk);
    },
    flush(callback) {
      captureRawBody(request, undefined, Buffer.concat(chunks));
      callback();
    },
  });
  // Fastify compares it with the Content-Length, where a hook before has decoded the body.
  Object.defineProperty(through, 'receivedEncodedLength', {
    get: () => payload.receivedEncodedLength,
  });
  payload.on('error', (error) => through.destroy(error));
  // A client that leaves in the middle of its body emits no end.
  payload.on('close', () => {
    if (!payload.readableEnded) through.destroy();
  });
  return payload.pipe(through);
}

module.exports = { keepingBytes };
