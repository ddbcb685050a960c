'use strict';

const { parseSeconds } = require('./durations');
const { oneWordOf, wholeNumber } = require('./arguments');

/** @import { Options } from './arguments' */

// Groups of options that several commands share.

/** @type {Options} */
const STORE = {
  redis: {
    value: 'URL',
    help: 'Address of Redis. Without it: REDIS_URL. A password belongs into REDIS_URL, since arguments show in the process list.',
  },
  prefix: { value: 'PREFIX', help: "Prefix of the store's keys. Without it: idem." },
  config: {
    value: 'FILE',
    help: 'A module that exports { store, serializer, secret }, in place of --redis and --prefix.',
  },
};

/** @type {Options} */
const ADDRESS = {
  id: { value: 'ID', help: 'Name of the record, from a log line or from this command line.' },
  key: { value: 'KEY', help: 'Key of the client. - reads it from standard input.' },
  method: { value: 'METHOD', help: 'HTTP method of the request.' },
  path: { value: 'PATH', help: 'Path of the request, or the option `route` of its middleware.' },
  scope: { value: 'SCOPE', help: 'Value of the option `scope` for the request.' },
  strict: { help: 'The app has `strict routing`.' },
  'case-sensitive': { help: 'The app has `case sensitive routing`.' },
};

/** @type {Options} */
const OUTPUT = {
  json: { help: 'Writes one JSON object per line.' },
};

/** @type {Options} */
const CHANGE = {
  yes: { short: 'y', help: 'Makes the change without a question.' },
};

const STATES = ['running', 'silent', 'unknown', 'freed', 'done'];

/** @type {Options} */
const FILTER = {
  state: {
    value: 'STATE',
    help: `Only records in this state: ${STATES.join(', ')}.`,
    read: oneWordOf(...STATES),
  },
  label: { value: 'LABEL', help: 'Only records with this label, such as POST:/charge.' },
  'older-than': {
    value: 'TIME',
    help: 'Only records whose attempt began, or whose result was stored, longer ago: 90s, 15m, 2h or 7d.',
    read: parseSeconds,
  },
};

/**
 * @param {number} byDefault
 * @returns {Options}
 */
const limit = (byDefault) => ({
  limit: {
    value: 'NUMBER',
    help: `At most so many records. Without it: ${byDefault}.`,
    read: wholeNumber(1, 100_000),
  },
});

module.exports = { ADDRESS, CHANGE, FILTER, OUTPUT, STATES, STORE, limit };
