'use strict';

const { Buffer } = require('node:buffer');
const { createCipheriv, createDecipheriv, createHmac, randomFillSync } = require('node:crypto');

const { sealError } = require('../errors/seal-error');

/** @import { KeyObject } from 'node:crypto' */
/** @import { SerializerInfo } from '../../types/serializers' */

// Sealed bytes. Everything in front of the text is bound, and so is the place where they belong: see bindingOf().
//
//   version, length of the name, name of the key, 24 random bytes, text in AES-256-GCM, 16 bytes of its tag
//
// Each text has a key of its own, the HMAC-SHA-256 of all that is bound under the named key. So the named key has no limit of
// 2^32 texts, which random nonces under one key have.
const VERSION = 1;
const HEAD_BYTES = 2;
const RANDOM_BYTES = 24;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const TAG = { authTagLength: TAG_BYTES };
const NAME = /^[A-Za-z0-9._-]{1,64}$/;

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
 * The sealed bytes of a text.
 * @param {{ name: string, key: KeyObject }} named
 * @param {Uint8Array | string} text
 * @param {SerializerInfo} about
 * @param {Uint8Array} [random]  24 bytes that were never used under this key.
 */
function seal({ name, key }, text, about, random = randomBytes()) {
  const start = Buffer.concat([Buffer.of(VERSION, name.length), Buffer.from(name), random]);
  const bound = bindingOf(start, about);
  const cipher = createCipheriv(CIPHER, keyFor(key, bound), nonceIn(start), TAG);
  cipher.setAAD(bound);
  const sealed = typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text);
  return Buffer.concat([start, sealed, cipher.final(), cipher.getAuthTag()]);
}

/**
 * The text in sealed bytes. Throws SEAL_BROKEN unless `seal` has made them with this key, for this place.
 * @param {KeyObject} key
 * @param {Buffer} bytes
 * @param {SerializerInfo} about
 */
function open(key, bytes, about) {
  const start = bytes.subarray(0, startLength(bytes));
  const end = bytes.length - TAG_BYTES;
  const bound = bindingOf(start, about);
  const decipher = createDecipheriv(CIPHER, keyFor(key, bound), nonceIn(start), TAG);
  decipher.setAAD(bound).setAuthTag(bytes.subarray(end));
  try {
    const text = decipher.update(bytes.subarray(start.length, end));
    decipher.final();
    return text;
  } catch (cause) {
    throw sealError('SEAL_BROKEN', { cause });
  }
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
 * What a text is bound to: its head, its record, and what it is there. Each part but the last has a known length or an end.
 * @param {Buffer} start
 * @param {SerializerInfo} about
 */
function bindingOf(start, { id, kind, form }) {
  return Buffer.concat([start, Buffer.from(`${kind}\n${form}\n${id}`)]);
}

/**
 * @param {KeyObject} key
 * @param {Buffer} bound
 */
function keyFor(key, bound) {
  return createHmac('sha256', key).update(bound).digest();
}

/** @param {Buffer} start */
function nonceIn(start) {
  return start.subarray(-NONCE_BYTES);
}

/**
 * Whether a key may have this name. Names come from a store as well, and go into events.
 * @param {string} name
 */
function isName(name) {
  return NAME.test(name);
}

module.exports = { isName, nameIn, open, seal };
