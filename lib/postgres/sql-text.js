'use strict';

const { createHash } = require('node:crypto');

/**
 * One SQL statement. Its name is made of its text, so two versions of the package never meet under one name.
 * @typedef {{ name: string, text: string }} Statement
 */

// The schema of a table that is named without one. The search path may not choose: an app may set another one in its transaction.
const SCHEMA = 'public';

const EPOCH = "date_part('epoch', clock_timestamp()) * 1000";
const NOW = `${EPOCH} AS now`;
const LEFT = `greatest(date_part('epoch', expires - clock_timestamp()) * 1000, 0) AS "ttlMs"`;

/**
 * The time so many milliseconds from now.
 * @param {string} ms
 */
function inMs(ms) {
  return `clock_timestamp() + ${ms} * interval '1 ms'`;
}

/**
 * Bounds the waits for locks of the transaction in which it is evaluated.
 * @param {string} limit
 */
function lockTimeout(limit) {
  return `set_config('lock_timeout', ${limit}, true)`;
}

/** @param {string} table */
function quoted(table) {
  const { schema, name } = partsOf(table);
  return `"${schema}"."${name}"`;
}

/** @param {string} table */
function partsOf(table) {
  const [name, schema = SCHEMA] = table.split('.').reverse();
  return { schema, name };
}

/**
 * @param {string} spaced
 * @returns {Statement}
 */
function named(spaced) {
  const text = spaced.trim().replace(/\s+/g, ' ');
  const digest = createHash('sha256').update(text).digest('hex');
  return { name: `onceonly_${digest.slice(0, 16)}`, text };
}

module.exports = { EPOCH, LEFT, NOW, inMs, lockTimeout, named, partsOf, quoted };
