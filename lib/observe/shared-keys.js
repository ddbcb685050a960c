'use strict';

const GENERATION = 10_000;

/**
 * The scopes of the last keys, to find a key that comes in two of them. It holds digests only. It has two generations: when the
 * younger one is full, the older one is forgotten as a whole. So at least the last 10,000 keys are known, and at most twice as
 * many (2 MB). A table from which single keys were deleted would keep its dead entries alive in V8 for longer.
 */
class SharedKeys {
  /** @type {Map<string, string>} */
  #young = new Map();
  /** @type {Map<string, string>} */
  #old = new Map();
  /** @type {WeakMap<object, number>} */
  #owners = new WeakMap();
  #lastOwner = 0;

  /** How many keys are known. */
  get size() {
    return this.#young.size + this.#old.size;
  }

  /**
   * Notes a key in a scope. Gives the digest of the scope in which the key came first, if that is another one: once for a key.
   * @param {object} owner  Who makes scopes. Those of different owners say nothing of each other.
   * @param {string} keyHash
   * @param {string} scopeHash
   * @returns {string | undefined}
   */
  note(owner, keyHash, scopeHash) {
    const name = `${this.#numberOf(owner)} ${keyHash}`;
    const known = this.#young.get(name) ?? this.#old.get(name);
    if (known === scopeHash) return undefined;
    // '' for a key that was told.
    if (known !== '') this.#keep(name, known === undefined ? scopeHash : '');
    return known || undefined;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #keep(name, value) {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, value);
  }

  /** @param {object} owner */
  #numberOf(owner) {
    let number = this.#owners.get(owner);
    if (number === undefined) {
      number = ++this.#lastOwner;
      this.#owners.set(owner, number);
    }
    return number;
  }
}

/** Those of the process. */
const sharedKeys = new SharedKeys();

module.exports = { GENERATION, SharedKeys, sharedKeys };
