'use strict';

const { refuseMore } = require('../arguments');
const { writeChange } = require('../change');
const { shownSeconds } = require('../durations');
const { EXIT } = require('../exit-codes');
const { OUTPUT, STORE, filter, filterOf } = require('../options');
const { progressOf } = require('../progress');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */

const STATES = ['done', 'value', 'error', 'tombstone', 'freed', 'unknown'];

/** @type {Options} */
const CONFIRM = {
  yes: { short: 'y', help: 'Removes the records. Without it nothing is removed.' },
};

/** @type {Command} */
const purge = {
  name: 'purge',
  usage: 'FILTER [options]',
  summary: 'Forgets many records. A dry run unless you pass --yes.',
  about: [
    'The next request with a forgotten key runs its operation again. Running and silent records stay, and so does every record that ' +
      'has changed since it was read.',
  ],
  groups: [
    ['FILTER, one of these or more', filter(STATES, 'done and freed')],
    ['Store', STORE],
    ['Change', CONFIRM],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const wanted = filterOf(options);
    const dryRun = options.yes !== true;
    const store = await context.store();
    if (!dryRun) context.ifInterrupted = 'Interrupted. Some records may have been removed.';
    const found = await store.purge({ ...wanted, dryRun, onProgress: progressOf(context) });
    const { matched, removed, changed } = found;
    if (!dryRun)
      writeChange(context, 'purge', { filter: wanted, matched: matched.records, removed, changed });
    else if (output.isJson) output.json(found);
    else {
      output.say(
        `${matched.records} records of ${matched.bytes} bytes${agesOf(matched)}. Pass --yes to remove them.`,
      );
    }
    return matched.records > 0 ? EXIT.DONE : EXIT.NOTHING;
  },
};

/** @param {{ oldest: number | null, newest: number | null }} tally */
function agesOf({ oldest, newest }) {
  return oldest === null ? '' : `, from ${shownSeconds(newest)} to ${shownSeconds(oldest)} old`;
}

module.exports = { purge };
