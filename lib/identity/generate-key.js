'use strict';

const { randomUUID } = require('node:crypto');

/** A fresh key for a client to send: a UUIDv4. One per operation, the same at every retry of it. */
function generateIdempotencyKey() {
  return randomUUID();
}

module.exports = { generateIdempotencyKey };
