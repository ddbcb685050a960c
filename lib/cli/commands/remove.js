'use strict';

const { changeRecord } = require('../change');
const { ADDRESS, CHANGE, STORE } = require('../options');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */

/** @type {Options} */
const FORCE = {
  force: { help: 'Removes a record without a result too. Then its operation may run twice.' },
};

/** @type {Command} */
const remove = {
  name: 'remove',
  usage: 'RECORD [options]',
  summary: 'Forgets a record. The next request with its key runs the operation.',
  about: ['Nothing is changed if another attempt has come since the record was shown.'],
  groups: [
    ['RECORD, by --id or by its key', ADDRESS],
    ['Store', STORE],
    ['Change', { ...FORCE, ...CHANGE }],
  ],

  run(context) {
    const { force = false } = context.options;
    return changeRecord(context, {
      action: 'remove',
      after: 'removed',
      nothing: 'There was no record any more. Nothing was changed.',
      inProgress:
        'The record has no result. Use resolve or free, or pass --force: then its operation may run twice. Nothing was changed.',
      question: ({ state }) =>
        `Forget this record? ${state === 'running' ? 'Its operation runs, and may run twice.' : 'A retry runs the operation again.'}`,
      make: ({ store }, address, seen) => store.remove(address, { force, ...seen }),
    });
  },
};

module.exports = { remove };
