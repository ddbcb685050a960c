'use strict';

const native = require('../native/binding');
const { whenKnown } = require('../util/is-promise');
const { KIND, readDigest } = require('./canonical');

/** @import { Later } from '../util/is-promise' */
/** @import { BodyKind } from './canonical' */

/**
 * The content that a digest is taken of.
 * @typedef {object} Content
 * @property {BodyKind} kind
 * @property {string | Uint8Array} body
 * @property {string} [boundary]  Of a multipart body.
 * @property {boolean} [isRaw]  Whether these are the bytes as sent.
 * @property {boolean} [isMarked]  Whether the text shows what JSON hides: see shownValue().
 */

/**
 * What counts beside it, each '' for nothing.
 * @typedef {object} Around
 * @property {string} query
 * @property {string} extra  JSON of headers, files and the spelling of the path.
 */

// Hashing this much takes about a millisecond, for which the event loop may stand still.
const POOL_BYTES = 256 * 1024;

/** The parts around a value: none. */
const NOTHING_AROUND = Object.freeze({ query: '', extra: '' });

/**
 * The digest of the content `{ kind, body, boundary? }`, of `{ query, extra }` around it, and of the parts that
 * `selection` names: 43 characters of base64url. For a large body a promise: it is copied and hashed in the thread
 * pool. Throws, or rejects with, INVALID_BODY.
 * @param {Content} content
 * @param {Around} around
 * @param {unknown} [selection]
 * @returns {Later<string>}
 */
function digestContent(content, around, selection = undefined) {
  const { kind, body, boundary = '' } = content;
  const { query, extra } = around;
  const isLarge = body.length > POOL_BYTES;
  if (!isLarge && selection === undefined && boundary === '' && query === '' && extra === '') {
    return readDigest(native.fingerprint(KIND[kind], body, '', false));
  }
  const take = isLarge ? native.fingerprintLater : native.fingerprintOf;
  const result = take(KIND[kind], body, '', boundary, selection, query, extra);
  return whenKnown(result, readDigest);
}

/**
 * A digest under a secret: its HMAC, 43 characters of base64url. For '' (no secret) the digest itself. The content is
 * read once for any number of secrets, and its digest does not depend on them.
 * @param {string} digest
 * @param {string | Uint8Array} secret
 * @returns {string}
 */
function keyedDigest(digest, secret) {
  if (secret === '') return digest;
  return /** @type {string} */ (native.fingerprint(KIND.bytes, digest, secret, false));
}

module.exports = { NOTHING_AROUND, digestContent, keyedDigest };
