'use strict';

const { digest } = require('./canonical');
const native = require('../native/binding');
const { HEADER_NAME, boolean, fail } = require('../util/checks');
const { membersOf } = require('../util/members-of');
const { hintOf } = require('../util/nearest');
const { optionError } = require('../util/option-error');
const { parsePaths } = require('./paths');

/**
 * What of a request counts.
 * @typedef {object} Plan
 * @property {string} name  Six characters that every fingerprint under it ends with.
 * @property {unknown} selection  The addon's, of `include` and `exclude`; undefined for all of a body.
 * @property {string[]} headers  In lower case and in one order.
 * @property {boolean} countsQuery
 */

// Part of every plan's name: a change of how any fingerprint is taken gets another number.
const VERSION = 2;
const NAME_LENGTH = 6;
// The option that a plan was made from. A plan of another copy of the package is made anew, because its `selection`
// belongs to another binary.
const GIVEN = Symbol.for('onceonly.fingerprint');
const PERSONAL = new Set(['authorization', 'cookie', 'proxy-authorization']);

/**
 * The parts of a request that count, from a checked `fingerprint` option. Every fingerprint ends with `name`, six
 * characters of base64url. Two fingerprints with different names can't be compared: a store calls such a record
 * foreign.
 */
class FingerprintPlan {
  /** @type {object} */
  [GIVEN];

  /**
   * @param {{ include?: any[], exclude?: any[], headers?: string[], query?: boolean }} options checked ones
   * @param {object} [given] the option as the app wrote it
   */
  constructor({ include, exclude, headers = [], query = true }, given = {}) {
    this[GIVEN] = given;
    this.name = nameOf({ include, exclude, headers, query });
    this.selection =
      include || exclude ? native.selection(include ?? [], exclude ?? []) : undefined;
    this.headers = headers;
    this.countsQuery = query;
  }
}

/** The plan of `fingerprint: false`: one fingerprint for every request. */
const NOTHING = Object.freeze({
  [GIVEN]: false,
  name: nameOf(false),
  selection: undefined,
  /** @type {string[]} */
  headers: [],
  countsQuery: false,
  fingerprints: Object.freeze({
    digest: digest('none', '', ''),
    fingerprint: digest('none', '', '') + nameOf(false),
    otherFingerprint: '',
  }),
});

const EVERYTHING = new FingerprintPlan({});

/**
 * @param {object | false} options
 * @returns {string}
 */
function nameOf(options) {
  return digest('json', JSON.stringify([VERSION, options]), '').slice(0, NAME_LENGTH);
}

/** @type {Record<string, import('../util/checks').Check>} */
const MEMBERS = {
  include: parsePaths,
  exclude: parsePaths,
  headers: headerNames,
  query: boolean,
};

/** The members of the option that concern a body, not a request. */
const VALUE_MEMBERS = ['include', 'exclude'];

/**
 * An option check that gives a plan; `members` are those that may be given.
 * @param {string[]} [members]
 * @returns {(option: string, value: any) => Plan}
 */
function fingerprintPlan(members = Object.keys(MEMBERS)) {
  return function check(/** @type {string} */ option, /** @type {any} */ value) {
    if (value === false) return NOTHING;
    if (value instanceof FingerprintPlan || value === NOTHING) return value;
    if (value?.[GIVEN] !== undefined) return check(option, value[GIVEN]);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      fail(option, `false or an object of ${members.join(', ')}`, value);
    }
    /** @type {Record<string, any>} */
    const checked = {};
    for (const [member, given] of Object.entries(membersOf(value))) {
      if (!members.includes(member)) refuseMember(option, member, members);
      if (given !== undefined) checked[member] = MEMBERS[member](`${option}.${member}`, given);
    }
    return Object.keys(checked).length === 0
      ? EVERYTHING
      : new FingerprintPlan(checked, { ...value });
  };
}

/**
 * @param {string} option
 * @param {string} member
 * @param {string[]} members
 * @returns {never}
 */
function refuseMember(option, member, members) {
  const hint = hintOf(member, members, (each) => `\`${option}.${each}\``);
  throw optionError('unknown', `unknown option \`${option}.${member}\`.${hint}`);
}

/**
 * A key means another thing to another user, and a retry may come with a new token: that is what `scope` is for.
 * @param {string} option
 * @param {any} value
 * @returns {string[]}
 */
function headerNames(option, value) {
  const wanted = 'an array of header names';
  if (!Array.isArray(value)) fail(option, wanted, value);
  const names = value.map((/** @type {any} */ name) => {
    if (typeof name !== 'string' || !HEADER_NAME.test(name)) fail(option, wanted, value);
    return name.toLowerCase();
  });
  for (const name of names) {
    if (PERSONAL.has(name)) {
      throw optionError(
        'value',
        `option \`${option}\` must not hold ${name}, which a retry may change. Tell users apart with \`scope\``,
      );
    }
    if (name === 'idempotency-key') {
      throw optionError('value', `option \`${option}\` must not hold ${name}: it is the key`);
    }
  }
  return [...new Set(names)].sort();
}

module.exports = { EVERYTHING, NOTHING, VALUE_MEMBERS, fingerprintPlan };
