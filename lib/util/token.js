'use strict';

const { Buffer } = require('node:buffer');
const { randomFillSync } = require('node:crypto');

const TOKEN_BYTES = 16;
const pool = Buffer.alloc(TOKEN_BYTES * 256);
let used = pool.length;

/** 128 random bits as 22 characters of base64url. Random bytes are drawn in blocks: one call per token costs more. */
function newToken() {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += TOKEN_BYTES;
  return pool.toString('base64url', used - TOKEN_BYTES, used);
}

module.exports = { newToken };
