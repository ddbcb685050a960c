'use strict';

const { URLSearchParams } = require('node:url');

const native = require('../binding');

const FORM =
  'redis://[user:password@]host[:port][/db], rediss://... or unix:///path.sock, each with [?db=n]';
const PARAMETER_NAME = /^[A-Za-z_-]{1,32}$/;
const NUMBER = /^\d{1,9}$/;

/**
 * `{ host, port, path, username, password, db, tls }` of the URL of a Redis server. Throws a TypeError that holds no part
 * of the URL but the name of a query parameter.
 */
function parseRedisUrl(url) {
  const mark = url.indexOf('?');
  const address = native.parseRedisUrl(mark === -1 ? url : url.slice(0, mark));
  if (typeof address !== 'object') fail(`is not a URL of the form ${FORM}`);
  if (mark === -1) return address;
  return withDatabase(address, databaseOf(url.slice(mark + 1)));
}

function databaseOf(query) {
  // A question mark in a password that is not encoded makes a query of what comes after it.
  if (query.includes('@')) fail('has a "?" in its user name or password; write it as %3F');
  const parameters = [...new URLSearchParams(query)];
  for (const [name] of parameters) if (name !== 'db') refuseParameter(name);
  const databases = new Set(parameters.map(([, value]) => value));
  if (databases.size > 1) fail('names more than one database');
  return databases.values().next().value;
}

function refuseParameter(name) {
  const shown = PARAMETER_NAME.test(name) ? ` \`${name}\`` : '';
  fail(
    `has the unknown query parameter${shown}. A URL takes \`?db=n\` only; write other settings as an object: ` +
      '{ host, port, path, username, password, db, tls }',
  );
}

function withDatabase(address, text) {
  if (text === undefined) return address;
  if (!NUMBER.test(text)) fail('has a `?db=` that is not a whole number');
  const db = Number(text);
  if (address.db !== 0 && address.db !== db) fail('names two databases, in its path and in `?db=`');
  return { ...address, db };
}

function fail(what) {
  throw new TypeError(`onceonly: option \`redis\` ${what}`);
}

module.exports = { parseRedisUrl };
