// Decides what a response says about the operation behind a key. The one mistake that must not happen is to call a key done
// while its operation may have run unseen: the next key would run it again.

const LONGEST_RETRY_AFTER_MS = 60_000;
// Nothing ran: the server, or a limiter in front of it, let nothing in.
const NOT_LET_IN = [425, 429];
// Problems that come before anything runs, beside LOCK_FAILED without a record. Any other, also one of the future, may come after it.
const BEFORE_ALL = [400, 413, 415];

/** @import { Problem } from './index.js' */

/**
 * @typedef {'final' | 'refused' | 'running' | 'again' | 'once' | 'unclear'} Verdict  `running` waits and counts as no try;
 *   `unclear` is a response that does not say what became of an earlier try.
 */

/**
 * The problem document of the middleware in a response, if it is one.
 * @param {Response} response
 * @param {string} text
 * @returns {Problem | undefined}
 */
export function problemOf(response, text) {
  if (response.ok) return undefined;
  try {
    const problem = JSON.parse(text);
    if (problem.type.startsWith('urn:onceonly:')) return problem;
  } catch {
    // It is none.
  }
}

/**
 * @param {Response | undefined} response  Without one there was a failure of the network, or a timeout.
 * @param {Problem | undefined} problem
 * @param {boolean} hadRun  Whether an earlier try may have run.
 * @returns {Verdict}
 */
export function judge(response, problem, hadRun) {
  if (!response) return 'again';
  const { status, headers } = response;
  if ((headers.get('Idempotency-Cached') ?? headers.get('Idempotent-Replayed')) === 'true')
    return 'final';
  if (problem && !problem.retryable) return 'refused';
  if (
    problem ? problem.error === 'REQUEST_IN_PROGRESS' : status === 409 && headers.has('Retry-After')
  )
    return 'running';
  // It may have been stored: then the next try is answered by a replay.
  if (status === 500 && !problem) return 'once';
  if (problem || status > 500 || status === 408 || NOT_LET_IN.includes(status)) return 'again';
  return isOfOperation(response, hadRun) ? 'final' : 'unclear';
}

/**
 * Whether the operation may have run in a try that is not final, or runs in another one.
 * @param {Response | undefined} response
 * @param {Problem | undefined} problem
 */
export function hasRunSince(response, problem) {
  // With the header, the key has a record that cannot be read now.
  return problem?.error === 'LOCK_FAILED' && problem.retryable
    ? /** @type {any} */ (response).headers.has('Idempotency-Status')
    : !(problem ? BEFORE_ALL : NOT_LET_IN).includes(/** @type {number} */ (response?.status));
}

/**
 * Whether a response comes from the operation itself. If an earlier try may have run, a 401 of a session that has ended since, or
 * the page of a login, says nothing about it.
 * @param {Response} response
 * @param {boolean} hadRun
 */
function isOfOperation({ ok, redirected, headers }, hadRun) {
  return !hadRun || headers.has('Idempotency-Cached') || (ok && !redirected);
}

/**
 * Milliseconds that a response asks to wait. Pages of other origins may not see the header, but the problem document.
 * @param {Response | undefined} response
 * @param {Problem | undefined} problem
 */
export function retryAfterMs(response, problem) {
  const told = response?.headers.get('Retry-After') ?? problem?.retryAfter ?? 0;
  const seconds = +told;
  const ms = seconds >= 0 ? seconds * 1000 : Date.parse(`${told}`) - Date.now();
  return ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : 0;
}
