'use strict';

const { checkOptions } = require('../../options/check-options');
const { integer } = require('../../util/checks');
const { ALL, filterOptions, recordFilter } = require('./record-filter');
const { Progress } = require('./record-scan');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { Inspection } from '../../../types/store' */
/** @import { LabelTally, StoreStats, Tally } from '../../../types/operate' */
/** @import { RecordScan } from './record-scan' */

/** @type {OptionTable} */
const STATS = {
  ...filterOptions([...ALL, 'done', 'any'], 'any'),
  maxLabels: [integer(0, 10_000), 100],
};

/** @returns {Tally} */
function newTally() {
  return { records: 0, bytes: 0, oldest: null, newest: null };
}

/**
 * @param {Tally} tally
 * @param {Inspection} seen
 */
function count(tally, { bytes, age }) {
  tally.records += 1;
  tally.bytes += bytes;
  tally.oldest = Math.max(tally.oldest ?? age, age);
  tally.newest = Math.min(tally.newest ?? age, age);
}

/**
 * Numbers of the records that a filter fits, in bounded memory. An error that could not be kept counts as an error, unless the
 * filter tells the two apart: to find out its payload has to be read.
 * @param {InstanceType<typeof RecordScan>} scan
 * @param {object} options
 * @returns {Promise<StoreStats>}
 */
async function stats(scan, options) {
  const checked = /** @type {any} */ (checkOptions(options, STATS));
  const filter = recordFilter(checked);
  const progress = new Progress(checked.onProgress);
  const total = newTally();
  /** @type {Record<string, Tally>} */
  const states = Object.fromEntries(ALL.map((state) => [state, newTally()]));
  const labels = new LabelTallies(checked.maxLabels);
  for await (const page of scan.pages({ of: filter.of })) {
    for (const entry of page.entries) {
      const seen = await scan.show(entry, page, filter.tellsErrors);
      if (!filter.wants(seen)) continue;
      count(total, seen);
      count(states[seen.kind ?? seen.state], seen);
      count(labels.of(seen.label), seen);
    }
    progress.matched = total.records;
    progress.passed(page);
  }
  const { others: otherLabels } = labels;
  return {
    ...total,
    states: /** @type {StoreStats['states']} */ (states),
    labels: labels.mostFirst(),
    otherLabels,
  };
}

/** Tallies by label. Paths of users may be in labels, so only so many are told apart. */
class LabelTallies {
  others = newTally();
  #maximum;
  /** @type {Map<string, LabelTally>} */
  #byLabel = new Map();

  /** @param {number} maximum */
  constructor(maximum) {
    this.#maximum = maximum;
  }

  /** @param {string} label */
  of(label) {
    let tally = this.#byLabel.get(label);
    if (tally !== undefined) return tally;
    if (this.#byLabel.size >= this.#maximum) return this.others;
    tally = { label, ...newTally() };
    this.#byLabel.set(label, tally);
    return tally;
  }

  mostFirst() {
    return [...this.#byLabel.values()].sort((one, other) => other.records - one.records);
  }
}

module.exports = { count, newTally, stats };
