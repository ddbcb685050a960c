'use strict';

/** @import { Inspection } from '../../types/store' */
/** @import { AnyStore } from '../store/store' */

/** @typedef {Pick<Inspection, 'id' | 'label'> & { keyHash: string }} HintedRecord */

// A page is only read: it may be asked for again and again while the store is away for a moment.
const PAGE_BUDGET_MS = 30_000;

/**
 * The records that a filter fits, with the hint of their key, which an Inspection leaves out. One without a hint is left out.
 * @param {AnyStore} store
 * @param {object} options  As list() takes them.
 * @param {(progress: { seen: number, matched: number }) => void} onProgress
 * @returns {AsyncGenerator<HintedRecord>}
 */
async function* hintedRecords(store, options, onProgress) {
  const { checkOptions } = require('../options/check-options');
  const { ALL, filterOptions, recordFilter } = require('../store/operate/record-filter');
  const { Progress } = require('../store/operate/record-scan');
  const checked = /** @type {any} */ (
    checkOptions(options, filterOptions([...ALL, 'done', 'any'], 'any'))
  );
  const filter = recordFilter(checked);
  const progress = new Progress(onProgress);
  const scan = scanOf(store);
  for await (const page of scan.pages({ of: filter.of })) {
    for (const entry of page.entries) {
      const seen = await scan.show(entry, page, filter.tellsErrors);
      if (!entry.hint || !filter.wants(seen)) continue;
      progress.matched++;
      yield { id: entry.id, label: seen.label, keyHash: entry.hint };
    }
    progress.passed(page);
  }
}

/** @param {AnyStore} store */
function scanOf(store) {
  const { lockFailed } = require('../errors/refusals');
  const { monotonicMs } = require('../native/clock');
  const { callWithBudget } = require('../store/call-with-budget');
  const { RecordScan } = require('../store/operate/record-scan');
  const { internals } = require('../store/store');
  return new RecordScan(internals(store).verbs, async (verb) => {
    try {
      return await callWithBudget(verb, monotonicMs() + PAGE_BUDGET_MS);
    } catch (error) {
      throw lockFailed(error.cause ?? error);
    }
  });
}

module.exports = { hintedRecords };
