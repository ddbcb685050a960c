'use strict';

const { addressOf } = require('../address');
const { EXIT } = require('../exit-codes');
const { ADDRESS, OUTPUT, STORE } = require('../options');
const { recordJson, recordPairs } = require('../record');

/** @import { Command } from '.' */
/** @type {Command} */
const inspect = {
  name: 'inspect',
  usage: '(ID options | KEY) [options]',
  summary: 'Shows the state of one record.',
  about: [
    'Name the record as your middleware did: by --id, or by its key, method, path and scope.',
  ],
  groups: [
    ['Record', ADDRESS],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    const { output, stdin } = context;
    const address = await addressOf(context, stdin);
    const store = await context.store();
    const record = await store.inspect(address);
    if (record === null) {
      output.say(`No record has this name.${hintFor(address)}`);
      return EXIT.NOTHING;
    }
    if (output.isJson) output.json(recordJson(record));
    else output.pairs(recordPairs(record));
    return EXIT.DONE;
  },
};

/**
 * A key alone names a record of `execute(key)`, and never one of a middleware.
 * @param {object} address
 */
function hintFor(address) {
  if ('id' in address) return '';
  return ' A record of a middleware needs --method, --path and --scope too. onceonly find looks in all of them.';
}

module.exports = { inspect };
