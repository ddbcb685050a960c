'use strict';

const { Buffer } = require('node:buffer');
const { types } = require('node:util');

const { lockFailed, resultUnreadable } = require('../errors/refusals');
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
  const sealer = new Sealer(new KeyRing(keys, current, keysTimeoutMs), inner);
  return {
    get acceptPlain() {
      return new Date().getTime() < plainUntil;
    },
    prepare: () => sealer.prepare(),
    serialize: (value, about) => sealer.serialize(value, about),
    deserialize: (bytes, about) => sealer.deserialize(bytes, about),
  };
}

/** Seals and opens with the keys of a ring. Each answers at once if the key is there. */
class Sealer {
  #ring;
  #inner;

  /**
   * @param {InstanceType<typeof KeyRing>} ring
   * @param {Pick<Serializer, 'serialize' | 'deserialize'>} inner
   */
  constructor(ring, inner) {
    this.#ring = ring;
    this.#inner = inner;
  }

  prepare() {
    return this.#ring.current === undefined ? this.#loaded() : undefined;
  }

  /**
   * @param {unknown} value
   * @param {SerializerInfo} about
   */
  serialize(value, about) {
    const text = this.#inner.serialize(value, about);
    if (!isPromise(text)) return this.#sealed(text, about);
    return Promise.resolve(text).then((later) => this.#sealed(later, about));
  }

  /**
   * @param {Buffer} bytes
   * @param {SerializerInfo} about
   */
  deserialize(bytes, about) {
    const name = nameIn(bytes);
    const key = this.#ring.get(name);
    if (key !== undefined) return this.#inner.deserialize(open(key, bytes, about), about);
    if (!this.#ring.mayLoad) throw unknownKey(name);
    return this.#deserializeLater(name, bytes, about);
  }

  /**
   * @param {string} name
   * @param {Buffer} bytes
   * @param {SerializerInfo} about
   */
  async #deserializeLater(name, bytes, about) {
    await this.#loaded(resultUnreadable);
    const key = this.#ring.get(name);
    if (key === undefined) throw unknownKey(name);
    return this.#inner.deserialize(open(key, bytes, about), about);
  }

  /**
   * The key is taken when the text is there: a rotation in the meantime counts.
   * @param {unknown} text
   * @param {SerializerInfo} about
   * @returns {Buffer | Promise<Buffer>}
   */
  #sealed(text, about) {
    if (typeof text !== 'string' && !types.isUint8Array(text)) {
      throw returnError('inner.serialize()', 'a string or bytes', kindOf(text));
    }
    const { current } = this.#ring;
    if (current === undefined) return this.#sealedLater(Buffer.from(text), about);
    return seal(current, text, about);
  }

  /**
   * @param {Buffer} text  A copy: the inner serializer may use its own bytes again.
   * @param {SerializerInfo} about
   */
  async #sealedLater(text, about) {
    await this.#loaded();
    return this.#sealed(text, about);
  }

  /**
   * Keys that are out of reach may be back for a retry.
   * @param {(cause: unknown) => Error} [refused]  Another one if something was done before.
   */
  async #loaded(refused = lockFailed) {
    try {
      await this.#ring.load();
    } catch (cause) {
      throw refused(cause);
    }
  }
}

/**
 * Another process may know the key, so that a retry may be answered.
 * @param {string} keyName
 */
function unknownKey(keyName) {
  return resultUnreadable(sealError('KEY_UNKNOWN', { keyName }));
}

module.exports = { encrypted };
