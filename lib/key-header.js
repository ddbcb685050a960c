'use strict';

const native = require('./binding');
const { IdempotencyError } = require('./errors');

/** Where a client reads what the header means; sent with a refusal (draft-ietf-httpapi-idempotency-key-header 2.7). */
const DOCUMENTATION = 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/';

const BARE_KEY = /^[A-Za-z0-9_-]{1,255}$/;
const ANY_KEY = /^/;

/**
 * Gives `(req) => key or undefined` for the options `headerName`, `keySyntax`, `keyPattern` and `keySource`.
 *
 * `"k"` (an RFC 8941 String) and `k` are the same key; with `keySyntax: 'strict'` only the first is taken. Parameters
 * are refused in both: `"k";a=1` may or may not mean `"k"`. `keyPattern`, if given, is what the key must match in either
 * form; by default it is asked of the bare form only.
 *
 * The reader throws INVALID_IDEMPOTENCY_KEY, also where `keySource` returns neither text nor undefined, since a client
 * chose what is there; what `keySource` itself throws is passed on.
 */
function keyReader({ headerName, keySyntax, keyPattern, keySource }) {
  const isStrict = keySyntax === 'strict';
  const isPlain = (value) => !isStrict && keyPattern === undefined && BARE_KEY.test(value);
  const parse = (value) => (isPlain(value) ? value : parseKey(value, isStrict, keyPattern));
  if (keySource !== undefined) return (req) => keyFromSource(keySource(req), parse);
  const name = headerName.toLowerCase();
  return (req) => {
    const value = req.headers[name];
    if (value === undefined || isPlain(value)) return value;
    if (isRepeated(req, name)) throw invalidKey();
    return parseKey(value, isStrict, keyPattern);
  };
}

function keyFromSource(value, parse) {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return parse(value);
  if (typeof value?.then === 'function') {
    // A rejection that nobody handles would end the process.
    value.then(undefined, () => {});
    throw new TypeError('onceonly: `keySource` returns a string or undefined, not a promise');
  }
  throw invalidKey();
}

function parseKey(value, isStrict, keyPattern) {
  const parsed = native.parseKey(value);
  if (parsed === undefined) throw invalidKey();
  const [key, isQuoted] = parsed;
  const pattern = keyPattern ?? (isQuoted ? ANY_KEY : BARE_KEY);
  if ((isStrict && !isQuoted) || !pattern.test(key)) throw invalidKey();
  return key;
}

// Node joins two lines of an unknown header with a comma, which a quoted key may hold as well.
function isRepeated({ rawHeaders = [] }, name) {
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].length === name.length && rawHeaders[i].toLowerCase() === name) lines++;
  }
  return lines > 1;
}

function invalidKey() {
  return new IdempotencyError('INVALID_IDEMPOTENCY_KEY');
}

/** The refusal of a request that has to have a key. */
function keyRequired() {
  return new IdempotencyError('IDEMPOTENCY_KEY_REQUIRED', {
    headers: { Link: `<${DOCUMENTATION}>; rel="describedby"` },
  });
}

module.exports = { DOCUMENTATION, keyReader, keyRequired };
