'use strict';

const { wasCut } = require('./cut-request');
const { OperationContext } = require('../operation/operation-context');
const { returnError } = require('../util/argument-error');
const { received } = require('../util/received');
const { warnOncePer } = require('../observe/warnings');
const { OWN, REFUSED, isOfClient, statusIn, whoseError } = require('./whose-error');

/** @type {<T>(set: Set<T>) => (value: T) => boolean} */
const among = (set) => (value) => set.has(value);

// Of the app's own errors: nothing happened, or nobody knows.
const isFree = among(new Set([401, 403, 425, 429, 503]));
const isSilent = among(new Set([408, 504]));
// Of responses: an untouched handler may have had an effect before it passed on a "later", or a timeout answered in its
// place.
const isNoAnswer = among(new Set([425, 429, 503]));

const VERDICTS = {
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
 */
function errorVerdict(error, settings, request, context) {
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

function ownVerdict(status, cacheErrors) {
  if (isFree(status)) return 'free';
  if (isSilent(status)) return 'silent';
  return optedVerdict(status, cacheErrors) ?? 'store';
}

// The verdict of `cacheErrors` on an error that it does not keep.
function optedVerdict(status, cacheErrors) {
  const isDropped = cacheErrors === 'none' || (cacheErrors === 'client' && status >= 500);
  if (!isDropped) return undefined;
  return isSilent(status) ? 'silent' : 'free';
}

// The effect may exist. An operation that gave it a name may run again under the same one, and an `onAbandoned` function
// finds out before anything runs. No other operation is run again by a rule of ours.
function foreignVerdict(error, whose, { onAbandoned }, { label, incoming }, context) {
  if (whose === REFUSED) return 'store';
  const isSafe = typeof onAbandoned === 'function' || OperationContext.namesEffect(context);
  if (isSafe || wasCut(incoming)) return 'silent';
  const what = error.constructor?.name ?? 'Object';
  warnOncePer('ONCEONLY_FOREIGN_ERROR', `${label || 'an IdempotencyHandler'} (${what})`);
  return 'store';
}

/** The same of a response that was answered with `status`. */
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

function listedVerdict(status, cacheStatus) {
  if (cacheStatus.includes(status) || cacheStatus.includes(`${Math.floor(status / 100)}xx`)) {
    return 'store';
  }
  return isSilent(status) ? 'silent' : 'free';
}

function toVerdict(answer, option) {
  const verdict = VERDICTS[answer];
  if (verdict === undefined) {
    // A policy that is async must not end the process by its rejection as well.
    Promise.resolve(answer).catch(() => {});
    throw returnError(option, "true, false, 'store', 'free' or 'silent'", received(option, answer));
  }
  return verdict;
}

module.exports = { errorVerdict, statusVerdict };
