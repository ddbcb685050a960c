'use strict';

const native = require('../binding');
const { fail } = require('./checks');
const { nearest } = require('./nearest');

const FIELDS = ['host', 'port', 'path', 'username', 'password', 'db', 'tls'];
const DEFAULTS = {
  host: '127.0.0.1',
  port: 6379,
  path: '',
  username: '',
  password: '',
  db: 0,
  tls: false,
};
const NOT_TAKEN = {
  keyPrefix: 'use the option `prefix`',
  sentinels: 'Redis Sentinel is not supported yet',
};

/**
 * The `redis` option as a store takes it: `{ host, port, path, username, password, db, tls }`, where `password` may be an
 * async function and `tls` the options of Node's tls.connect(). A URL, or an object with
 * ioredis's names. Throws a TypeError that never holds the password. An unset variable is an error, never "no Redis".
 */
function redisSettings(redis) {
  if (redis === undefined || redis === null || redis === '') {
    throw new TypeError(
      `onceonly: option \`redis\` is ${redis === '' ? 'empty' : redis}. ` +
        'Is an environment variable unset? Leave the option out for the embedded store.',
    );
  }
  if (typeof redis === 'string') return fromUrl(redis);
  if (typeof redis === 'object' && !Array.isArray(redis)) return fromObject(redis);
  return fail('redis', 'a URL or { host, port, path, username, password, db }', redis);
}

function fromUrl(url) {
  const address = native.parseRedisUrl(url);
  if (typeof address !== 'object') {
    throw new TypeError(
      'onceonly: option `redis` is not a URL of the form redis://[user:password@]host[:port][/db] or unix:///path.sock',
    );
  }
  return address;
}

function fromObject(redis) {
  if (typeof redis.connect === 'function' || typeof redis.sendCommand === 'function') {
    throw new TypeError(
      'onceonly: option `redis` takes an address, not a client object; write redis: "redis://host:6379"',
    );
  }
  for (const name of Object.keys(redis)) {
    if (redis[name] === undefined)
      throw new TypeError(`onceonly: option \`redis.${name}\` is undefined`);
    if (NOT_TAKEN[name] !== undefined) {
      throw new TypeError(`onceonly: option \`redis.${name}\`: ${NOT_TAKEN[name]}`);
    }
    if (!FIELDS.includes(name)) {
      throw new TypeError(
        `onceonly: unknown option \`redis.${name}\`. Did you mean \`${nearest(name, FIELDS)}\`?`,
      );
    }
  }
  return checkFields({ ...DEFAULTS, ...redis });
}

function checkFields(address) {
  for (const name of ['host', 'path', 'username']) {
    if (typeof address[name] !== 'string') fail(`redis.${name}`, 'a string', undefined);
  }
  if (!['string', 'function'].includes(typeof address.password)) {
    fail('redis.password', 'a string or a function that gives one', undefined);
  }
  if (
    typeof address.tls !== 'boolean' &&
    (address.tls === null || typeof address.tls !== 'object')
  ) {
    fail('redis.tls', 'true, false or the options of tls.connect()', undefined);
  }
  if (address.host === '') fail('redis.host', 'a non-empty string', '');
  const port = Number(address.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    fail('redis.port', '1 to 65535', undefined);
  if (!Number.isInteger(address.db) || address.db < 0)
    fail('redis.db', 'a whole number', undefined);
  return { ...address, port };
}

module.exports = { redisSettings };
