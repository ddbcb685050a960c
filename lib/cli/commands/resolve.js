'use strict';

const { changeRecord } = require('../change');
const { parseSeconds } = require('../durations');
const { givenJson } = require('../given-bytes');
const { ADDRESS, CHANGE, STORE } = require('../options');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Context } from '../context' */

/** @type {Options} */
const OUTCOME = {
  result: {
    value: 'JSON',
    help: 'The result for every retry, as JSON. @file reads a file, - standard input.',
  },
  response: {
    value: 'JSON',
    help: 'The same in mode: \'response\': { "status": 201, "headers": {}, "body": "" }.',
  },
  ttl: {
    value: 'TIME',
    help: 'Time for which the result is kept. Without it: 24h.',
    read: parseSeconds,
  },
};

/** @type {Command} */
const resolve = {
  name: 'resolve',
  usage: 'RECORD OUTCOME [options]',
  summary: 'Settles a key whose process is gone, with the result that every retry gets.',
  about: [
    'Use it if you know that the operation took effect. Nothing is changed if another attempt has come since the record was shown.',
  ],
  groups: [
    ['RECORD, by --id or by its key', ADDRESS],
    ['OUTCOME', OUTCOME],
    ['Store', STORE],
    ['Change', CHANGE],
  ],

  async run(context) {
    const outcome = await outcomeOf(context);
    return changeRecord(context, {
      action: 'resolve',
      after: 'done',
      nothing: 'There is nothing to settle: the key has a result, or is free. Nothing was changed.',
      inProgress: 'The operation runs, or its lease is not over. Wait for it. Nothing was changed.',
      question: () => 'Store this outcome, so that every retry gets it?',
      make: ({ store, serializer }, address, seen) =>
        store.resolve(address, { ...outcome, ...(serializer && { serializer }) }, seen),
    });
  },
};

/** @param {Context} context */
async function outcomeOf({ options, stdin }) {
  const names = ['result', 'response'].filter((name) => options[name] !== undefined);
  if (names.length !== 1) throw new UsageError('Give the outcome: --result or --response.');
  const [name] = names;
  const value = await givenJson(`--${name}`, options[name], stdin);
  return { [name]: value, ...(options.ttl !== undefined && { ttl: options.ttl }) };
}

module.exports = { resolve };
