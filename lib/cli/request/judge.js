'use strict';

/** @import { Answer, Failure } from './exchange' */

/**
 * What one try tells.
 *
 * - `final`: another try can tell no more.
 * - `mayHaveRun`: the operation may have had an effect, and this try does not tell how it ended.
 * - `settles`: the answer holds whatever earlier tries were.
 * - `waits`: the operation runs: the next try costs none of the user's retries.
 * - `ran`: it ran, whatever the status says.
 * @typedef {object} Verdict
 * @property {string} words
 * @property {boolean} [final]
 * @property {boolean} [mayHaveRun]
 * @property {boolean} [settles]
 * @property {boolean} [waits]
 * @property {boolean} [ran]
 * @property {number} [retryAfterMs]
 */

// Nothing is wrong with the network: another try would end in the same way.
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|HOSTNAME_MISMATCH|ERR_TLS_CERT|ERR_SSL_|EPROTO)/;
const LATER = new Set([408, 425, 429]);
// Servers that know a method or a version no better, and networks that want a login first.
const NOT_RUN = new Set([501, 505, 511]);
// A redirect that keeps the method says that nothing was done here. The older two may follow the work, as 303 does.
const ELSEWHERE = new Set([307, 308]);
const OLD_REDIRECTS = new Set([301, 302]);

/**
 * @param {Failure} failure
 * @returns {Verdict}
 */
function judgeFailure({ code, message, wasSent }) {
  if (wasSent) return { words: `No whole answer: ${message}.`, mayHaveRun: true };
  const words = `Nothing was sent: ${message}.`;
  return CERTIFICATE.test(code) || code === 'ENOTFOUND' ? { words, final: true } : { words };
}

/**
 * @param {Answer} answer
 * @returns {Verdict}
 */
function judgeAnswer(answer) {
  const { status, headers } = answer;
  const problem = problemOf(answer);
  const words = `${status}${problem === undefined ? '' : ` ${problem.error}`}${noteOf(headers)}.`;
  if (headers['idempotent-replayed'] === 'true') {
    return {
      words: `${status}, replayed: the answer of an earlier try.`,
      final: true,
      settles: true,
    };
  }
  if (problem !== undefined) return judgeProblem(words, problem, answer);
  return judgeStatus(words, answer, headers['idempotency-cached'] !== undefined);
}

/**
 * What a server with this package says of a run that is not protected as usual.
 * @param {Answer['headers']} headers
 */
function noteOf({ 'idempotency-status': status }) {
  return status === undefined ? '' : `, Idempotency-Status: ${status}`;
}

/**
 * A refusal of this package, on whatever server.
 * @param {string} words
 * @param {{ error: string, retryable: boolean }} problem
 * @param {Answer} answer
 * @returns {Verdict}
 */
function judgeProblem(words, { error, retryable }, answer) {
  switch (error) {
    case 'REQUEST_IN_PROGRESS':
      return {
        words: `${words} The operation runs.`,
        mayHaveRun: true,
        waits: true,
        ...later(answer),
      };
    case 'OUTCOME_UNKNOWN':
      return { words, final: true, mayHaveRun: true };
    case 'RESULT_NOT_REPLAYABLE':
      return { words: `${words} The operation ran.`, final: true, settles: true, ran: true };
    default:
      return judgeOther(words, retryable, answer);
  }
}

/**
 * A key whose record can't be read may stand for an operation that ran.
 * @param {string} words
 * @param {boolean} retryable
 * @param {Answer} answer
 * @returns {Verdict}
 */
function judgeOther(words, retryable, answer) {
  const mayHaveRun = answer.headers['idempotency-status'] === 'unreadable';
  return retryable ? { words, mayHaveRun, ...later(answer) } : { words, mayHaveRun, final: true };
}

/**
 * @param {string} words
 * @param {Answer} answer
 * @param {boolean} hasRun  The server says that the operation ran now.
 * @returns {Verdict}
 */
function judgeStatus(words, answer, hasRun) {
  const { status, headers } = answer;
  // A run that ends in one of these may be stored or not: the next try learns it.
  if (LATER.has(status)) return { words, mayHaveRun: hasRun, ...later(answer) };
  if (status === 409 && headers['retry-after'] !== undefined && !hasRun) {
    return { words, mayHaveRun: true, waits: true, ...later(answer) };
  }
  if (NOT_RUN.has(status)) return { words, final: true };
  // A proxy says 503 too when its connection to the server broke.
  if (status >= 500) return { words, mayHaveRun: true, ...later(answer) };
  if (status >= 300 && status < 400 && !hasRun) return judgeRedirect(words, status);
  return { words, final: true, settles: status < 400 || hasRun };
}

/**
 * @param {string} words
 * @param {number} status
 * @returns {Verdict}
 */
function judgeRedirect(words, status) {
  const told = { words: `${words} Redirects are not followed.`, final: true };
  if (OLD_REDIRECTS.has(status)) return { ...told, mayHaveRun: true };
  return { ...told, settles: !ELSEWHERE.has(status) };
}

/**
 * The problem document of this package, if the answer is one.
 * @param {Answer} answer
 * @returns {{ error: string, retryable: boolean } | undefined}
 */
function problemOf({ status, headers, body }) {
  if (status < 400 || !`${headers['content-type']}`.includes('json')) return undefined;
  try {
    const { type, error, retryable } = JSON.parse(body.toString('utf8'));
    const isOurs = typeof type === 'string' && type.startsWith('urn:onceonly:problem:');
    return isOurs && /^[A-Z_]{1,64}$/.test(error)
      ? { error, retryable: retryable === true }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The wait that `Retry-After` asks for: seconds or a date.
 * @param {Answer} answer
 * @returns {{ retryAfterMs?: number }}
 */
function later({ headers }) {
  const value = `${headers['retry-after'] ?? ''}`.trim();
  if (/^\d{1,9}$/.test(value)) return { retryAfterMs: Number(value) * 1000 };
  // By the clock of the server, where it tells it: that of this machine may be wrong.
  const told = Date.parse(`${headers.date ?? ''}`);
  const now = Number.isNaN(told) ? new Date().getTime() : told;
  const at = Date.parse(value);
  return Number.isNaN(at) ? {} : { retryAfterMs: Math.max(0, at - now) };
}

module.exports = { judgeAnswer, judgeFailure };
