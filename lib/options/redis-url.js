'use strict';

const { URLSearchParams } = require('node:url');

const native = require('../native/binding');
const { optionError } = require('../util/option-error');

/** @import { Address } from '../native/binding' */
/** @import { ClusterSettings } from './cluster-settings' */

const FORM =
  'redis://[user:password@]host[:port][/db], rediss://... or unix:///path.sock, each with [?db=n]; a cluster may have host:port,host:port';
const PARAMETER_NAME = /^[A-Za-z_-]{1,32}$/;
const NUMBER = /^\d{1,9}$/;
// Several hosts, behind the user name and password.
const HOSTS = /^(rediss?:\/\/(?:[^/]*@)?)([^/@]*,[^/@]*)(.*)$/i;

/**
 * `{ host, port, path, username, password, db, tls }` of the URL of a Redis server. Throws a TypeError that holds no part
 * of the URL but the name of a query parameter.
 * @param {string} url
 * @returns {Address & ClusterSettings}
 */
function parseRedisUrl(url) {
  const mark = url.indexOf('?');
  const address = parseHosts(mark === -1 ? url : url.slice(0, mark));
  if (mark === -1) return address;
  return withDatabase(address, databaseOf(url.slice(mark + 1)));
}

/**
 * The address of the first host; more hosts are more nodes of its cluster.
 * @param {string} url
 * @returns {Address & ClusterSettings}
 */
function parseHosts(url) {
  const [, before, hosts, after] = HOSTS.exec(url) ?? [];
  if (hosts === undefined) return parseOne(url);
  const [first, ...others] = hosts.split(',').map((host) => parseOne(`${before}${host}${after}`));
  const cluster = others.map(({ host, port }) => ({ host, port }));
  return { ...first, cluster };
}

/** @param {string} url */
function parseOne(url) {
  const address = native.parseRedisUrl(url);
  if (typeof address !== 'object') fail(`must be a URL of the form ${FORM}`);
  return address;
}

/** @param {string} query */
function databaseOf(query) {
  // An unencoded question mark in a password turns the rest of the URL into a query.
  if (query.includes('@')) fail('must have no "?" in its user name or password. Write it as %3F');
  const parameters = [...new URLSearchParams(query)];
  for (const [name] of parameters) if (name !== 'db') refuseParameter(name);
  const databases = new Set(parameters.map(([, value]) => value));
  if (databases.size > 1) fail('must name one database at most');
  return databases.values().next().value;
}

/** @param {string} name */
function refuseParameter(name) {
  const shown = PARAMETER_NAME.test(name) ? ` \`${name}\`` : '';
  fail(
    `must not have the query parameter${shown}. A URL takes \`?db=n\` only. Write other settings as an object: ` +
      '{ host, port, path, username, password, db, tls }',
  );
}

/**
 * @param {Address} address
 * @param {string | undefined} text
 * @returns {Address}
 */
function withDatabase(address, text) {
  if (text === undefined) return address;
  if (!NUMBER.test(text)) fail('must have a whole number in `?db=`');
  const db = Number(text);
  if (address.db !== 0 && address.db !== db)
    fail('must not name two databases, in its path and in `?db=`');
  return { ...address, db };
}

/**
 * @param {string} what
 * @returns {never}
 */
function fail(what) {
  throw optionError('value', `option \`redis\` ${what}`);
}

module.exports = { parseRedisUrl };
