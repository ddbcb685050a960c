'use strict';

const native = require('../../native/binding');
const { STORE, checkOptions } = require('../../options/check-options');
const { redisSettings } = require('../../options/redis-settings');
const { NativeVerbs } = require('../native/native-verbs');
const { socketOpener } = require('./node-socket');
const { placeOf, warnOfFailure, warnOfServer } = require('./server-warnings');
const { ServerCommands } = require('./server-commands');
const { Store } = require('../store');
const { PrimaryFinder } = require('./sentinel/primary-finder');

/** @import { RedisSettings } from '../../options/redis-settings' */
/** @import { SentinelSettings } from '../../options/sentinel-settings' */
/** @import { ServerPlace } from './server-warnings' */
/** @import { StoreOptions } from '../store' */

/** The store that several processes share. Connects when it is first used. */
class RedisStore extends Store {
  /** @param {any} options */
  constructor(options) {
    const { prefix, connectTimeoutMs, commandTimeoutMs } = /** @type {StoreOptions} */ (
      checkOptions(options, STORE)
    );
    const address = redisSettings(options.redis);
    /** @type {ServerPlace} */
    const place = placeOf(address);
    const finder = finderOf(address, connectTimeoutMs, place);
    const needsNodeSocket =
      address.tls !== false ||
      typeof address.password === 'function' ||
      address.natMap !== undefined ||
      finder !== undefined;
    const open = needsNodeSocket
      ? socketOpener(address, (code) => (place.tlsError = code), finder)
      : undefined;
    const settings = {
      prefix,
      connectTimeoutMs,
      commandTimeoutMs,
      open,
      mustBePrimary: finder !== undefined,
      minReplicas: address.minReplicas ?? 0,
      ...clusterForAddon(address),
    };
    const Verbs = finder === undefined ? NativeVerbs : foundVerbs(finder);
    const verbs = new Verbs(
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
        confirmedReplicas: settings.minReplicas,
        open: () => openCommands(address, settings),
      },
    });
  }
}

/**
 * Who finds the primary, where sentinels know it.
 * @param {RedisSettings} address
 * @param {number} connectTimeoutMs
 * @param {ServerPlace} place
 */
function finderOf(address, connectTimeoutMs, place) {
  if (address.sentinels === undefined) return undefined;
  return new PrimaryFinder(
    /** @type {SentinelSettings} */ (address),
    connectTimeoutMs,
    (reasons) => (place.sentinelErrors = reasons),
  );
}

/**
 * The verbs of a store whose primary is found.
 * @param {InstanceType<typeof PrimaryFinder>} finder
 */
function foundVerbs(finder) {
  return class extends NativeVerbs {
    /** @param {ConstructorParameters<typeof NativeVerbs>} parts */
    constructor(...parts) {
      super(...parts);
      finder.onSwitch = () => this.hurry();
    }

    /** The primary in use goes on while no sentinel answers. */
    status() {
      const status = super.status();
      return { ...status, lastError: status.lastError ?? finder.lastError };
    }

    close() {
      super.close();
      finder.close();
    }
  };
}

/**
 * A connection of its own, which takes a user who lacks rights: to find out which.
 * @param {RedisSettings} address
 * @param {object} settings
 */
function openCommands(address, settings) {
  return new ServerCommands((channel) =>
    native.createRedisStore(
      addressForAddon(address),
      { ...settings, takesAnyUser: true, minReplicas: 0 },
      channel,
    ),
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
