'use strict';

const { internals } = require('../store/store');
const { fail } = require('../util/checks');

/**
 * The stores whose state is shown.
 * @param {string} name
 * @param {any} value
 */
function storesOf(name, value) {
  if (!Array.isArray(value)) return fail(name, 'an array of stores', value);
  for (const store of value) internals(store);
  return value;
}

/** @import { OptionTable } from '../options/check-options' */

/**
 * The options that both exporters take.
 * @type {OptionTable}
 */
const STORES = { stores: [storesOf, []] };

module.exports = { STORES };
