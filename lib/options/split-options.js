'use strict';

const { membersOf } = require('../util/members-of');
const { checkOptions } = require('./check-options');

/** @import { OptionTable } from './check-options' */

/**
 * Takes an adapter's own options out of all: `{ own, rest }`, its own checked by `table`. TypeError for a bad one, or for options
 * that are no object.
 * @param {any} options
 * @param {OptionTable} table
 */
function splitOptions(options, table) {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const rest = isObject ? membersOf(options) : checkOptions(options, table);
  /** @type {Record<string, unknown>} */
  const given = {};
  for (const name of Object.keys(table)) {
    given[name] = rest[name];
    delete rest[name];
  }
  return { own: checkOptions(given, table), rest };
}

module.exports = { splitOptions };
