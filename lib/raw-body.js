'use strict';

const RAW_BODY = Symbol.for('onceonly.rawBody');

/**
 * For `express.json({ verify: captureRawBody })`: keeps the bytes of the body as they were sent, so that the
 * fingerprint is taken of them. May be called from a user's own `verify`. The bytes are kept, not copied.
 */
function captureRawBody(req, res, buffer) {
  req[RAW_BODY] = buffer;
}

function rawBodyOf(req) {
  return req[RAW_BODY];
}

module.exports = { captureRawBody, rawBodyOf };
