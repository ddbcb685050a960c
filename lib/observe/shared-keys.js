'use strict';

const { CAPACITY, KeyTable, createRow, fillRow } = require('./key-table');

/**
 * The scopes of the last keys, to find a key that comes in two of them. It holds digests only. It has two generations: when the
 * younger one is full, the older one is forgotten as a whole. So at least the last 10,000 keys are known, and at most twice as many,
 * in 1 MB.
 */
class SharedKeys {
  // None before the first key: most processes have no listener, or no scope.
  /** @type {InstanceType<typeof KeyTable> | undefined} */
  #young;
  /** @type {InstanceType<typeof KeyTable> | undefined} */
  #old;
  #row = createRow();
  /** @type {WeakMap<object, number>} */
  #owners = new WeakMap();
  #lastOwner = 0;

  /** How many keys are known. */
  get size() {
    return (this.#young?.size ?? 0) + (this.#old?.size ?? 0);
  }

  /**
   * Notes a key in a scope. Gives the digest of the scope in which the key came first, if that is another one: once for a key.
   * @param {object} owner  Who makes scopes. Those of different owners say nothing of each other.
   * @param {string} keyHash  Like the next one, 11 characters of base64url.
   * @param {string} scopeHash
   * @returns {string | undefined}
   */
  note(owner, keyHash, scopeHash) {
    const row = this.#row;
    fillRow(row, this.#numberOf(owner), keyHash, scopeHash);
    const young = (this.#young ??= new KeyTable());
    const place = young.find(row);
    if (young.isTaken(place)) return young.takeOtherScope(place, row);
    const before = this.#old?.find(row);
    if (before !== undefined && this.#old?.isTaken(before)) {
      return this.#old.takeOtherScope(before, row);
    }
    if (young.size < CAPACITY) young.add(place, row);
    else this.#addToNext(row);
    return undefined;
  }

  /**
   * The young generation is full: the older one is emptied, and takes its place.
   * @param {Int32Array} row
   */
  #addToNext(row) {
    const next = this.#old ?? new KeyTable();
    next.clear();
    next.add(next.find(row), row);
    this.#old = this.#young;
    this.#young = next;
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

module.exports = { SharedKeys, sharedKeys };
