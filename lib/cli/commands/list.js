'use strict';

const { delay } = require('../../util/timers');
const { refuseMore, wholeNumber } = require('../arguments');
const { EXIT } = require('../exit-codes');
const { OUTPUT, STATES, STORE, filter, filterOf } = require('../options');
const { progressOf } = require('../progress');
const { COLUMNS, recordJson } = require('../record');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Out } from '../output' */
/** @import { AnyStore } from '../../store/store' */

const LIMIT = 100;
const PAGE = 1000;
const TRIES = 10;
const PAUSE_MS = 1000;

/** @type {Options} */
const PAGES = {
  limit: {
    value: 'NUMBER',
    help: `At most so many records. Without it: ${LIMIT}.`,
    read: wholeNumber(1, 100_000),
  },
  cursor: { value: 'CURSOR', help: 'Goes on where an earlier list with the same options ended.' },
  all: { help: 'Every record, page after page.' },
};

/** @type {Command} */
const list = {
  name: 'list',
  usage: '[options]',
  summary: 'Lists records, those without a result if you name no state.',
  about: [
    'Each page is sorted, the oldest first. With --json, the cursor of the next page is on standard error.',
  ],
  groups: [
    ['Records', { ...filter(STATES, 'running, silent, unknown and freed'), ...PAGES }],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const { all, limit } = options;
    if (all && limit !== undefined) throw new UsageError('Give --all or --limit.');
    const store = await context.store();
    const write = output.rows(COLUMNS, recordJson);
    const asked = {
      ...filterOf(options),
      limit: all ? PAGE : (limit ?? LIMIT),
      onProgress: progressOf(context),
    };
    let { cursor } = options;
    let found = 0;
    do {
      const page = await pageOf(store, { ...asked, ...(cursor && { cursor }) });
      for (const record of page) write(record);
      found += page.length;
      await output.drained();
      cursor = page.cursor;
    } while (all && cursor !== null);
    if (cursor !== null) output.say(moreAt(cursor, output));
    if (found === 0) output.say('No record.');
    return found === 0 ? EXIT.NOTHING : EXIT.DONE;
  },
};

/**
 * One page. If it is not the first, the store was there a moment ago, and is asked again for a while.
 * @param {AnyStore} store
 * @param {{ cursor?: string }} asked
 */
async function pageOf(store, asked) {
  for (let left = TRIES; ; left--) {
    try {
      return await store.list(asked);
    } catch (error) {
      if (error.code !== 'LOCK_FAILED' || asked.cursor === undefined || left === 1) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/**
 * A cursor may have some thousand characters, so only programs get it.
 * @param {string} cursor
 * @param {Out} output
 */
function moreAt(cursor, output) {
  if (output.isJson) return `There may be more: --cursor ${cursor}`;
  return 'There may be more: pass --all, or a larger --limit.';
}

module.exports = { list };
