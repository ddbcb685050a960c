'use strict';

const native = require('../native/binding');
const { keyErrors } = require('../errors/key-refusals');
const { returnError } = require('../util/argument-error');

/** @import { KeyOptions } from '../errors/key-refusals' */
/** @import { Request } from '../exchange/exchange' */

const BARE_KEY = /^[A-Za-z0-9_.:-]{1,255}$/;
const ANY_KEY = /^/;

/**
 * Returns `(req) => key or undefined` for the options `headerName`, `keySyntax`, `keyPattern` and `keySource`.
 *
 * `"k"` (an RFC 8941 String) and `k` are the same key. With `keySyntax: 'strict'` only the first is taken. Parameters
 * are refused in both: `"k";a=1` may or may not mean `"k"`. A given `keyPattern` checks the key in either form, the
 * default one in the bare form only.
 *
 * The reader throws INVALID_IDEMPOTENCY_KEY. It also does if `keySource` returns neither text nor undefined, because a
 * client chose that value. An error of `keySource` itself is passed on.
 * @param {KeyOptions} options
 * @returns {(req: Request) => string | undefined}
 */
function keyReader(options) {
  const { headerName, keySyntax, keyPattern, keySource } = options;
  const isStrict = keySyntax === 'strict';
  const { invalid } = keyErrors(options);
  const isPlain = (/** @type {string} */ value) =>
    !isStrict && keyPattern === undefined && BARE_KEY.test(value);
  const parse = (/** @type {string} */ value) => {
    if (isPlain(value)) return value;
    const key = parseKey(value, isStrict, keyPattern);
    if (key === undefined) throw invalid();
    return key;
  };
  if (keySource !== undefined) return (req) => keyFromSource(keySource(req), parse, invalid);
  const name = headerName.toLowerCase();
  return (req) => {
    const value = /** @type {string | undefined} */ (req.headers[name]);
    if (value === undefined || isPlain(value)) return value;
    if (isRepeated(req, name)) throw invalid();
    return parse(value);
  };
}

/**
 * @param {any} value
 * @param {(value: string) => string} parse
 * @param {() => Error} invalid
 */
function keyFromSource(value, parse, invalid) {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return parse(value);
  if (typeof value?.then === 'function') {
    // A rejection that nobody handles would end the process.
    value.then(undefined, () => {});
    throw returnError('keySource', 'a string or undefined', 'a promise');
  }
  throw invalid();
}

/**
 * @param {string} value
 * @param {boolean} isStrict
 * @param {RegExp | undefined} keyPattern
 * @returns {string | undefined}
 */
function parseKey(value, isStrict, keyPattern) {
  const [key, isQuoted] = native.parseKey(value) ?? [];
  if (key === undefined || (isStrict && !isQuoted)) return undefined;
  const pattern = keyPattern ?? (isQuoted ? ANY_KEY : BARE_KEY);
  return pattern.test(key) ? key : undefined;
}

/**
 * Node joins two lines of an unknown header with a comma, which a quoted key may hold as well.
 * @param {Request} req
 * @param {string} name
 */
function isRepeated({ rawHeaders = [] }, name) {
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].length === name.length && rawHeaders[i].toLowerCase() === name) lines++;
  }
  return lines > 1;
}

module.exports = { keyReader };
