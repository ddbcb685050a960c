'use strict';

const native = require('../native/binding');
const { fail } = require('../util/checks');
const { isPlain, membersOf } = require('../util/members-of');
const { optionError } = require('../util/option-error');

/** @import { ConnectionOptions } from 'node:tls' */

/**
 * Who knows the primary.
 * @typedef {object} SentinelSettings
 * @property {{ host: string, port: number }[]} sentinels
 * @property {string} name  Of the primary.
 * @property {string} sentinelUsername
 * @property {string | (() => string | Promise<string>)} sentinelPassword
 * @property {boolean | ConnectionOptions} sentinelTls
 */

const SENTINEL_FIELDS = [
  'sentinels',
  'name',
  'sentinelUsername',
  'sentinelPassword',
  'sentinelTls',
];
const PORT = 26_379;
const HAS_PORT = /:\d+$/;
const FORM = 'redis+sentinel://[user:password@]host[:port][,host[:port]...]/name[/db]';
const URL_PARTS =
  /^(?<scheme>rediss?)\+sentinel:\/\/(?:(?<user>[^/?#]*)@)?(?<hosts>[^/@?#]+)\/(?<name>[^/?#]+)(?:\/(?<db>\d{1,9})?)?$/i;
const WANTED = 'a list of "host:port" or { host, port }';

/**
 * The settings in a URL of sentinels, as an object would give them; undefined for a URL of another kind. Throws a TypeError
 * that holds no part of the URL.
 * @param {string} url
 */
function readSentinelUrl(url) {
  if (!/^rediss?\+sentinel:/i.test(url)) return undefined;
  const parts = URL_PARTS.exec(url)?.groups;
  // The addon decodes and checks the rest, as it does for every URL.
  const login = parts && native.parseRedisUrl(`redis://${userOf(parts)}h/${parts.db ?? ''}`);
  const name = parts && decoded(parts.name);
  if (typeof login !== 'object' || !name) {
    throw optionError('value', `option \`redis\` must be a URL of the form ${FORM}`);
  }
  const { username, password, db } = login;
  const tls = parts.scheme.toLowerCase() === 'rediss';
  return { username, password, db, tls, sentinels: parts.hosts.split(','), name };
}

/** @param {Record<string, string>} parts */
function userOf({ user }) {
  return user === undefined ? '' : `${user}@`;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The sentinels in the fields of an address, undefined where it names none.
 * @param {any} given
 * @param {any} tls  Of the servers.
 * @returns {SentinelSettings | undefined}
 */
function sentinelSettings(given, tls) {
  if (given.sentinels === undefined) return refuseAlone(given);
  for (const name of ['host', 'port', 'path', 'cluster', 'natMap']) {
    if (given[name] === undefined) continue;
    throw optionError(
      'conflict',
      `option \`redis.${name}\` must not be given with \`redis.sentinels\``,
    );
  }
  const { sentinels, name, sentinelUsername = '', sentinelPassword = '' } = given;
  const { sentinelTls = tls } = given;
  if (typeof name !== 'string' || name === '') fail('redis.name', 'a name of a primary', name);
  if (typeof sentinelUsername !== 'string') {
    fail('redis.sentinelUsername', 'a string', sentinelUsername);
  }
  if (!['string', 'function'].includes(typeof sentinelPassword)) {
    fail('redis.sentinelPassword', 'a string or a function that gives one', sentinelPassword);
  }
  const places = placesOf(sentinels);
  return {
    sentinels: places,
    name,
    sentinelUsername,
    sentinelPassword,
    sentinelTls: tlsOf(sentinelTls),
  };
}

/**
 * @param {any} given
 * @returns {undefined}
 */
function refuseAlone(given) {
  const alone = SENTINEL_FIELDS.find((name) => given[name] !== undefined);
  if (alone === undefined) return undefined;
  throw optionError('conflict', `option \`redis.${alone}\` must be given with \`redis.sentinels\``);
}

/** @param {any} tls */
function tlsOf(tls) {
  if (typeof tls === 'boolean') return tls;
  if (tls === null || typeof tls !== 'object') {
    fail('redis.sentinelTls', 'true, false or the options of tls.connect()', tls);
  }
  return isPlain(tls) ? tls : membersOf(tls);
}

/** @param {unknown} sentinels */
function placesOf(sentinels) {
  if (!Array.isArray(sentinels) || sentinels.length === 0 || sentinels.length > 9) {
    return fail('redis.sentinels', `${WANTED}, of 1 to 9`, sentinels);
  }
  return sentinels.map(placeOf);
}

/**
 * @param {any} given
 * @returns {{ host: string, port: number }}
 */
function placeOf(given) {
  if (typeof given === 'string') return placeOfText(given);
  const { host, port = PORT } = given ?? {};
  const number = Number(port);
  const isPort = ['string', 'number'].includes(typeof port) && Number.isInteger(number);
  if (typeof host !== 'string' || host === '' || !isPort || number < 1 || number > 65_535) {
    fail('redis.sentinels', WANTED, given);
  }
  return { host, port: number };
}

/** @param {string} text */
function placeOfText(text) {
  // What it holds beside a host and a port would be lost.
  const address = /[/@?]/.test(text) ? undefined : native.parseRedisUrl(`redis://${text}`);
  if (typeof address !== 'object') return fail('redis.sentinels', WANTED, text);
  return { host: address.host, port: HAS_PORT.test(text) ? address.port : PORT };
}

module.exports = { SENTINEL_FIELDS, readSentinelUrl, sentinelSettings };
