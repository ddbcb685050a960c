'use strict';

const { isPlain } = require('../util/members-of');
const {
  HEADER_NAME,
  YEAR_S,
  boolean,
  fail,
  func,
  matching,
  methods,
  oneOf,
  seconds,
} = require('../util/checks');
const { optionError } = require('../util/option-error');

/** @import { OptionTable } from '../options/check-options' */

const EXTENSION = /^x-./;

/**
 * Members of an operation for other tools.
 * @param {string} name
 * @param {any} value
 */
function extensions(name, value) {
  if (value === null || typeof value !== 'object' || !isPlain(value))
    fail(name, 'a plain object', value);
  const wrong = Object.keys(value).find((each) => !EXTENSION.test(each));
  if (wrong === undefined) return value;
  throw optionError('value', `a name in \`${name}\` must begin with x- (received '${wrong}')`);
}

/**
 * The names are those of idempotency(), so that both may get the same ones.
 * @type {OptionTable}
 */
const DESCRIBED = {
  headerName: [matching(HEADER_NAME, 'the name of a header'), 'Idempotency-Key'],
  required: [boolean, false],
  methods: [methods, ['POST', 'PUT', 'PATCH']],
  mismatchStatus: [oneOf(422, 409), 422],
  resultTTL: [seconds(YEAR_S)],
  include: [func, () => true],
  extensions: [extensions, {}],
};

module.exports = { DESCRIBED };
