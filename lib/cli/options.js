'use strict';

const { parseSeconds } = require('./durations');
const { eachOf, oneWordOf } = require('./arguments');

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

const STATES = [
  'running',
  'silent',
  'unknown',
  'freed',
  'done',
  'value',
  'error',
  'tombstone',
  'any',
];

/**
 * @param {string[]} states
 * @param {string} byDefault
 * @returns {Options}
 */
const filter = (states, byDefault) => ({
  state: {
    value: 'STATE',
    multiple: true,
    help: `Only records in this state: ${states.join(', ')}. Without it: ${byDefault}.`,
    read: eachOf(oneWordOf(...states)),
  },
  label: {
    value: 'LABEL',
    multiple: true,
    help: 'Only records with this label, such as POST:/charge. A * at its end stands for any rest.',
  },
  'older-than': {
    value: 'TIME',
    help: 'Only records of this age or older: 90s, 15m, 2h or 7d.',
    read: parseSeconds,
  },
});

/**
 * The filter of the library.
 * @param {Record<string, any>} options
 */
function filterOf({ state, label, 'older-than': olderThan }) {
  const given = Object.entries({ state, label, olderThan });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

module.exports = { ADDRESS, CHANGE, OUTPUT, STATES, STORE, filter, filterOf };
