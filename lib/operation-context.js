'use strict';

const { randomUUID } = require('node:crypto');
const native = require('./binding');

/**
 * What an operation is called with: `{ key, effectId, attempt, fence, signal }`. `effectId` is a UUID-shaped name of the
 * effect, the same for every attempt of the key in every process.
 */
function operationContext({ id, key }, { attempt, fence }, lease) {
  return new OperationContext(key, id, attempt, fence, lease);
}

/** The context of an operation without a key: every run is an effect of its own. */
function keylessContext() {
  return new OperationContext(undefined, undefined, 1, 0, new Unowned());
}

class OperationContext {
  #id;
  #effectId;
  #lease;

  constructor(key, id, attempt, fence, lease) {
    this.key = key;
    this.attempt = attempt;
    this.fence = fence;
    this.#id = id;
    this.#lease = lease;
  }

  get effectId() {
    this.#effectId ??= this.#id === undefined ? randomUUID() : native.effectId(this.#id);
    return this.#effectId;
  }

  get signal() {
    return this.#lease.signal;
  }
}

/** Stands in for a lease where nothing is owned: its signal never aborts. */
class Unowned {
  #controller;

  get signal() {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  end() {}
}

module.exports = { operationContext, keylessContext, Unowned };
