'use strict';

const { monotonicMs } = require('./clock');
const { callWithBudget } = require('./store/call-with-budget');
const { newToken } = require('./token');

/** How long a store is waited for that is to hear that a key is given up at once. */
const HAND_OVER_MS = 1000;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * One attempt's claim on one key, told by its token: every call that an attempt makes to the store, and what happens
 * to a call that the store could not take in time.
 *
 * `verbs` and `keeper`: of a store (see `internals`); `settings`: see options.js; `request`: `{ id, key, hint, label,
 * fingerprint, otherFingerprint }`.
 */
class Claim {
  #store;
  #keeper;
  #settings;
  #request;
  #token = newToken();

  fence = 0;
  attempt = 1;
  isRecovery = false;
  /** When the begin that was answered last was first sent, monotonic milliseconds. */
  sentAt = 0;

  constructor({ verbs, keeper }, settings, request) {
    this.#store = verbs;
    this.#keeper = keeper;
    this.#settings = settings;
    this.#request = request;
  }

  /** The store's answer, or a promise of it; rejects with a BudgetError. Sent again, it is the same attempt. */
  begin() {
    this.sentAt = monotonicMs();
    const deadline = this.sentAt + this.#settings.budgetMs;
    return callWithBudget((timeoutMs) => this.#begin(timeoutMs), deadline, this.sentAt);
  }

  /** Notes the answer of a begin that won the key. */
  won({ fence, attempt, isRecovery }) {
    this.fence = fence;
    this.attempt = attempt;
    this.isRecovery = isRecovery;
  }

  renew(timeoutMs) {
    const { leaseMs, keepMs } = this.#settings;
    return this.#store.renew({
      id: this.#request.id,
      token: this.#token,
      leaseMs,
      keepMs,
      timeoutMs,
    });
  }

  /** Offers an encoded outcome to the store: its answer, or a promise of it; rejects with a BudgetError. */
  complete(encoded) {
    const now = monotonicMs();
    const deadline = now + this.#settings.completeBudgetMs;
    return callWithBudget((timeoutMs) => this.#offer(encoded, timeoutMs), deadline, now);
  }

  /**
   * Goes on offering in the background, and calls `onEnd` with the store's answer when that is over, without one if it
   * never came; at once if there is no room for it.
   */
  keepOffering(encoded, onEnd) {
    let answer;
    // What may be offered for a day must not hold a request and its socket for as long.
    this.#request.incoming = undefined;
    const kept = this.#keeper.add({
      run: async (timeoutMs) => {
        answer = await this.#offer(encoded, timeoutMs);
      },
      bytes: encoded.payload.length,
      forMs: this.#settings.resultMs,
      onEnd: () => onEnd(answer),
    });
    if (!kept) onEnd();
  }

  /** Gives the key up: 'undo', 'free' or 'silent'. A store out of reach for `budgetMs` is told later. */
  async release(reason, budgetMs = this.#settings.completeBudgetMs) {
    const deadline = monotonicMs() + budgetMs;
    try {
      await callWithBudget((timeoutMs) => this.#release(reason, timeoutMs), deadline);
    } catch {
      this.releaseLater(reason);
    }
  }

  /** Gives the key up in the background. 'undo' takes back a begin that may have reached the store after all. */
  releaseLater(reason) {
    this.#keeper.add({
      run: (timeoutMs) => this.#release(reason, timeoutMs),
      forMs: this.#settings.leaseMs,
    });
  }

  // Written out, as in all calls of this path: the engine copies the members of a spread one by one, and without those an
  // execution on the memory store takes 12 us of CPU instead of 19.
  #begin(timeoutMs) {
    const { leaseMs, keepMs, onAbandoned, maxAttempts } = this.#settings;
    const { id, hint, label, fingerprint, otherFingerprint } = this.#request;
    return this.#store.begin({
      id,
      hint,
      label,
      fingerprint,
      otherFingerprint,
      token: this.#token,
      leaseMs,
      keepMs,
      onAbandoned: onAbandoned === 'conflict' ? 'conflict' : 'retry',
      // A function is asked however often the key was abandoned: to ask is no attempt.
      maxAttempts: typeof onAbandoned === 'function' ? MAX_INT32 : maxAttempts,
      timeoutMs,
    });
  }

  #offer({ kind, payload, ttlMs = this.#settings.resultMs }, timeoutMs) {
    const { id, hint, label, fingerprint } = this.#request;
    return this.#store.complete({
      id,
      hint,
      label,
      fingerprint,
      token: this.#token,
      fence: this.fence,
      attempt: this.attempt,
      ttlMs,
      kind,
      isOwner: true,
      payload,
      timeoutMs,
    });
  }

  #release(reason, timeoutMs) {
    return this.#store.release({
      id: this.#request.id,
      token: this.#token,
      reason,
      timeoutMs,
    });
  }
}

module.exports = { Claim, HAND_OVER_MS };
