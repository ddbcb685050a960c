'use strict';

const { wasCut } = require('./cut-request');
const { NotEnded, isNotStarted } = require('../operation/not-started');
const { OperationContext } = require('../operation/operation-context');
const { returnError } = require('../util/argument-error');
const { received } = require('../util/received');
const { warnOncePer } = require('../observe/warnings');
const { OWN, REFUSED, isOfClient, statusIn, whoseError } = require('./whose-error');

/** @import { Context } from '../operation/operation-context' */
/** @import { OutcomeRequest, OutcomeSettings, Verdict } from './operation-outcomes' */

/** @type {<T>(set: Set<T>) => (value: T) => boolean} */
const among = (set) => (value) => set.has(value);

// Of the app's own errors: nothing happened, or nobody knows.
const isFree = among(new Set([401, 403, 425, 429, 503]));
const isSilent = among(new Set([408, 504]));
// Of responses: an untouched handler may have had an effect before it passed on a "later", or a timeout answered in its
// place.
const isNoAnswer = among(new Set([425, 429, 503]));

/** @type {Record<string, Verdict>} */
const VERDICTS = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  true: 'store',
  false: 'free',
  store: 'store',
  free: 'free',
  silent: 'silent',
};

/**
 * The verdict on an operation that threw: 'store' the error for every retry, 'free' the key so that a retry runs the
 * operation again, or keep it 'silent' because nobody knows whether there was an effect. `context`: the operation's
 * context.
 * @param {any} error
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @param {Context} context
 * @returns {Verdict}
 */
function errorVerdict(error, settings, request, context) {
  // What became of the handler is known, and no policy of the app is asked.
  if (isNotStarted(error)) return 'undo';
  if (error instanceof NotEnded) return 'silent';
  const { storeIf, cacheErrors } = settings;
  const status = statusIn(error) ?? 500;
  if (storeIf !== undefined) return toVerdict(storeIf({ status, error }), 'storeIf');
  if (typeof cacheErrors === 'function') return toVerdict(cacheErrors(error), 'cacheErrors');
  if (error?.retryable === true && !isOfClient(error)) return 'free';
  const whose = whoseError(error);
  if (whose === OWN) return ownVerdict(status, cacheErrors);
  return (
    optedVerdict(status, cacheErrors) ?? foreignVerdict(error, whose, settings, request, context)
  );
}

/**
 * @param {number} status
 * @param {OutcomeSettings['cacheErrors']} cacheErrors
 * @returns {Verdict}
 */
function ownVerdict(status, cacheErrors) {
  if (isFree(status)) return 'free';
  if (isSilent(status)) return 'silent';
  return optedVerdict(status, cacheErrors) ?? 'store';
}

/**
 * The verdict of `cacheErrors` on an error that it does not keep.
 * @param {number} status
 * @param {OutcomeSettings['cacheErrors']} cacheErrors
 * @returns {Verdict | undefined}
 */
function optedVerdict(status, cacheErrors) {
  const isDropped = cacheErrors === 'none' || (cacheErrors === 'client' && status >= 500);
  if (!isDropped) return undefined;
  return isSilent(status) ? 'silent' : 'free';
}

/**
 * The effect may exist. An operation that gave it a name may run again under the same one, and an `onAbandoned` function
 * finds out before anything runs. No other operation is run again by a rule of ours.
 * @param {any} error
 * @param {string} whose
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @param {Context} context
 * @returns {Verdict}
 */
function foreignVerdict(error, whose, { onAbandoned }, { label, incoming }, context) {
  if (whose === REFUSED) return 'store';
  const isSafe = typeof onAbandoned === 'function' || OperationContext.namesEffect(context);
  if (isSafe || wasCut(incoming)) return 'silent';
  const what = error.constructor?.name ?? 'Object';
  warnOncePer('ONCEONLY_FOREIGN_ERROR', `${label || 'an IdempotencyHandler'} (${what})`);
  return 'store';
}

/**
 * The same of a response that was answered with `status`.
 * @param {number} status
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Verdict}
 */
function statusVerdict(status, settings, { label }) {
  const { storeIf, cacheStatus, cacheErrors } = settings;
  if (storeIf !== undefined) return toVerdict(storeIf({ status, error: undefined }), 'storeIf');
  if (typeof cacheStatus === 'function') return toVerdict(cacheStatus(status), 'cacheStatus');
  if (cacheStatus !== undefined) return listedVerdict(status, cacheStatus);
  const opted = status < 400 ? 'store' : optedVerdict(status, cacheErrors);
  if (opted !== undefined) return opted;
  if (!isNoAnswer(status) && !isSilent(status)) return 'store';
  warnOncePer('ONCEONLY_UNKNOWN_STATUS', `${label} (${status})`);
  return 'silent';
}

/**
 * @param {number} status
 * @param {(string | number)[]} cacheStatus
 * @returns {Verdict}
 */
function listedVerdict(status, cacheStatus) {
  if (cacheStatus.includes(status) || cacheStatus.includes(`${Math.floor(status / 100)}xx`)) {
    return 'store';
  }
  return isSilent(status) ? 'silent' : 'free';
}

/**
 * @param {unknown} answer
 * @param {string} option
 * @returns {Verdict}
 */
function toVerdict(answer, option) {
  const verdict = VERDICTS[/** @type {string} */ (answer)];
  if (verdict === undefined) {
    // A policy that is async must not end the process by its rejection as well.
    Promise.resolve(answer).catch(() => {});
    throw returnError(option, "true, false, 'store', 'free' or 'silent'", received(option, answer));
  }
  return verdict;
}

module.exports = { errorVerdict, statusVerdict };
