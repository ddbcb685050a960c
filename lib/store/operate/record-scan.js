'use strict';

const { setImmediate: nextTurn } = require('node:timers/promises');

const { inspection, inspectionOf } = require('../inspection');
const { optionError } = require('../../util/option-error');

/** @import { Later } from '../../util/is-promise' */
/** @import { Answer } from '../../waiting/waiters' */
/** @import { Inspection } from '../../../types/store' */
/** @import { ScanProgress } from '../../../types/operate' */
/** @import { OwnScanCall, ScannedEntry, ScannedPage, Verbs } from '../store' */

/**
 * One bounded call of a verb: by two seconds, or another budget.
 * @typedef {<A extends { state: string }>(verb: (timeoutMs: number) => Later<A>, budgetMs?: number) => Promise<A>} BoundedCall
 */

/**
 * What to scan for, and from where.
 * @typedef {{ of: OwnScanCall['of'], hint?: string, cursor?: string, count?: number }} Wanted
 */

// One page is about a millisecond of a Redis server's time: 12 us for a record. Others' commands come between two pages.
const COUNT = 100;

/** Reads a store page by page. Nothing is held between two pages, so that a large store holds up nobody. */
class RecordScan {
  #verbs;
  #call;

  /**
   * @param {Verbs} verbs  May lack `scan`.
   * @param {BoundedCall} call
   */
  constructor(verbs, call) {
    this.#verbs = verbs;
    this.#call = call;
  }

  /**
   * Every page, one a turn of the event loop, each with the cursor that has given it.
   * @param {Wanted} wanted
   * @returns {AsyncGenerator<ScannedPage & { from: string }>}
   */
  async *pages({ of, hint = '', cursor = '0', count = COUNT }) {
    const { scan } = this.#verbs;
    if (typeof scan !== 'function') {
      throw optionError('method', 'the store must have the method `scan` or `list` for this call');
    }
    let from = cursor;
    do {
      const call = { of, hint, cursor: from, count };
      /** @type {ScannedPage} */
      const page = await this.#call((timeoutMs) => scan.call(this.#verbs, { ...call, timeoutMs }));
      yield { ...page, from };
      from = page.cursor;
      await nextTurn();
    } while (from !== '0');
  }

  /**
   * An entry of a page as users see it. To find out whether an error is one that could not be kept, its payload is read.
   * @param {ScannedEntry} entry
   * @param {ScannedPage} page
   * @param {boolean} tellsErrors
   * @returns {Later<Inspection>}
   */
  show(entry, page, tellsErrors) {
    const { id } = entry;
    const found = { ...entry, elapsedMs: Math.max(page.now - entry.beganMs, 0) };
    if (!tellsErrors) return inspection(id, found);
    return inspectionOf(id, found, () =>
      this.#call((timeoutMs) => this.#verbs.inspect({ id, withPayload: true, timeoutMs })),
    );
  }
}

/** Counts for `onProgress`. */
class Progress {
  #onProgress;
  #seen = 0;
  matched = 0;

  /** @param {((progress: ScanProgress) => void) | undefined} onProgress */
  constructor(onProgress) {
    this.#onProgress = onProgress;
  }

  /** @param {ScannedPage} page  That was looked at. */
  passed(page) {
    this.#seen += page.seen;
    this.#onProgress?.({ seen: this.#seen, matched: this.matched });
  }
}

module.exports = { COUNT, Progress, RecordScan };
