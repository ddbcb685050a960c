'use strict';

const { refuseMore } = require('../arguments');
const { timerSeconds } = require('../durations');
const { OUTPUT, STORE, filter, filterOf } = require('../options');
const { COLUMNS, recordJson } = require('../record');
const { Snapshots } = require('../snapshots');
const { delay } = require('../../util/timers');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Column } from '../output' */
/** @import { Seen } from '../snapshots' */

const INTERVAL_S = 2;
const STATES = ['running', 'silent', 'unknown', 'freed'];

/** @type {Options} */
const TIMES = {
  interval: {
    value: 'TIME',
    help: `Time between two looks. Without it: ${INTERVAL_S}s.`,
    read: timerSeconds,
  },
};

/** @type {Column[]} */
const TIMED = [
  { title: 'TIME', width: 8, text: ({ time }) => time.toISOString().slice(11, 19) },
  { title: 'EVENT', width: 8, text: ({ event }) => event },
  ...COLUMNS.map((column) => ({
    ...column,
    text: (/** @type {any} */ row) => column.text(row.record),
  })),
];

/** @type {Command} */
const watch = {
  name: 'watch',
  usage: '[options]',
  summary: 'Shows what happens to records without a result, until you press Ctrl-C.',
  about: [
    'Looks at all of them again and again. Events: found for those that were there before, then new, changed, done, gone. ' +
      'An operation that begins and ends between two looks is not seen.',
  ],
  groups: [
    ['Records', { ...filter(STATES, 'all of them'), ...TIMES }],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const store = await context.store();
    const write = output.rows(TIMED, eventJson);
    const snapshots = new Snapshots(store, filterOf(options), (words) => output.say(words));
    for (;;) {
      for (const seen of await snapshots.next()) write(seen);
      await delay((options.interval ?? INTERVAL_S) * 1000);
    }
  },
};

/** @param {Seen} seen */
function eventJson({ time, event, record }) {
  return { time: time.toISOString(), event, ...recordJson(record) };
}

module.exports = { watch };
