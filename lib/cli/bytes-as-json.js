'use strict';

const { Buffer } = require('node:buffer');

/**
 * A body as text, or as base64 if it is none.
 * @param {Uint8Array} bytes
 * @returns {{ body: string } | { bodyBase64: string }}
 */
function bytesAsJson(bytes) {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return Buffer.from(text).equals(buffer)
    ? { body: text }
    : { bodyBase64: buffer.toString('base64') };
}

module.exports = { bytesAsJson };
