'use strict';

const { digest } = require('./canonical');
const native = require('../native/binding');
const { HEADER_NAME, boolean, fail } = require('../util/checks');
const { membersOf } = require('../util/members-of');
const { hintOf } = require('../util/nearest');
const { optionError } = require('../util/option-error');
const { parsePaths } = require('./paths');

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
  fingerprints: Object.freeze({
    digest: digest('none', '', ''),
    fingerprint: digest('none', '', '') + nameOf(false),
    otherFingerprint: '',
  }),
});

const EVERYTHING = new FingerprintPlan({});

function nameOf(options) {
  return digest('json', JSON.stringify([VERSION, options]), '').slice(0, NAME_LENGTH);
}

const MEMBERS = {
  include: parsePaths,
  exclude: parsePaths,
  headers: headerNames,
  query: boolean,
};

/** The members of the option that concern a body, not a request. */
const VALUE_MEMBERS = ['include', 'exclude'];

/** An option check that gives a plan; `members` are those that may be given. */
function fingerprintPlan(members = Object.keys(MEMBERS)) {
  return function check(option, value) {
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

function refuseMember(option, member, members) {
  const hint = hintOf(member, members, (each) => `\`${option}.${each}\``);
  throw optionError('unknown', `unknown option \`${option}.${member}\`.${hint}`);
}

// A key means another thing to another user, and a retry may come with a new token: that is what `scope` is for.
function headerNames(option, value) {
  const wanted = 'an array of header names';
  if (!Array.isArray(value)) fail(option, wanted, value);
  const names = value.map((name) => {
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
