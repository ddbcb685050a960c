'use strict';

const { randomUUID } = require('node:crypto');
const path = require('node:path');

const { STORE, checkOptions } = require('../options/check-options');
const { isPlain } = require('../util/members-of');
const { redisSettings } = require('../options/redis-settings');
const { MemoryStore } = require('./memory-store');
const { RedisStore } = require('./redis/redis-store');
const { internals } = require('./store');

/** @import { StoreOptions } from './store' */

/** @typedef {InstanceType<typeof MemoryStore> | InstanceType<typeof RedisStore> | OpenFile} OpenStore */
/** @typedef {InstanceType<typeof import('./sqlite/sqlite-store').SqliteStore>} OpenFile */

/**
 * Stores by their settings: equal settings in one process share one store and one connection.
 * @type {Map<string, OpenStore>}
 */
const open = new Map();

/**
 * The store for `{ redis, prefix, connectTimeoutMs, commandTimeoutMs }` or `{ sqlite, prefix, table, library }`; without both, the
 * process's embedded store of that prefix. Equal settings give the same store until it is closed.
 * @param {any} [options]
 */
function createStore(options = {}) {
  if (Object(options) === options && 'sqlite' in options) return sqliteStore(options);
  const checked = checkOptions(options, STORE);
  const embedded = !('redis' in options);
  const { prefix } = /** @type {StoreOptions} */ (checked);
  const settings = embedded ? { prefix } : { ...checked, redis: redisSettings(options.redis) };
  return shared(settings, () => (embedded ? new MemoryStore({ prefix }) : new RedisStore(options)));
}

/** @param {any} options */
function sqliteStore(options) {
  // Most apps need none of it.
  const { FILE, SqliteStore, refuseUnset } = require('./sqlite/sqlite-store');
  const { path: check, ...table } = FILE;
  refuseUnset(options, 'sqlite');
  const { sqlite, ...rest } = checkOptions(options, { ...table, sqlite: check });
  const settings = { ...rest, path: path.resolve(`${sqlite}`) };
  return shared(settings, () => new SqliteStore(settings));
}

/**
 * @param {object} settings
 * @param {() => OpenStore} make
 */
function shared(settings, make) {
  const name = nameOf(settings);
  const found = open.get(name);
  if (found !== undefined && !internals(found).activeRuns.refusing) return found;
  const store = make();
  open.set(name, store);
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
