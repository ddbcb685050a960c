'use strict';

const { monotonicMs } = require('./clock');
const { callWithBudget } = require('./store/call-with-budget');
const { newToken } = require('./token');

/**
 * One attempt's claim on one key, told by its token: every call that an attempt makes to the store, and what happens
 * to a call that the store could not take in time.
 *
 * `store`: the verbs; `keeper`: tries again in the background; `settings`: see options.js; `request`: `{ id, key, label,
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

  constructor({ store, keeper, settings, request }) {
    this.#store = store;
    this.#keeper = keeper;
    this.#settings = settings;
    this.#request = request;
  }

  /** Resolves to the store's answer; rejects with a BudgetError. `sentAt` is when the first try is sent. */
  async begin(sentAt) {
    const { leaseMs, keepMs, onAbandoned, maxAttempts, budgetMs } = this.#settings;
    const call = {
      ...this.#request,
      token: this.#token,
      leaseMs,
      keepMs,
      onAbandoned,
      maxAttempts,
    };
    const answer = await callWithBudget(
      (timeoutMs) => this.#store.begin({ ...call, timeoutMs }),
      sentAt + budgetMs,
    );
    if (answer.state === 'own') {
      this.fence = answer.fence;
      this.attempt = answer.attempt;
    }
    return answer;
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

  /** Offers an encoded outcome to the store; rejects with a BudgetError. */
  complete(encoded) {
    const deadline = monotonicMs() + this.#settings.completeBudgetMs;
    return callWithBudget((timeoutMs) => this.#offer(encoded, timeoutMs), deadline);
  }

  /** Goes on offering in the background, and calls `onEnd` when that is over, at once if there is no room for it. */
  keepOffering(encoded, onEnd) {
    const kept = this.#keeper.add({
      run: (timeoutMs) => this.#offer(encoded, timeoutMs),
      bytes: encoded.payload.length,
      forMs: this.#settings.resultMs,
      onEnd,
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

  #offer({ kind, payload }, timeoutMs) {
    const { id, label, fingerprint } = this.#request;
    return this.#store.complete({
      id,
      label,
      fingerprint,
      token: this.#token,
      fence: this.fence,
      attempt: this.attempt,
      ttlMs: this.#settings.resultMs,
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

module.exports = { Claim };
