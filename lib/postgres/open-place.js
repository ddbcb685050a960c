'use strict';

const { argumentError } = require('../util/argument-error');
const { optionError } = require('../util/option-error');
const { functionPlace, pgPlace } = require('./places');
const { postgresJsPlace } = require('./postgres-js');

/** @import { Place } from './places' */

const WAYS = ['connection', 'pool', 'sql', 'query'];
const IDLE_MS = 30_000;

/**
 * The database that the checked options of a PostgresStore name, by exactly one of `connection`, `pool`, `sql` and `query`.
 * @param {any} options
 * @returns {Place}
 */
function openPlace(options) {
  const given = WAYS.filter((way) => options[way] !== undefined);
  if (given.length !== 1) {
    const got = given.length === 0 ? 'none' : given.map((way) => `\`${way}\``).join(' and ');
    throw optionError(
      given.length === 0 ? 'unset' : 'conflict',
      `PostgresStore needs one of the options ${WAYS.map((way) => `\`${way}\``).join(', ')} (received ${got})`,
    );
  }
  const { connection, pool, sql, query } = options;
  if (connection !== undefined) {
    const isGiven = typeof connection === 'string' ? connection !== '' : isObject(connection);
    if (!isGiven) throw wrong('connection', 'a URL, or the options of a Pool of `pg`', connection);
    return pgPlace(ownPool(connection, options), options, true);
  }
  if (pool !== undefined) {
    if (typeof pool?.connect !== 'function') throw wrong('pool', 'a Pool of `pg`', pool);
    return pgPlace(pool, options, false);
  }
  if (sql !== undefined) {
    if (typeof sql?.unsafe !== 'function') throw wrong('sql', 'the `sql` of postgres.js', sql);
    return postgresJsPlace(sql, options);
  }
  if (typeof query !== 'function') throw wrong('query', 'a function', query);
  return functionPlace(query, options);
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} value
 */
function wrong(name, wanted, value) {
  return argumentError(`option \`${name}\``, wanted, value);
}

/**
 * A pool of its own, so that operations which hold connections of the app's pool cannot keep the store from storing them.
 * @param {any} connection
 * @param {{ connections: number, connectTimeoutMs: number }} options
 */
function ownPool(connection, { connections, connectTimeoutMs }) {
  const config = typeof connection === 'string' ? { connectionString: connection } : connection;
  const pool = new (loadPg().Pool)({
    application_name: 'onceonly',
    keepAlive: true,
    idleTimeoutMillis: IDLE_MS,
    allowExitOnIdle: true,
    ...config,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  // An idle connection that breaks is replaced. Without a listener it would end the process.
  pool.on('error', () => {});
  return pool;
}

/** @returns {any} */
function loadPg() {
  try {
    // @ts-ignore The app installs it, if it wants to.
    return require('pg');
  } catch (cause) {
    const advice = 'Run `npm install pg`, or give `pool`, `sql` or `query`';
    throw optionError('value', `option \`connection\` needs the package \`pg\`. ${advice}`, cause);
  }
}

module.exports = { openPlace };
