'use strict';

const { addressId, checkKey, recordNames } = require('../../identity/record-id');
const { checkOptions } = require('../../options/check-options');
const { boolean, fail, func, nonEmptyString } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { requireComparison } = require('./attempt-guard');
const { Progress } = require('./record-scan');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { EraseReport } from '../../../types/operate' */
/** @import { ScannedEntry, Verbs } from '../store' */
/** @import { RecordScan } from './record-scan' */

/** @type {OptionTable} */
const ERASE = {
  scope: [nonEmptyString],
  keys: [texts],
  paths: [texts, []],
  dryRun: [boolean, true],
  onProgress: [func],
};

// Every way in which an app may route.
const ROUTINGS = [false, true].flatMap((strict) =>
  [false, true].map((caseSensitive) => ({ strict, caseSensitive })),
);

/**
 * @param {string} name
 * @param {any} value
 * @returns {string[]}
 */
function texts(name, value) {
  const isIterable = typeof value !== 'string' && typeof value?.[Symbol.iterator] === 'function';
  const all = isIterable ? [...value] : [value];
  if (!isIterable || !all.every((each) => typeof each === 'string')) {
    fail(name, 'an iterable of strings', value);
  }
  return all;
}

/**
 * Removes the results of a customer, or finds them. No record tells its scope, but its name depends on it: with the key, and with
 * the method and the path of its label, the name is computed again and compared.
 * @param {InstanceType<typeof RecordScan>} scan
 * @param {object} options
 * @param {(entry: ScannedEntry) => Promise<Answer>} remove
 * @param {Verbs} verbs
 * @returns {Promise<EraseReport>}
 */
async function erase(scan, options, remove, verbs) {
  const checked = /** @type {any} */ (checkOptions(options, ERASE));
  for (const name of ['scope', 'keys']) {
    if (checked[name] === undefined) throw unset(name);
  }
  const { dryRun, keys, onProgress } = checked;
  if (!dryRun) requireComparison(verbs);
  const byHint = keysByHint(keys);
  const progress = new Progress(onProgress);
  /** @type {EraseReport} */
  const report = { dryRun, found: [], kept: [], doubtful: [] };
  for await (const page of scan.pages({ of: 'all' })) {
    for (const entry of page.entries) {
      const candidates = byHint.get(entry.hint ?? '');
      if (candidates === undefined) continue;
      const isTheirs = candidates.some((key) => isNamed(entry, key, checked));
      const seen = await scan.show(entry, page, true);
      report[isTheirs ? 'found' : 'doubtful'].push(seen);
      if (isTheirs && !dryRun && !(await isRemoved(entry, remove))) report.kept.push(seen);
    }
    progress.matched = report.found.length;
    progress.passed(page);
  }
  return report;
}

/** @param {string} name */
function unset(name) {
  const why =
    name === 'keys'
      ? 'no record tells its scope, so the keys of the customer are needed'
      : 'it says whose records to erase';
  return optionError('unset', `option \`${name}\` of erase() must be given: ${why}`);
}

/**
 * @param {string[]} keys
 * @returns {Map<string, string[]>}
 */
function keysByHint(keys) {
  const byHint = new Map();
  for (const key of keys) {
    const { hint } = recordNames({ key: checkKey(key) });
    byHint.set(hint, [...(byHint.get(hint) ?? []), key]);
  }
  return byHint;
}

/**
 * Whether the name of a record is that of a request with this key in this scope.
 * @param {ScannedEntry} entry
 * @param {string} key
 * @param {{ scope: string, paths: string[] }} about
 */
function isNamed({ id, label }, key, { scope, paths }) {
  if (recordNames({ scope, key }).id === id) return true;
  const colon = label.indexOf(':');
  const method = label.slice(0, Math.max(colon, 0));
  const places = [label.slice(colon + 1), ...paths];
  return places.some((path) =>
    ROUTINGS.some((routing) => addressId({ key, method, path, scope, ...routing }) === id),
  );
}

/**
 * What has no result has no data of anybody, and is the evidence of an attempt: it stays.
 * @param {ScannedEntry} entry
 * @param {(entry: ScannedEntry) => Promise<Answer>} remove
 */
async function isRemoved(entry, remove) {
  if (entry.state !== 'done') return false;
  const { state } = await remove(entry);
  return state === 'removed';
}

module.exports = { erase };
