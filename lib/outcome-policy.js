'use strict';

const FREE_STATUSES = new Set([401, 403, 425, 429, 503]);
const SILENT_STATUSES = new Set([408, 504]);
const VERDICTS = {
  __proto__: null,
  true: 'store',
  false: 'free',
  store: 'store',
  free: 'free',
  silent: 'silent',
};

/**
 * What to do with an operation that threw: 'store' the error for every retry, 'free' the key so that a retry runs the
 * operation again, or keep it 'silent' because nobody knows what happened.
 */
function errorVerdict(error, { storeIf, cacheErrors }) {
  const status = statusOf(error);
  if (storeIf !== undefined) return toVerdict(storeIf({ status, error }), 'storeIf');
  if (typeof cacheErrors === 'function') return toVerdict(cacheErrors(error), 'cacheErrors');
  return error?.retryable === true ? 'free' : byRule(status, cacheErrors);
}

/** The same of a response that was answered with `status`. */
function statusVerdict(status, { storeIf, cacheStatus, cacheErrors }) {
  if (storeIf !== undefined) return toVerdict(storeIf({ status, error: undefined }), 'storeIf');
  if (typeof cacheStatus === 'function') return toVerdict(cacheStatus(status), 'cacheStatus');
  if (cacheStatus === undefined) return byRule(status, cacheErrors);
  if (cacheStatus.includes(status) || cacheStatus.includes(`${Math.floor(status / 100)}xx`)) {
    return 'store';
  }
  return byRule(status, 'none') === 'silent' ? 'silent' : 'free';
}

function byRule(status, cacheErrors) {
  if (FREE_STATUSES.has(status)) return 'free';
  if (SILENT_STATUSES.has(status)) return 'silent';
  if (status < 400) return 'store';
  if (cacheErrors === 'none') return 'free';
  if (cacheErrors === 'client') return status < 500 ? 'store' : 'free';
  return 'store';
}

function statusOf(error) {
  const status = error?.status ?? error?.statusCode;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
}

function toVerdict(answer, option) {
  const verdict = VERDICTS[answer];
  if (verdict === undefined) {
    // A policy that is async must not end the process by its rejection as well.
    Promise.resolve(answer).catch(() => {});
    throw new TypeError(`onceonly: ${option} returns true, false, 'store', 'free' or 'silent'`);
  }
  return verdict;
}

module.exports = { errorVerdict, statusVerdict };
