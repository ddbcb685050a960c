'use strict';

const path = require('node:path');
const { pathToFileURL } = require('node:url');

const { UsageError } = require('./usage-error');

/** @import { Serializer } from '../../types/serializers' */
/** @import { AnyStore } from '../store/store' */

/**
 * A store, and what the app's middleware is given beside it.
 * @typedef {object} Connection
 * @property {AnyStore} store
 * @property {Serializer} [serializer]
 * @property {(string | Uint8Array)[]} [secret]
 */

const CONFIG = ['store', 'serializer', 'secret'];

/**
 * The store that the options name: `--config`, or `--redis` and `--prefix`, or the variable REDIS_URL. Nothing is loaded from
 * the working folder by itself: a config is a program.
 * @param {Record<string, any>} options
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Connection>}
 */
async function connect({ redis, prefix, config }, env) {
  if (config === undefined) return fromAddress(redis ?? env.REDIS_URL, prefix);
  if (redis !== undefined || prefix !== undefined) {
    throw new UsageError('--config names the store. Leave out --redis and --prefix.');
  }
  return fromConfig(config);
}

/**
 * @param {string | undefined} redis
 * @param {string | undefined} prefix
 */
function fromAddress(redis, prefix) {
  if (redis === undefined || redis === '') {
    throw new UsageError('Name a store: --redis URL, the variable REDIS_URL, or --config FILE.');
  }
  // Loads the addon.
  const { createStore } = require('../store/create-store');
  return { store: asUsage(() => createStore({ redis, ...(prefix !== undefined && { prefix }) })) };
}

/**
 * @param {string} file
 * @returns {Promise<Connection>}
 */
async function fromConfig(file) {
  const { internals } = require('../store/store');
  const { secrets, serializer: checkSerializer } = require('../util/checks');
  const given = await exportsOf(file);
  const unknown = Object.keys(given).find((name) => !CONFIG.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--config must export ${CONFIG.join(', ')} only, not \`${unknown}\`.`);
  }
  const { store, serializer, secret } = given;
  return asUsage(() => {
    internals(store);
    return {
      store,
      ...(serializer !== undefined && { serializer: checkSerializer('serializer', serializer) }),
      ...(secret !== undefined && { secret: secrets('secret', secret) }),
    };
  });
}

/**
 * What a module exports, as CommonJS or as ESM, by name or by default.
 * @param {string} file
 * @returns {Promise<Record<string, any>>}
 */
async function exportsOf(file) {
  let namespace;
  try {
    namespace = await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    throw new UsageError(`--config can't be loaded: ${error.message}`);
  }
  const { default: given = namespace } = namespace;
  if (given !== null && typeof given === 'object') return { ...given };
  throw new UsageError('--config must export an object with `store`.');
}

/**
 * A wrong option of the library is a wrong option of the command line.
 * @template T
 * @param {() => T} make
 * @returns {T}
 */
function asUsage(make) {
  try {
    return make();
  } catch (error) {
    if (!`${error.code}`.startsWith('ERR_ONCEONLY_')) throw error;
    throw new UsageError(error.message);
  }
}

module.exports = { connect };
