'use strict';

const { refuseMore } = require('../arguments');
const { shownSeconds } = require('../durations');
const { EXIT } = require('../exit-codes');
const { OUTPUT, STATES, STORE, filter, filterOf } = require('../options');
const { progressOf } = require('../progress');

/** @import { Command } from '.' */
/** @import { Column, Out } from '../output' */

/** @type {Column[]} */
const COLUMNS = [
  { title: 'RECORDS', width: 9, text: ({ records }) => `${records}` },
  { title: 'BYTES', width: 12, text: ({ bytes }) => `${bytes}` },
  { title: 'OLDEST', width: 8, text: ({ oldest }) => shownSeconds(oldest) },
  { title: 'NEWEST', width: 8, text: ({ newest }) => shownSeconds(newest) },
];

/**
 * @param {string} title
 * @param {string} name
 * @returns {Column[]}
 */
const columnsFor = (title, name) => [...COLUMNS, { title, width: 0, text: (row) => row[name] }];

/** @type {Command} */
const stats = {
  name: 'stats',
  usage: '[options]',
  summary: 'Counts the records by state and by label, with their bytes and ages.',
  about: ['Reads the heads of all records, in small pages, and holds none of them.'],
  groups: [
    ['Records', filter(STATES, 'any')],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const store = await context.store();
    const found = await store.stats({ ...filterOf(options), onProgress: progressOf(context) });
    if (output.isJson) output.json(found);
    else writeTables(found, output);
    return EXIT.DONE;
  },
};

/**
 * @param {any} found
 * @param {Out} output
 */
function writeTables({ states, labels, otherLabels, ...all }, output) {
  const byState = output.rows(columnsFor('STATE', 'state'), (row) => row);
  for (const [state, tally] of Object.entries(states)) {
    if (tally.records > 0) byState({ state, ...tally });
  }
  byState({ state: '(all)', ...all });
  if (all.records === 0) return;
  output.line('');
  const byLabel = output.rows(columnsFor('LABEL', 'label'), (row) => row);
  for (const row of labels) byLabel(row.label === '' ? { ...row, label: '(none)' } : row);
  if (otherLabels.records > 0) byLabel({ label: '(others)', ...otherLabels });
}

module.exports = { stats };
