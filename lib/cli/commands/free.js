'use strict';

const { changeRecord } = require('../change');
const { ADDRESS, CHANGE, STORE } = require('../options');

/** @import { Command } from '.' */

/** @type {Command} */
const free = {
  name: 'free',
  usage: 'RECORD [options]',
  summary: 'Frees a key whose process is gone: the next request runs the operation.',
  about: [
    'Use it only if you know that there was no effect. Nothing is changed if another attempt has come since the record was shown.',
  ],
  groups: [
    ['RECORD, by --id or by its key', ADDRESS],
    ['Store', STORE],
    ['Change', CHANGE],
  ],

  run(context) {
    return changeRecord(context, {
      action: 'free',
      after: 'freed',
      nothing: 'There is nothing to free: the key has a result, or is free. Nothing was changed.',
      inProgress: 'The operation runs, or its lease is not over. Wait for it. Nothing was changed.',
      question: () =>
        'Do you know that there was no effect, and want the next request to run the operation?',
      make: ({ store }, address, seen) => store.resolve(address, { free: true }, seen),
    });
  },
};

module.exports = { free };
