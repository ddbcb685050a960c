import { IdempotencyClientError } from './client-error.js';
import { alarm, stopwatch } from './clock.js';
import { flights } from './flights.js';
import { prepare } from './prepare.js';
import { hasRunSince, judge, retryAfterMs } from './verdict.js';

/** @import { IdempotentFetchInit } from './index.js' */
/** @import { Outcome } from './prepare.js' */

/** An hour less than a server remembers a result by default. */
export const KEY_LIFETIME_MS = 82_800_000;

const DEFAULTS = {
  headerName: 'Idempotency-Key',
  retries: 5,
  timeoutMs: 30_000,
  maxElapsedMs: 60_000,
  keyLifetimeMs: KEY_LIFETIME_MS,
};

/**
 * fetch() with one key over all tries. Resolves to the final response of the operation, whatever its status, when its body has
 * come whole. Rejects if nobody knows the outcome, and for every refusal of the middleware.
 * @param {string | URL | Request} input
 * @param {IdempotentFetchInit} [init]
 * @returns {Promise<Response>}
 */
export async function idempotentFetch(input, { idempotency, ...init } = {}) {
  const options = { ...DEFAULTS, ...idempotency };
  const { keyLifetimeMs, timeoutMs, maxElapsedMs } = options;
  const { key, signal, attempt } = prepare(input, init, options);
  const flight = flights.get(key);
  const age = flight?.age ?? stopwatch(options.createdAt);
  const elapsed = stopwatch();
  let mayHaveRun = flight !== undefined && (flight.calls++ > 0 || flight.mayHaveRun);
  let attempts = 0;
  let retries = 0;
  let errors = 0;

  /**
   * @param {string} code
   * @param {boolean} [retryable]
   * @param {Outcome} [outcome]
   */
  const failure = (code, retryable = false, outcome) =>
    new IdempotencyClientError(code, { key, attempts, mayHaveRun, retryable, ...outcome });

  for (;;) {
    if (age() > keyLifetimeMs) throw failure('KEY_EXPIRED');
    attempts++;
    const outcome = await attempt(Math.min(timeoutMs, maxElapsedMs - elapsed()));
    const { response, problem } = outcome;
    const next = judge(response, problem, mayHaveRun);
    if (response && next === 'final') {
      if (flight) flight.isRefused = response.status >= 400 && response.status < 500;
      return response;
    }
    mayHaveRun ||= hasRunSince(response, problem);
    if (problem && next === 'refused') throw failure(problem.error, false, outcome);
    const delayMs = Math.max(retryAfterMs(response, problem), backoffMs(retries));
    const isLast =
      next === 'unclear' ||
      (next === 'once more' && errors++ > 0) ||
      (next !== 'running' && retries++ >= options.retries);
    const unanswered = failure(problem?.error ?? 'NO_FINAL_RESPONSE', true, outcome);
    if (isLast || elapsed() + delayMs >= maxElapsedMs) throw unanswered;
    options.onRetry?.({ key, attempt: attempts, delayMs, ...outcome });
    await new Promise((resolve) => alarm(delayMs, signal, () => resolve(undefined)));
    // The device may have slept meanwhile.
    if (elapsed() >= maxElapsedMs) throw unanswered;
  }
}

/** @param {number} retries */
function backoffMs(retries) {
  return Math.min(500 * 2 ** retries, 8000) * (0.5 + Math.random() / 2);
}
