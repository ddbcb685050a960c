'use strict';

const { Buffer } = require('node:buffer');
const { randomFillSync } = require('node:crypto');

const { sealError } = require('../errors/seal-error');
const native = require('../native/binding');

/** @import { SerializerInfo } from '../../types/serializers' */

/** @typedef {object} SealKey  A key in the memory of the addon, which wipes it when nobody holds it any more. */

// Sealed bytes. Everything in front of the text is bound, and so is the place where they belong.
//
//   version, length of the name, name of the key, 24 random bytes, text in AES-256-GCM, 16 bytes of its tag
//
// Each text has a key of its own, the HMAC-SHA-256 of all that is bound under the named key. So the named key has no limit of
// 2^32 texts, which random nonces under one key have. See addon/core/crypto/seal.h.
const VERSION = 1;
const HEAD_BYTES = 2;
const RANDOM_BYTES = 24;
const TAG_BYTES = 16;
const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const REFUSED = 'OpenSSL refused AES-256-GCM: is a provider of it loaded?';

// Random bytes for many texts at once: 0.1 us each, a call of its own takes 1 us. None is used twice.
const pool = Buffer.alloc(RANDOM_BYTES * 128);
let used = pool.length;

/** The next random bytes, as a view of the pool: copy them before the next call. */
function randomBytes() {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/**
 * A key for the functions below.
 * @param {Uint8Array} secret  32 bytes, which are copied.
 * @returns {SealKey}
 */
function sealKey(secret) {
  const key = native.sealKey(secret);
  if (key === undefined) throw new Error(REFUSED);
  return key;
}

/**
 * The sealed bytes of a text.
 * @param {{ name: string, key: SealKey }} named
 * @param {Uint8Array | string} text
 * @param {SerializerInfo} about
 * @param {Uint8Array} [random]  24 bytes that were never used under this key.
 */
function seal({ name, key }, text, about, random = randomBytes()) {
  const start = HEAD_BYTES + name.length + RANDOM_BYTES;
  const size = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
  const bytes = Buffer.allocUnsafe(start + size + TAG_BYTES);
  bytes[0] = VERSION;
  bytes[1] = name.length;
  bytes.write(name, HEAD_BYTES, 'latin1');
  bytes.set(random, start - RANDOM_BYTES);
  if (typeof text === 'string') bytes.write(text, start);
  else bytes.set(text, start);
  if (!native.seal(key, bytes, start, placeOf(about))) throw new Error(REFUSED);
  return bytes;
}

/**
 * The text in sealed bytes. Throws SEAL_BROKEN unless `seal` has made them with this key, for this place.
 * @param {SealKey} key
 * @param {Buffer} bytes
 * @param {SerializerInfo} about
 */
function open(key, bytes, about) {
  const start = startLength(bytes);
  const text = Buffer.allocUnsafe(bytes.length - start - TAG_BYTES);
  if (!native.unseal(key, bytes, start, placeOf(about), text)) throw sealError('SEAL_BROKEN');
  return text;
}

/**
 * The name of the key in sealed bytes. Throws SEAL_BROKEN for bytes of another form.
 * @param {Buffer} bytes
 */
function nameIn(bytes) {
  if (bytes[0] !== VERSION || bytes.length < startLength(bytes) + TAG_BYTES) {
    throw sealError('SEAL_BROKEN');
  }
  const name = bytes.toString('latin1', HEAD_BYTES, startLength(bytes) - RANDOM_BYTES);
  if (!isName(name)) throw sealError('SEAL_BROKEN');
  return name;
}

/** @param {Buffer} bytes */
function startLength(bytes) {
  return HEAD_BYTES + bytes[1] + RANDOM_BYTES;
}

/**
 * What a text is bound to beside its head: its record, and what it is there. Each part but the last has an end.
 * @param {SerializerInfo} about
 */
function placeOf({ id, kind, form }) {
  return `${kind}\n${form}\n${id}`;
}

/**
 * Whether a key may have this name. Names come from a store as well, and go into events.
 * @param {string} name
 */
function isName(name) {
  return NAME.test(name);
}

module.exports = { isName, nameIn, open, seal, sealKey };
