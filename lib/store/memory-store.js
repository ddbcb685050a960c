'use strict';

const native = require('../native/binding');
const { integer } = require('../util/checks');
const { STORE, checkOptions } = require('../options/check-options');
const { MemoryVerbs } = require('./memory-verbs');
const { Store } = require('./store');

/** @import { OptionTable } from '../options/check-options' */

/** @type {OptionTable} */
const OPTIONS = {
  maxEntries: [integer(1, 2 ** 31), 100_000],
  maxBytes: [integer(1), 256 * 1024 * 1024],
  prefix: STORE.prefix,
};

/**
 * The embedded store: this process only, bounded, without a server. It never drops a record that has not expired; when
 * it is full, new keys get 503 LOCK_FAILED, and when it is nearly full a warning says so.
 */
class MemoryStore extends Store {
  constructor(options = {}) {
    const { maxEntries, maxBytes, prefix } =
      /** @type {{ maxEntries: number, maxBytes: number, prefix: string }} */ (
        checkOptions(options, OPTIONS)
      );
    const verbs = new MemoryVerbs(
      (channel) => native.createMemoryStore(maxEntries, maxBytes, channel),
      { maxEntries, maxBytes },
    );
    super(verbs, { kind: 'memory', shared: false, prefix });
  }
}

module.exports = { MemoryStore };
