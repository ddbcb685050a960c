'use strict';

const native = require('./binding');
const { IdempotencyError } = require('./errors');

const BARE_KEY = /^[A-Za-z0-9_-]{1,255}$/;

/**
 * The key in a request's header, or undefined when the header is absent. `"k"` (RFC 8941) and `k` are the same key.
 * `keyPattern`, if given, is what the key must match in either form; by default it is asked of the bare form only.
 * Throws INVALID_IDEMPOTENCY_KEY.
 */
function keyOf(req, headerName, keyPattern) {
  const value = req.headers[headerName];
  if (value === undefined) return undefined;
  if (keyPattern === undefined && BARE_KEY.test(value)) return value;
  if (isRepeated(req, headerName)) throw invalidKey();
  const parsed = native.parseKey(value);
  if (parsed === undefined) throw invalidKey();
  const [key, quoted] = parsed;
  if (!(keyPattern ?? (quoted ? /^/ : BARE_KEY)).test(key)) throw invalidKey();
  return key;
}

// Node joins two lines of an unknown header with a comma, which a quoted key may hold as well.
function isRepeated(req, headerName) {
  const { rawHeaders = [] } = req;
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].toLowerCase() === headerName) lines++;
  }
  return lines > 1;
}

function invalidKey() {
  return new IdempotencyError('INVALID_IDEMPOTENCY_KEY');
}

module.exports = { keyOf };
