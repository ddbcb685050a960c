'use strict';

const { optionError } = require('../util/option-error');
const { createStore } = require('./create-store');
const { internals } = require('./store');

/**
 * The store that checked-for options ask for: `store`, or the shared one for `redis`, or the embedded one. Beside `store` an
 * option that is undefined is not given; `redis` by itself is asked about, since its variable may be unset.
 * @param {any} options
 */
function chooseStore(options) {
  if (!('store' in options)) {
    const { prefix, connectTimeoutMs, commandTimeoutMs } = options;
    const settings = { prefix, connectTimeoutMs, commandTimeoutMs };
    return createStore('redis' in options ? { ...settings, redis: options.redis } : settings);
  }
  for (const name of ['redis', 'prefix', 'connectTimeoutMs', 'commandTimeoutMs']) {
    if (options[name] !== undefined)
      throw optionError('conflict', `option \`${name}\` must not be given with \`store\``);
  }
  internals(options.store);
  return options.store;
}

module.exports = { chooseStore };
