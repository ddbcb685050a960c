'use strict';

const { Buffer } = require('node:buffer');

const { checkOptions } = require('../../options/check-options');
const { integer, matching } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { ALL, CLAIMS, filterOptions, recordFilter } = require('./record-filter');
const { COUNT, Progress } = require('./record-scan');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { Inspection } from '../../../types/store' */
/** @import { RecordList } from '../../../types/operate' */
/** @import { ScannedPage } from '../store' */
/** @import { RecordScan } from './record-scan' */

/** @type {OptionTable} */
const LIST = {
  ...filterOptions([...ALL, 'done', 'any'], CLAIMS),
  limit: [integer(1, 100_000), 1000],
  cursor: [matching(/^[A-Za-z0-9_-]+$/, 'the `cursor` of a list')],
};

const FEWEST_PER_PAGE = 10;
// 48 bits of an id, which is a digest: among the few records of a page no two have the same.
const PREFIX = 8;
const CURSOR = /^1\.([A-Za-z0-9_-]*)\.([^]+)$/;

/**
 * Where a list goes on: at a page of the scan, without the records of it that were given already. The page is read again,
 * since a limit rarely falls between two pages.
 * @typedef {{ page: string, given: Set<string> }} Place
 */

/**
 * Records that a filter fits, at most `limit`, the oldest of them first, with the cursor of the next.
 * @param {InstanceType<typeof RecordScan>} scan
 * @param {object} options
 * @returns {Promise<RecordList>}
 */
async function list(scan, options) {
  const checked = /** @type {any} */ (checkOptions(options, LIST));
  const { limit, cursor, onProgress } = checked;
  const filter = recordFilter(checked);
  const progress = new Progress(onProgress);
  /** @type {Map<string, Inspection>} */
  const found = new Map();
  const place = placeOf(cursor);
  let { given } = place;
  const count = Math.max(Math.min(COUNT, limit), FEWEST_PER_PAGE);
  for await (const page of scan.pages({ of: filter.of, cursor: place.page, count })) {
    const isFull = await take(page, { scan, filter, found, given, limit });
    progress.matched = found.size;
    progress.passed(page);
    if (isFull) return listOf(found, cursorOf({ page: page.from, given }));
    given = new Set();
    if (found.size === limit && page.cursor !== '0') {
      return listOf(found, cursorOf({ page: page.cursor, given }));
    }
  }
  return listOf(found, null);
}

/**
 * Takes the records of a page into `found`, and their names into `given`. Whether there are more of them than may be found.
 * @param {ScannedPage} page
 * @param {{ scan: InstanceType<typeof RecordScan>, filter: ReturnType<typeof recordFilter>, found: Map<string, Inspection>,
 *   given: Set<string>, limit: number }} into
 */
async function take(page, { scan, filter, found, given, limit }) {
  for (const entry of page.entries) {
    const prefix = entry.id.slice(0, PREFIX);
    if (given.has(prefix)) continue;
    const seen = await scan.show(entry, page, true);
    if (!filter.wants(seen)) continue;
    if (found.size >= limit && !found.has(entry.id)) return true;
    found.set(entry.id, seen);
    given.add(prefix);
  }
  return false;
}

/**
 * @param {string | undefined} cursor
 * @returns {Place}
 */
function placeOf(cursor) {
  if (cursor === undefined) return { page: '0', given: new Set() };
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, given, page] = CURSOR.exec(text) ?? [];
  if (page === undefined || given.length % PREFIX !== 0) {
    throw optionError('value', 'option `cursor` must be the `cursor` of a list');
  }
  return { page, given: new Set(given.match(/.{8}/g)) };
}

/** @param {Place} place */
function cursorOf({ page, given }) {
  return Buffer.from(`1.${[...given].join('')}.${page}`).toString('base64url');
}

/**
 * @param {Map<string, Inspection>} found
 * @param {string | null} cursor
 * @returns {RecordList}
 */
function listOf(found, cursor) {
  return Object.assign(sorted(found), { cursor });
}

/** @param {Map<string, Inspection>} found */
function sorted(found) {
  return [...found.values()].sort((one, other) => Number(one.createdAt) - Number(other.createdAt));
}

module.exports = { list, sorted };
