import { IdempotencyClientError } from './client-error.js';
import { alarm, isTooOld, stopwatch } from './clock.js';
import { flights } from './flights.js';
import { prepare } from './prepare.js';
import { hasRunSince, judge, retryAfterMs } from './verdict.js';

/** @import { IdempotentFetchInit } from './index.js' */
/** @import { Outcome } from './prepare.js' */

/** An hour less than a server remembers a result by default. */
export const KEY_LIFETIME_MS = 82_800_000;

/**
 * fetch() with one key over all tries. Resolves to the final response of the operation, whatever its status, when its body has
 * come whole. Rejects if nobody knows the outcome, and for every refusal of the middleware.
 * @param {string | URL | Request} input
 * @param {IdempotentFetchInit} [init]
 * @returns {Promise<Response>}
 */
export async function idempotentFetch(input, { idempotency = {}, ...init } = {}) {
  const { createdAt, retries = 5, timeoutMs = 30_000, maxElapsedMs = 60_000 } = idempotency;
  const { key, signal, attempt } = prepare(input, init, idempotency);
  const flight = flights.get(key);
  const age = flight?.age ?? stopwatch(createdAt);
  const { keyLifetimeMs = flight?.keyLifetimeMs ?? KEY_LIFETIME_MS } = idempotency;
  const elapsed = stopwatch();
  // A key that somebody has kept was sent before.
  let mayHaveRun = createdAt != null;
  if (flight) mayHaveRun = flight.calls++ > 0 || flight.mayHaveRun || mayHaveRun;
  let attempts = 0;
  let retried = 0;
  let errors = 0;

  /**
   * @param {string} code
   * @param {boolean} [retryable]
   * @param {Outcome} [outcome]
   */
  const failure = (code, retryable = false, outcome) =>
    new IdempotencyClientError(code, {
      key,
      createdAt: Date.now() - age(),
      attempts,
      mayHaveRun,
      retryable,
      ...outcome,
    });

  for (;;) {
    if (isTooOld(age, keyLifetimeMs)) throw failure('KEY_EXPIRED');
    attempts++;
    const outcome = await attempt(Math.min(timeoutMs, maxElapsedMs - elapsed()));
    const { response, problem } = outcome;
    const next = judge(response, problem, mayHaveRun);
    if (response && next === 'final') {
      if (flight) flight.status = response.status;
      return response;
    }
    mayHaveRun ||= hasRunSince(response, problem);
    if (problem && next === 'refused') throw failure(problem.error, false, outcome);
    const backoffMs = Math.min(500 * 2 ** retried, 8000) * (0.5 + Math.random() / 2);
    const delayMs = Math.max(retryAfterMs(response, problem), backoffMs);
    const isLast =
      next === 'unclear' ||
      (next === 'once' && errors++ > 0) ||
      (next !== 'running' && retried++ >= retries);
    const unanswered = failure(problem?.error ?? 'NO_FINAL_RESPONSE', true, outcome);
    if (isLast || elapsed() + delayMs >= maxElapsedMs) throw unanswered;
    idempotency.onRetry?.({ key, attempt: attempts, delayMs, ...outcome });
    await new Promise((/** @type {any} */ resolve) => alarm(delayMs, signal, resolve));
    // The device may have slept meanwhile.
    if (elapsed() >= maxElapsedMs) throw unanswered;
  }
}
