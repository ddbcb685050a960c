'use strict';

const { YEAR_S, func, seconds } = require('../../util/checks');
const { received } = require('../../util/received');
const { optionError } = require('../../util/option-error');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { Check } from '../../util/checks' */
/** @import { Inspection } from '../../../types/store' */

/**
 * Which records a call is about.
 * @typedef {object} RecordFilter
 * @property {'claims' | 'results' | 'all'} of  What has to be scanned.
 * @property {boolean} tellsErrors  Whether errors that could not be kept have to be told from others, which takes a look at each.
 * @property {(seen: Inspection) => boolean} wants
 */

const CLAIMS = ['running', 'silent', 'unknown', 'freed'];
const RESULTS = ['value', 'error', 'tombstone'];
const ALL = [...CLAIMS, ...RESULTS];
/** @type {Record<string, string[]>} */
const GROUPS = { done: RESULTS, any: ALL };
const LABEL = /^[A-Za-z0-9/_:.-]{0,64}\*?$/;

/**
 * @param {string} name
 * @param {string} wanted
 * @param {unknown} value
 * @returns {never}
 */
function fail(name, wanted, value) {
  throw optionError(
    'value',
    `option \`${name}\` must be ${wanted}, or an array of them (received ${received(name, value)})`,
  );
}

/**
 * The names of states, one or several, as those that a record can have.
 * @param {string[]} allowed
 * @returns {Check<string[]>}
 */
function states(allowed) {
  const wanted = `one of ${allowed.map((each) => `'${each}'`).join(', ')}`;
  return (name, value) => {
    const given = /** @type {any[]} */ ([value].flat());
    if (given.length === 0 || !given.every((each) => allowed.includes(each))) {
      fail(name, wanted, value);
    }
    return given.flatMap((each) => GROUPS[each] ?? [each]);
  };
}

/** @type {Check<string[]>} */
const labels = (name, value) => {
  const given = /** @type {any[]} */ ([value].flat());
  const isLabel = (/** @type {any} */ each) => typeof each === 'string' && LABEL.test(each);
  if (given.length > 0 && given.every(isLabel)) return given;
  return fail(name, 'a label such as `POST:/payments` or `POST:/payments*`', value);
};

/**
 * The options of a filter. `allowed`: the states that may be asked for, `preset`: those without the option.
 * @param {string[]} allowed
 * @param {string | string[]} preset
 * @returns {OptionTable}
 */
function filterOptions(allowed, preset) {
  return {
    state: [states(allowed), preset],
    label: [labels],
    olderThan: [seconds(100 * YEAR_S, 0)],
    onProgress: [func],
  };
}

/**
 * `state`, `label` and `olderThan` as filterOptions() have checked them.
 * @param {{ state: string[], label?: string[], olderThan?: number }} checked
 * @returns {RecordFilter}
 */
function recordFilter({ state, label, olderThan = 0 }) {
  const wanted = new Set(state);
  const areSome = (/** @type {string[]} */ names) => names.some((each) => wanted.has(each));
  const fits = label?.map(labelTest);
  return {
    of: areSome(CLAIMS) ? (areSome(RESULTS) ? 'all' : 'claims') : 'results',
    tellsErrors: wanted.has('error') !== wanted.has('tombstone'),
    wants: (seen) =>
      wanted.has(seen.kind ?? seen.state) &&
      seen.age * 1000 >= olderThan &&
      (fits === undefined || fits.some((test) => test(seen.label))),
  };
}

/** @param {string} wanted */
function labelTest(wanted) {
  if (!wanted.endsWith('*')) return (/** @type {string} */ label) => label === wanted;
  const start = wanted.slice(0, -1);
  return (/** @type {string} */ label) => label.startsWith(start);
}

module.exports = { ALL, CLAIMS, filterOptions, recordFilter };
