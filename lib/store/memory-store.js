'use strict';

const native = require('../binding');
const { integer } = require('../options/checks');
const { checkOptions } = require('../options/check-options');
const { NativeVerbs } = require('./native-verbs');
const { Store } = require('./store');

const OPTIONS = {
  maxEntries: [integer(1, 2 ** 31), 100_000],
  maxBytes: [integer(1), 256 * 1024 * 1024],
};

/**
 * The embedded store: this process only, bounded, without a server. It never drops a record that has not expired; when
 * it is full, new keys get 503 LOCK_FAILED.
 */
class MemoryStore extends Store {
  constructor(options = {}) {
    const { maxEntries, maxBytes } = checkOptions(options, OPTIONS);
    const verbs = new NativeVerbs((channel) =>
      native.createMemoryStore(maxEntries, maxBytes, channel),
    );
    super(verbs, { kind: 'memory', shared: false });
  }
}

module.exports = { MemoryStore };
