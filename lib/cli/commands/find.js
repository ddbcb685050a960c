'use strict';

const { keyOf } = require('../address');
const { EXIT } = require('../exit-codes');
const { OUTPUT, STORE } = require('../options');
const { progressOf } = require('../progress');
const { COLUMNS, recordJson } = require('../record');

/** @import { Command } from '.' */

/** @type {Command} */
const find = {
  name: 'find',
  usage: 'KEY [options]',
  summary: 'Finds every record of a key, in all scopes, methods and paths.',
  about: [
    'Reads the names of all records. Records that were written with keyHint: false are not found. ' +
      'KEY is - to read it from standard input.',
  ],
  groups: [
    [
      'Key',
      { key: { value: 'KEY', help: 'The key, in place of the argument. - reads standard input.' } },
    ],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    const { options, positionals, output, stdin } = context;
    const keys = [options.key, ...positionals].filter((key) => key !== undefined);
    const key = await keyOf(keys, stdin);
    const store = await context.store();
    const found = await store.find(key, { onProgress: progressOf(context) });
    const write = output.rows(COLUMNS, recordJson);
    for (const record of found) write(record);
    if (found.length > 0) return EXIT.DONE;
    output.say('No record of this key.');
    return EXIT.NOTHING;
  },
};

module.exports = { find };
