'use strict';

/** The storage of a page in memory, as a browser's: texts only. `copy()` is that of a duplicated tab. */
class KeyStorage {
  #items;

  constructor(items = new Map()) {
    this.#items = items;
  }

  get texts() {
    return [...this.#items.values()];
  }

  getItem(name) {
    return this.#items.get(name) ?? null;
  }

  setItem(name, value) {
    this.#items.set(name, String(value));
  }

  removeItem(name) {
    this.#items.delete(name);
  }

  copy() {
    return new KeyStorage(new Map(this.#items));
  }
}

module.exports = { KeyStorage };
