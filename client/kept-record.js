import { stopwatch } from './clock.js';

/** @import { OperationOptions } from './index.js' */

/**
 * A key whose outcome is not known, and the digest of its content.
 * @typedef {{ key: string, digest: string, age: () => number }} Record
 */

/**
 * The record in a storage of the page: key, digest and time, never the content. A storage that is missing, full or forbidden throws:
 * the record then lives as long as the page.
 */
export class KeptRecord {
  /** @type {any} */
  #storage;
  #name;

  /** @param {OperationOptions} options */
  constructor({ storage, name }) {
    if (storage && !name) throw new TypeError('onceonly: storage needs a name.');
    try {
      // Where a page may not store, the name sessionStorage itself throws.
      this.#storage = typeof storage === 'function' ? /** @type {any} */ (storage)() : storage;
    } catch {
      // There is none.
    }
    this.#name = `onceonly:${name}`;
  }

  /** @returns {Record | undefined} */
  read() {
    try {
      const [key, digest, since] = JSON.parse(this.#storage.getItem(this.#name));
      if (key && digest) return { key, digest, age: stopwatch(+since) };
    } catch {
      // Nothing is kept.
    }
  }

  /** @param {Record} record */
  write({ key, digest }) {
    try {
      this.#storage.setItem(this.#name, JSON.stringify([key, digest, Date.now()]));
    } catch {
      // It lives as long as the page.
    }
  }

  /** @param {Record} record */
  remove({ key }) {
    try {
      // Another tab may have put its own there.
      if (this.read()?.key === key) this.#storage.removeItem(this.#name);
    } catch {
      // This page reads it no more.
      this.#storage = undefined;
    }
  }
}
