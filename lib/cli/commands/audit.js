'use strict';

const { refuseMore } = require('../arguments');
const { EXIT } = require('../exit-codes');
const { hintedRecords } = require('../hinted-records');
const { OUTPUT, STATES, STORE, filter, filterOf } = require('../options');
const { progressOf } = require('../progress');
const { SharedNames } = require('../shared-names');

/** @import { Command } from '.' */
/** @import { Column } from '../output' */

/** @type {Column[]} */
const COLUMNS = [
  { title: 'KEYHASH', width: 11, text: ({ keyHash }) => keyHash },
  { title: 'RECORDS', width: 7, text: ({ records }) => `${records}` },
  { title: 'IDS', width: 43, text: ({ ids }) => ids[0] },
  { title: 'LABEL', width: 0, text: ({ label }) => label },
];

/** @type {Command} */
const audit = {
  name: 'audit',
  usage: '[options]',
  summary: 'Finds keys that came in several scopes or paths of one route.',
  about: [
    'Two users who send the same key may have a predictable one, or one that was copied. keyHash is that of events. Records that were ' +
      'written with keyHint: false are left out.',
  ],
  groups: [
    ['Records', filter(STATES, 'any')],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const store = await context.store();
    const names = new SharedNames();
    const asked = filterOf(options);
    for await (const record of hintedRecords(store, asked, progressOf(context))) {
      names.add(record);
      if (names.isFull) break;
    }
    if (names.isFull) output.say(`Stopped after ${names.size} keys. Narrow them by --label.`);
    const found = names.shared();
    const write = output.rows(COLUMNS, (row) => row);
    for (const row of found) write(row);
    if (found.length === 0) output.say('No key came in several scopes or paths of one route.');
    return found.length === 0 ? EXIT.NOTHING : EXIT.DONE;
  },
};

module.exports = { audit };
