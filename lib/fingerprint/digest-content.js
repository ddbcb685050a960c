'use strict';

const native = require('../binding');
const { KIND, readDigest } = require('../canonical');

// Hashing this much takes about a millisecond, for which the event loop may stand still.
const POOL_BYTES = 256 * 1024;

/**
 * The digest of `{ kind, body, boundary, query, extra }`: 43 characters of base64url, or a promise of them for a large
 * body, which is copied and hashed in the thread pool. Throws, or rejects with, INVALID_BODY.
 */
function digestContent(content, selection, secret) {
  const { kind, body, boundary = '', query = '', extra = '' } = content;
  const isLarge = body.length > POOL_BYTES;
  if (!isLarge && isPlain(content, selection)) {
    return readDigest(native.fingerprint(KIND[kind], body, secret, false));
  }
  const parts = [KIND[kind], body, secret, boundary, selection, query, extra];
  if (isLarge) return native.fingerprintLater(...parts).then(readDigest);
  return readDigest(native.fingerprintOf(...parts));
}

function isPlain({ boundary, query, extra }, selection) {
  return selection === undefined && !query && !extra && !boundary;
}

module.exports = { digestContent };
