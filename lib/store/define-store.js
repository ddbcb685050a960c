'use strict';

const { boolean } = require('../util/checks');
const { STORE, checkOptions } = require('../options/check-options');
const { argumentError, requireFunction } = require('../util/argument-error');
const { warnOnce } = require('../observe/warnings');
const { CustomVerbs } = require('./custom-verbs');
const { Store } = require('./store');
const { VERBS, verbsOfMethods } = require('./verb-store');

/** @import { Traits } from './store' */
/** @import { OptionTable } from '../options/check-options' */

const FUNCTIONS = ['insert', 'look', 'swap'];
/** @type {OptionTable} */
const OPTIONS = { shared: [boolean, false], prefix: STORE.prefix };

/**
 * A store in JavaScript, made of three functions that keep one record for each id: `insert`, `look` and `swap` (see
 * `RecordFunctions` in index.d.ts). The suite in `onceonly/contract` checks them. `shared: true` says that other
 * processes see the records. `prefix` keeps the effects of one service apart from another's.
 *
 * Also takes the older form, an object with the six verbs of the protocol, and warns of it.
 * @param {any} functions
 * @param {object} [options]
 */
function defineStore(functions, options = {}) {
  if (functions === null || typeof functions !== 'object') {
    const wanted = 'an object with the functions `insert`, `look` and `swap`';
    throw argumentError('the argument of defineStore()', wanted, functions);
  }
  const isOldForm = isVerbForm(functions);
  for (const name of isOldForm ? VERBS : FUNCTIONS) {
    requireFunction(`\`${name}\` of a store`, functions[name]);
  }
  const { shared, prefix } = /** @type {{ shared: boolean, prefix: string }} */ (
    checkOptions(options, OPTIONS)
  );
  /** @type {Traits} */
  const traits = { kind: 'custom', shared, prefix };
  if (!isOldForm) return new Store(new CustomVerbs(functions, shared), traits);
  warnOnce('ONCEONLY_STORE_OF_VERBS');
  return new Store(verbsOfMethods(functions), traits);
}

/**
 * One of the new functions tells the form, so an error names the missing parts of that form.
 * @param {any} functions
 */
function isVerbForm(functions) {
  const has = (/** @type {string} */ name) => typeof functions[name] === 'function';
  return VERBS.some(has) && !FUNCTIONS.some(has);
}

module.exports = { defineStore };
