'use strict';

const { createHash, randomUUID } = require('node:crypto');
const { AbortController } = require('../util/abort-controller');
const { argumentError } = require('../util/argument-error');
const native = require('../native/binding');

/**
 * The context of an operation. `effectId` is a UUID-shaped name of the effect, the same for every attempt of a request
 * in every process. The same key with another content, or under another prefix, is another effect.
 */
class OperationContext {
  #request;
  #effectId;
  #isRecovery;
  #lease;
  #namesEffect = false;
  #looksAtAttempt = false;

  /** `request`: as an execution is told of it; its `id` is undefined without a key: every run is then its own effect. */
  constructor(request, { attempt, fence, isRecovery }, lease) {
    this.key = request.key;
    this.attempt = attempt;
    this.fence = fence;
    this.#request = request;
    this.#isRecovery = isRecovery;
    this.#lease = lease;
  }

  get effectId() {
    this.#namesEffect = true;
    return this.#nameOfEffect();
  }

  /** Whether an earlier attempt was taken over, so that its effect may exist. */
  get isRecovery() {
    this.#looksAtAttempt = true;
    return this.#isRecovery;
  }

  get signal() {
    return this.#lease.signal;
  }

  /**
   * A UUID-shaped idempotency key for the downstream `name`: the same in every attempt, or with `perAttempt` another one
   * in each. Throws a TypeError for a name that is no text.
   */
  get downstreamKey() {
    // Operations take it out of their context.
    return (name, options) => this.#downstreamKey(name, options);
  }

  #downstreamKey(name, { perAttempt = false } = {}) {
    if (typeof name !== 'string' || name === '') {
      throw argumentError('the name that downstreamKey() gets', 'a non-empty string', name);
    }
    // A key of one attempt alone keeps the next one from nothing.
    if (perAttempt) this.#looksAtAttempt = true;
    else this.#namesEffect = true;
    const attempt = perAttempt ? this.attempt : 0;
    return uuidOf(JSON.stringify(['onceonly downstream', this.#nameOfEffect(), name, attempt]));
  }

  #nameOfEffect() {
    this.#effectId ??= effectIdOf(this.#request);
    return this.#effectId;
  }

  /** Whether the operation has looked at anything that makes a second attempt safe. */
  static mindsAttempts(context) {
    return context.#namesEffect || context.#looksAtAttempt;
  }

  /** Whether it has taken a name for its effect, effectId or a downstreamKey, which the next attempt will get again. */
  static namesEffect(context) {
    return context.#namesEffect;
  }
}

// Made when it is asked for: not every operation needs one.
function effectIdOf({ prefix, id, digest }) {
  return id === undefined ? randomUUID() : native.effectId(prefix, id, digest);
}

// RFC 9562, version 8: 122 bits of a digest.
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Starts an operation. Returns a promise of its result, also if it throws before its first await. */
function startOperation(operation, context) {
  try {
    return Promise.resolve(operation(context));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The context of an operation without a key. */
function keylessContext() {
  const request = { key: undefined, id: undefined };
  return new OperationContext(request, { attempt: 1, fence: 0, isRecovery: false }, new Unowned());
}

/** Stands in for a lease where nothing is owned: its signal never aborts. */
class Unowned {
  #controller;

  get signal() {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }
}

module.exports = { OperationContext, Unowned, keylessContext, startOperation };
