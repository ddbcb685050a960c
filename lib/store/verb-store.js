'use strict';

const { Buffer } = require('node:buffer');

const { wallClockMs } = require('../native/clock');
const { AnswersInTime } = require('./answers-in-time');
const { checkAnswer } = require('./check-answer');
const { safeWatch } = require('./safe-watch');
const { StoreError } = require('../errors/store-error');

/** @import { OwnScanCall, ScannedPage, Verbs } from './store' */
/** @import { ScanAnswer, ScanCall } from '../../types/store-calls' */

// Begins the cursor of a page of results, where both are scanned.
const IN_RESULTS = 'results:';
const VERBS = ['begin', 'complete', 'renew', 'release', 'inspect', 'remove'];
const OPERATOR_VERBS = ['resolve'];

/**
 * The verbs of a store whose methods are the verbs themselves: the older form of defineStore(). A wrong answer of a
 * method fails with LOCK_FAILED, and so does every call after close().
 * @param {any} methods
 * @returns {Verbs}
 */
function verbsOfMethods(methods) {
  const answers = new AnswersInTime();
  let closed = false;
  const ask = async (/** @type {string} */ name, /** @type {{ timeoutMs: number }} */ call) => {
    if (closed) throw new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
    const answering = Promise.resolve(methods[name](withOwnBytes(call)));
    return checkAnswer(name, await answers.wait(answering, call.timeoutMs));
  };
  /** @type {any} */
  const verbs = {
    async close() {
      if (closed) return;
      closed = true;
      answers.close();
      await methods.close?.();
    },
  };
  if (typeof methods.status === 'function') verbs.status = () => methods.status();
  if (typeof methods.watch === 'function') {
    verbs.watch = (/** @type {string} */ id, /** @type {() => void} */ onWake) =>
      safeWatch(methods, id, onWake);
  }
  if (typeof methods.scan === 'function') {
    verbs.scan = scanInTwo((/** @type {ScanCall} */ call) => ask('scan', call));
  }
  const given = OPERATOR_VERBS.filter((name) => typeof methods[name] === 'function');
  for (const name of [...VERBS, ...given]) {
    verbs[name] = (/** @type {{ timeoutMs: number }} */ call) => ask(name, call);
  }
  return verbs;
}

/**
 * Such a store has claims and results apart. Results come last: an operation that ends meanwhile is seen there.
 * @param {(call: ScanCall) => Promise<ScanAnswer>} scan
 * @returns {(call: OwnScanCall) => Promise<ScannedPage>}
 */
function scanInTwo(scan) {
  return async ({ of, cursor, hint, timeoutMs }) => {
    const isLater = cursor.startsWith(IN_RESULTS);
    const results = of === 'results' || isLater;
    const from = isLater ? cursor.slice(IN_RESULTS.length) : cursor;
    const page = await scan({ cursor: from, results, hint, timeoutMs });
    const { entries } = page;
    const next = isLater || (of === 'all' && page.cursor === '0') ? IN_RESULTS : '';
    const isEnd = page.cursor === '0' && (isLater || of !== 'all');
    const told = isEnd ? '0' : `${next}${page.cursor}`;
    const seen = entries.length;
    return {
      state: 'scanned',
      cursor: told,
      now: wallClockMs(),
      seen,
      entries: /** @type {any} */ (entries),
    };
  };
}

/**
 * The same payload may be offered again, so the store gets a copy.
 * @param {any} call
 */
function withOwnBytes(call) {
  return call.payload === undefined ? call : { ...call, payload: Buffer.from(call.payload) };
}

module.exports = { VERBS, verbsOfMethods };
