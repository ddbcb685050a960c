'use strict';

const { checkOptions } = require('../../options/check-options');
const { boolean } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { guardOf, requireComparison } = require('./attempt-guard');
const { filterOptions, recordFilter } = require('./record-filter');
const { Progress } = require('./record-scan');
const { count, newTally } = require('./stats');

/** @import { Later } from '../../util/is-promise' */
/** @import { Answer } from '../../waiting/waiters' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { PurgeReport } from '../../../types/operate' */
/** @import { ScannedEntry, Verbs } from '../store' */
/** @import { BoundedCall, RecordScan } from './record-scan' */

// Running and silent ones may have an owner.
const PURGED = ['unknown', 'freed', 'value', 'error', 'tombstone', 'done'];
/** @type {OptionTable} */
const PURGE = { ...filterOptions(PURGED, ['done', 'freed']), dryRun: [boolean, true] };
const FILTERS = ['state', 'label', 'olderThan'];

/**
 * Removes what `entry` shows, if it still is that. An unknown one is removed by force: nothing else removes a claim.
 * @param {Verbs} verbs
 * @param {BoundedCall} call
 * @param {ScannedEntry} entry
 * @returns {Promise<Answer>}
 */
function removeSeen(verbs, call, entry) {
  const { id, state } = entry;
  const seen = guardOf(entry);
  const force = state === 'unknown';
  return call((timeoutMs) => verbs.remove({ id, force, seen, timeoutMs }));
}

/**
 * Removes the records that a filter fits, or counts them. Those of one page are removed together.
 * @param {InstanceType<typeof RecordScan>} scan
 * @param {any} options
 * @param {(entry: ScannedEntry) => Promise<Answer>} remove
 * @param {Verbs} verbs
 * @returns {Promise<PurgeReport>}
 */
async function purge(scan, options, remove, verbs) {
  const checked = /** @type {any} */ (checkOptions(options, PURGE));
  if (FILTERS.every((name) => options[name] === undefined)) {
    throw optionError(
      'conflict',
      'purge() must get one of the options `state`, `label` and `olderThan`',
    );
  }
  const { dryRun } = checked;
  if (!dryRun) requireComparison(verbs);
  const filter = recordFilter(checked);
  const progress = new Progress(checked.onProgress);
  const report = { dryRun, matched: newTally(), removed: 0, changed: 0 };
  for await (const page of scan.pages({ of: filter.of })) {
    const wanted = [];
    for (const entry of page.entries) {
      const seen = await scan.show(entry, page, filter.tellsErrors);
      if (!filter.wants(seen)) continue;
      count(report.matched, seen);
      wanted.push(entry);
    }
    if (!dryRun) await removeAll(wanted, remove, report);
    progress.matched = report.matched.records;
    progress.passed(page);
  }
  return report;
}

/**
 * @param {ScannedEntry[]} entries
 * @param {(entry: ScannedEntry) => Promise<Answer>} remove
 * @param {PurgeReport} report
 */
async function removeAll(entries, remove, report) {
  for (const { state, attempt } of await Promise.all(entries.map(remove))) {
    if (state !== 'removed') report.changed += 1;
    else if (attempt > 0) report.removed += 1;
  }
}

module.exports = { purge, removeSeen };
