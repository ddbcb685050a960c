'use strict';

const native = require('../../native/binding');
const { STORE, checkOptions } = require('../../options/check-options');
const { redisSettings } = require('../../options/redis-settings');
const { NativeVerbs } = require('../native/native-verbs');
const { socketOpener } = require('./node-socket');
const { placeOf, warnOfFailure, warnOfServer } = require('./server-warnings');
const { ServerCommands } = require('./server-commands');
const { Store } = require('../store');

/** @import { RedisSettings } from '../../options/redis-settings' */
/** @import { StoreOptions } from '../store' */

/** The store that several processes share. Connects when it is first used. */
class RedisStore extends Store {
  /** @param {any} options */
  constructor(options) {
    const { prefix, connectTimeoutMs, commandTimeoutMs } = /** @type {StoreOptions} */ (
      checkOptions(options, STORE)
    );
    const address = redisSettings(options.redis);
    /** @type {{ url: string, isTls: boolean, tlsError?: string }} */
    const place = placeOf(address);
    const needsNodeSocket =
      address.tls !== false ||
      typeof address.password === 'function' ||
      address.natMap !== undefined;
    const open = needsNodeSocket
      ? socketOpener(address, (code) => (place.tlsError = code))
      : undefined;
    const settings = {
      prefix,
      connectTimeoutMs,
      commandTimeoutMs,
      open,
      ...clusterForAddon(address),
    };
    const verbs = new NativeVerbs(
      (channel) => native.createRedisStore(addressForAddon(address), settings, channel),
      {
        failed: (failure, server) => warnOfFailure(failure, server, place),
        answered: warnOfServer,
      },
    );
    super(verbs, {
      kind: 'redis',
      shared: true,
      prefix,
      server: {
        address: place.url,
        isTls: place.isTls,
        open: () => openCommands(address, settings),
      },
    });
  }
}

/**
 * A connection of its own, which takes a user who lacks rights: to find out which.
 * @param {RedisSettings} address
 * @param {object} settings
 */
function openCommands(address, settings) {
  return new ServerCommands((channel) =>
    native.createRedisStore(addressForAddon(address), { ...settings, takesAnyUser: true }, channel),
  );
}

/** @param {RedisSettings} address */
function clusterForAddon({ cluster, publish = true }) {
  const seeds = (cluster || []).map((node) => ({ ...node, path: '' }));
  return { seeds, mayBeCluster: cluster !== false, publish };
}

/**
 * A password that is asked for at every connection comes through the socket.
 * @param {RedisSettings} address
 */
function addressForAddon(address) {
  return typeof address.password === 'function' ? { ...address, password: '' } : address;
}

module.exports = { RedisStore };
