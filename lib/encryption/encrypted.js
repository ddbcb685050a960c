'use strict';

const { types } = require('node:util');

const { lockFailed } = require('../errors/refusals');
const { sealError } = require('../errors/seal-error');
const { checkOptions } = require('../options/check-options');
const { returnError } = require('../util/argument-error');
const { isPromise } = require('../util/is-promise');
const { optionError } = require('../util/option-error');
const { kindOf } = require('../util/received');
const { KeyRing } = require('./key-ring');
const { ENCRYPTED } = require('./options');
const { nameIn, open, seal } = require('./sealed-form');

/** @import { Serializer, SerializerInfo } from '../../types/serializers' */

/** @typedef {InstanceType<typeof KeyRing>} Ring */
/** @typedef {Pick<Serializer, 'serialize' | 'deserialize'>} Inner */

/**
 * A serializer that encrypts and authenticates stored results: AES-256-GCM under a key per record. `keys`: 32 bytes by name, or a
 * function that gives such an object. `current`: the name of the key for new results. Throws TypeError or RangeError for a bad
 * option.
 * @param {object} options
 * @returns {Serializer}
 */
function encrypted(options) {
  const checked = /** @type {any} */ (checkOptions(options, ENCRYPTED));
  for (const name of ['keys', 'current']) {
    if (checked[name] === undefined)
      throw optionError('value', `option \`${name}\` must be given (received undefined)`);
  }
  const { keys, current, inner, plainUntil = -Infinity, keysTimeoutMs } = checked;
  const ring = new KeyRing(keys, current, keysTimeoutMs);
  return {
    get acceptPlain() {
      return new Date().getTime() < plainUntil;
    },
    prepare: () => (ring.current === undefined ? loaded(ring) : undefined),
    serialize(value, about) {
      const text = inner.serialize(value, about);
      return isPromise(text)
        ? text.then((later) => sealed(ring, later, about))
        : sealed(ring, text, about);
    },
    deserialize: (bytes, about) => opened(ring, inner, bytes, about),
  };
}

/**
 * Keys that are out of reach may be back for a retry.
 * @param {Ring} ring
 */
async function loaded(ring) {
  try {
    await ring.load();
  } catch (cause) {
    throw lockFailed(cause);
  }
}

/**
 * The key is taken when the text is there: a rotation in the meantime counts.
 * @param {Ring} ring
 * @param {unknown} text
 * @param {SerializerInfo} about
 * @returns {Buffer | Promise<Buffer>}
 */
function sealed(ring, text, about) {
  if (typeof text !== 'string' && !types.isUint8Array(text)) {
    throw returnError('inner.serialize()', 'a string or bytes', kindOf(text));
  }
  const { current } = ring;
  if (current !== undefined) return seal(current, text, about);
  return loaded(ring).then(() => sealed(ring, text, about));
}

/**
 * @param {Ring} ring
 * @param {Inner} inner
 * @param {Buffer} bytes
 * @param {SerializerInfo} about
 */
function opened(ring, inner, bytes, about) {
  const name = nameIn(bytes);
  const key = ring.get(name);
  if (key !== undefined) return inner.deserialize(open(key, bytes, about), about);
  if (!ring.mayLoad) throw unknownKey(name);
  return loaded(ring).then(() => {
    const found = ring.get(name);
    if (found === undefined) throw unknownKey(name);
    return inner.deserialize(open(found, bytes, about), about);
  });
}

/**
 * Another process may know the key, so that a retry may be answered.
 * @param {string} keyName
 */
function unknownKey(keyName) {
  return lockFailed(sealError('KEY_UNKNOWN', { keyName }));
}

module.exports = { encrypted };
