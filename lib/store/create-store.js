'use strict';

const { randomUUID } = require('node:crypto');

const { STORE, checkOptions } = require('../options/check-options');
const { isPlain } = require('../util/members-of');
const { redisSettings } = require('../options/redis-settings');
const { MemoryStore } = require('./memory-store');
const { RedisStore } = require('./redis/redis-store');
const { internals } = require('./store');

/** @import { StoreOptions } from './store' */

/**
 * Stores by their settings: equal settings in one process share one store and one connection.
 * @type {Map<string, InstanceType<typeof MemoryStore> | InstanceType<typeof RedisStore>>}
 */
const open = new Map();

/**
 * The store for `{ redis, prefix, connectTimeoutMs, commandTimeoutMs }`; without `redis`, the process's embedded store of
 * that prefix. Equal settings give the same store until it is closed.
 * @param {any} [options]
 */
function createStore(options = {}) {
  const checked = checkOptions(options, STORE);
  const embedded = !('redis' in options);
  const { prefix } = /** @type {StoreOptions} */ (checked);
  const settings = embedded ? { prefix } : { ...checked, redis: redisSettings(options.redis) };
  const name = nameOf(settings);
  let store = open.get(name);
  if (store === undefined || internals(store).activeRuns.refusing) {
    store = embedded ? new MemoryStore({ prefix }) : new RedisStore(options);
    open.set(name, store);
  }
  return store;
}

// Functions, and objects other than plain data, are equal only to themselves.
const identities = new WeakMap();

/** @param {object} settings */
function nameOf(settings) {
  return JSON.stringify(settings, (key, value) => {
    if (value === null || !['object', 'function'].includes(typeof value)) return value;
    if (Array.isArray(value) || isPlain(value)) return value;
    if (!identities.has(value)) identities.set(value, randomUUID());
    return identities.get(value);
  });
}

module.exports = { createStore };
