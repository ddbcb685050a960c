'use strict';

const { fail } = require('../util/checks');
const { isPlain, membersOf } = require('../util/members-of');
const { hintOf } = require('../util/nearest');
const { optionError } = require('../util/option-error');
const { CLUSTER_FIELDS, checkClusterFields } = require('./cluster-settings');
const { parseRedisUrl } = require('./redis-url');
const { SENTINEL_FIELDS, readSentinelUrl, sentinelSettings } = require('./sentinel-settings');

/** @import { ConnectionOptions } from 'node:tls' */
/** @import { Address } from '../native/binding' */
/** @import { ClusterSettings } from './cluster-settings' */
/** @import { SentinelSettings } from './sentinel-settings' */

/**
 * The address of a Redis as a store takes it. `password`: a function is asked before every connection, or when its last answer
 * is about to expire.
 * @typedef {Omit<Address, 'password' | 'tls'> & ClusterSettings & Partial<SentinelSettings> &
 *   { password: string | (() => string | Promise<string>), tls: boolean | ConnectionOptions, minReplicas?: number }} RedisSettings
 */

const DEFAULTS = {
  host: '127.0.0.1',
  port: 6379,
  path: '',
  username: '',
  password: '',
  db: 0,
  tls: false,
};
const FIELDS = [...Object.keys(DEFAULTS), ...CLUSTER_FIELDS, ...SENTINEL_FIELDS, 'minReplicas'];
const MOST_REPLICAS = 100;
/** @type {Record<string, string>} */
const NOT_TAKEN = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  keyPrefix: 'Use the option `prefix`.',
};
const WANTED = 'a URL or { host, port, path, username, password, db, tls }';
const DECIMAL = /^\d{1,9}$/;

/**
 * The `redis` option as a store takes it: `{ host, port, path, username, password, db, tls }`, where `password` may be an
 * async function and `tls` the options of Node's tls.connect(). A URL, as text or as a URL object, or an object with
 * ioredis's names, of any class. Throws a TypeError that never holds the password. An unset variable is an error, never
 * "no Redis".
 * @param {any} redis
 * @returns {RedisSettings}
 */
function redisSettings(redis) {
  if (redis === undefined || redis === null || redis === '') {
    throw optionError(
      'unset',
      `option \`redis\` must be ${WANTED} (received ${redis === '' ? 'an empty string' : redis}). ` +
        'Is an environment variable unset? Leave the option out for the store in memory',
    );
  }
  const settings = readSettings(redis);
  if (process.platform === 'win32' && settings.path !== '') {
    throw optionError(
      'value',
      'option `redis` must name no unix socket on Windows. Write redis: "redis://host:6379"',
    );
  }
  return settings;
}

/**
 * @param {any} redis
 * @returns {RedisSettings}
 */
function readSettings(redis) {
  if (typeof redis === 'string') return fromUrl(redis);
  if (typeof redis !== 'object' || Array.isArray(redis)) return fail('redis', WANTED, redis);
  // By its tag: the class of another realm is another one.
  const isUrl = Object.prototype.toString.call(redis) === '[object URL]';
  return isUrl ? fromUrl(redis.href) : fromObject(redis);
}

/**
 * @param {string} url
 * @returns {RedisSettings}
 */
function fromUrl(url) {
  const sentinels = readSentinelUrl(url);
  return sentinels === undefined ? checkClusterFields(parseRedisUrl(url)) : checkFields(sentinels);
}

/** @param {any} redis */
function fromObject(redis) {
  if (typeof redis.connect === 'function' || typeof redis.sendCommand === 'function') {
    throw optionError(
      'value',
      'option `redis` must be an address (received a client object). Write redis: "redis://host:6379"',
    );
  }
  const given = membersOf(redis);
  const names = Object.keys(given);
  if (names.length === 0 && !isPlain(redis)) {
    fail('redis', WANTED, redis, ' without any of them');
  }
  for (const name of names) checkName(name, given[name]);
  return checkFields(given);
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function checkName(name, value) {
  if (NOT_TAKEN[name] !== undefined) {
    throw optionError('unknown', `unknown option \`redis.${name}\`. ${NOT_TAKEN[name]}`);
  }
  if (!FIELDS.includes(name)) {
    throw optionError('unknown', `unknown option \`redis.${name}\`.${hintOf(name, FIELDS)}`);
  }
  if (value !== undefined) return;
  throw optionError(
    'unset',
    `option \`redis.${name}\` must not be undefined. Is an environment variable unset?`,
  );
}

/**
 * @param {any} given
 * @returns {RedisSettings}
 */
function checkFields(given) {
  const address = { ...DEFAULTS, ...given };
  for (const name of ['host', 'path', 'username']) {
    if (typeof address[name] !== 'string') fail(`redis.${name}`, 'a string', address[name]);
  }
  if (address.host === '') fail('redis.host', 'a non-empty string', '');
  if (!['string', 'function'].includes(typeof address.password)) {
    fail('redis.password', 'a string or a function that gives one', address.password);
  }
  const { tls } = address;
  if (typeof tls !== 'boolean' && (tls === null || typeof tls !== 'object')) {
    fail('redis.tls', 'true, false or the options of tls.connect()', tls);
  }
  return checkClusterFields({
    ...address,
    tls: typeof tls === 'boolean' || isPlain(tls) ? tls : membersOf(tls),
    port: numberOf('redis.port', 'a whole number from 1 to 65535', address.port, 1, 65_535),
    db: numberOf('redis.db', 'a whole number', address.db, 0, 2 ** 31 - 1),
    ...sentinelSettings(given, tls),
    ...(given.minReplicas !== undefined && { minReplicas: replicasOf(given.minReplicas) }),
  });
}

/** @param {unknown} value */
function replicasOf(value) {
  const wanted = `a whole number from 0 to ${MOST_REPLICAS}`;
  return numberOf('redis.minReplicas', wanted, value, 0, MOST_REPLICAS);
}

/**
 * Variables of the environment are text.
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} value
 * @param {number} minimum
 * @param {number} maximum
 * @returns {number}
 */
function numberOf(name, wanted, value, minimum, maximum) {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (
    typeof number === 'number' &&
    Number.isInteger(number) &&
    number >= minimum &&
    number <= maximum
  )
    return number;
  return fail(name, wanted, value);
}

module.exports = { redisSettings };
