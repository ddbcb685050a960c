'use strict';

const { monotonicMs } = require('../native/clock');
const { payloadBytes } = require('../result/json-serializer');
const { withoutBytes } = require('../result/keep-outcome');
const { callAgain, callWithBudget } = require('../store/call-with-budget');
const { whenKnown } = require('../util/is-promise');
const { newToken } = require('../util/token');

/** @import { Later } from '../util/is-promise' */
/** @import { Kept } from '../result/encoded' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { StoreParts, Verbs } from '../store/store' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Settings } from './settings' */

/** @typedef {Attempt} AnAttempt */

/**
 * Why a key is given up: its operation was not started, nothing happened, or nobody knows.
 * @typedef {'undo' | 'free' | 'silent'} Reason
 */

/** @typedef {Pick<Kept, 'kind' | 'payload'> & { ttlMs?: number }} Offered */

/** How long a store is waited for that is to hear at once that a key was won for nothing. */
const UNDO_MS = 1000;
/** About the size of a result without its bytes. */
const TOMBSTONE_BYTES = 100;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * One attempt at one key, named by its token. Makes every call of the attempt to the store, and hands a call
 * that the store could not take in time to the retries.
 * - `verbs`, `retries`, `leases` and `transactions`: of a store (see `internals`).
 * - `settings`: see execution/settings.js.
 * - `request`: `{ id, key, hint, label, fingerprint, otherFingerprint }`.
 */
class Attempt {
  #store;
  #retries;
  #settings;
  #request;
  #token = newToken();
  /** What the store holds for the key, as far as is known: see the addon's core::RenewCall. '' where it has none. */
  #record = '';

  fence = 0;
  attempt = 1;
  isRecovery = false;
  /** When the begin that was answered last was first sent, monotonic milliseconds. */
  sentAt = 0;
  /** The same of the outcome. */
  #offeredAt = 0;

  /**
   * @param {StoreParts} store
   * @param {Settings} settings
   * @param {RequestIdentity} request
   */
  constructor({ verbs, retries, leases, transactions }, settings, request) {
    this.#store = verbs;
    this.#retries = retries;
    this.leases = leases;
    this.transactions = transactions;
    this.#settings = settings;
    this.#request = request;
  }

  /**
   * The store's answer, or a promise of it; rejects with a BudgetError. Sent again, it is the same attempt. Leases of this
   * process that are overdue, as after a stall of the event loop, are renewed before it: it must not find one silent.
   * @returns {Later<Answer>}
   */
  begin() {
    this.sentAt = monotonicMs();
    const deadline = this.sentAt + this.#settings.budgetMs;
    return callWithBudget((timeoutMs) => this.#begin(timeoutMs), deadline, this.sentAt);
  }

  /**
   * The first try alone: where it fails, or is answered LATE, `beginAgain(failure)` makes the others.
   * @returns {Later<Answer>}
   */
  tryBegin() {
    this.sentAt = monotonicMs();
    return this.#begin(this.#settings.budgetMs);
  }

  /**
   * A promise of the store's answer; rejects with a BudgetError.
   * @param {unknown} failure
   * @returns {Promise<Answer>}
   */
  beginAgain(failure) {
    const deadline = this.sentAt + this.#settings.budgetMs;
    return callAgain((timeoutMs) => this.#begin(timeoutMs), deadline, failure);
  }

  /** Whether a lease has passed since the begin was sent. */
  get isOver() {
    return monotonicMs() >= this.sentAt + this.#settings.leaseMs;
  }

  /**
   * Notes the answer of a begin that won the key.
   * @param {Pick<Answer, 'fence' | 'attempt' | 'isRecovery' | 'record'>} answer
   */
  won({ fence, attempt, isRecovery, record = '' }) {
    this.#record = record;
    this.fence = fence;
    this.attempt = attempt;
    this.isRecovery = isRecovery;
  }

  /**
   * @param {number} timeoutMs
   * @returns {Later<Answer>}
   */
  renew(timeoutMs) {
    const { leaseMs, keepMs } = this.#settings;
    const answer = this.#store.renew({
      id: this.#request.id,
      token: this.#token,
      record: this.#record,
      leaseMs,
      keepMs,
      timeoutMs,
    });
    return whenKnown(answer, (found) => this.#noted(found));
  }

  /** @param {Answer} renewal */
  #noted(renewal) {
    if (renewal.state === 'renewed') this.#record = renewal.record ?? '';
    return renewal;
  }

  /**
   * Offers an encoded outcome to the store: its answer, or a promise of it; rejects with a BudgetError.
   * @param {Offered} encoded
   * @returns {Later<Answer>}
   */
  complete(encoded) {
    const now = monotonicMs();
    const deadline = now + this.#settings.completeBudgetMs;
    return callWithBudget((timeoutMs) => this.#offer(encoded, timeoutMs), deadline, now);
  }

  /**
   * The first try alone: where it fails, `completeAgain(encoded, failure)` makes the others.
   * @param {Offered} encoded
   * @returns {Later<Answer>}
   */
  tryComplete(encoded) {
    this.#offeredAt = monotonicMs();
    return this.#offer(encoded, this.#settings.completeBudgetMs);
  }

  /**
   * A promise of the store's answer; rejects with a BudgetError.
   * @param {Offered} encoded
   * @param {unknown} failure
   * @returns {Promise<Answer>}
   */
  completeAgain(encoded, failure) {
    const deadline = this.#offeredAt + this.#settings.completeBudgetMs;
    return callAgain((timeoutMs) => this.#offer(encoded, timeoutMs), deadline, failure);
  }

  /**
   * Goes on offering in the background, and calls `onEnd` with the store's answer when that is over, without one if it
   * never came; at once if there is no room for it. Where too many bytes wait for the store, a tombstone is offered: its
   * key is known as done all the same.
   * @param {Later<Kept>} encoded
   * @param {(answer?: Answer) => void} onEnd
   * @param {'outcome' | 'unprotected'} [room] see RetryQueue
   */
  keepOffering(encoded, onEnd, room = 'outcome') {
    /** @type {Answer | undefined} */
    let answer;
    // An offer may go on for a day. A request and its socket must not be kept that long.
    this.#request.incoming = undefined;
    const kept = this.#retries.add({
      room,
      id: this.#request.id,
      run: async (timeoutMs) => {
        answer = await this.#offer(await encoded, timeoutMs);
      },
      bytes: payloadBytes(/** @type {Kept} */ (encoded).payload),
      shrink: () => {
        encoded = withoutBytes(/** @type {Kept} */ (encoded), this.#settings, this.#request);
        return TOMBSTONE_BYTES;
      },
      forMs: this.#settings.keepMs,
      onEnd: () => onEnd(answer),
    });
    if (!kept) onEnd();
  }

  /**
   * Says that the operation has ended, or never begun: 'undo' (not started), 'free' (nothing happened), 'silent' (nobody
   * knows). Never called while an operation runs: its lease runs out by itself. Resolves to the
   * store's answer; a store out of reach for `budgetMs` is told later, and has none.
   * @param {Reason} reason
   * @param {number} [budgetMs]
   * @returns {Promise<Answer | undefined>}
   */
  async release(reason, budgetMs = this.#settings.completeBudgetMs) {
    const deadline = monotonicMs() + budgetMs;
    try {
      return await callWithBudget((timeoutMs) => this.#release(reason, timeoutMs), deadline);
    } catch {
      this.releaseLater(reason);
      return undefined;
    }
  }

  /**
   * The same in the background, for as long as the store may remember the key. 'undo' takes back a begin that may have
   * reached the store after all: where there are too many of these, the key is silent when its lease is over.
   * @param {Reason} reason
   * @param {'undo' | 'outcome' | 'unprotected'} [room] see RetryQueue
   */
  releaseLater(reason, room = reason === 'undo' ? 'undo' : 'outcome') {
    this.#retries.add({
      room,
      id: this.#request.id,
      run: (timeoutMs) => this.#release(reason, timeoutMs),
      forMs: this.#settings.keepMs,
    });
  }

  /**
   * Written out, as in all calls of this path: the engine copies the members of a spread one by one, and without those an
   * execution on the memory store takes 12 us of CPU instead of 19.
   * @param {number} timeoutMs
   */
  #begin(timeoutMs) {
    const { budgetMs, leaseMs, keepMs, onAbandoned, maxAttempts } = this.#settings;
    // When this try is made, less a part of a millisecond: each has the rest of the budget for its time limit.
    this.leases.catchUp(this.sentAt + budgetMs - timeoutMs);
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

  /**
   * The same in a transaction of the app, by its verbs.
   * @param {Verbs} verbs
   * @param {Offered} encoded
   */
  completeIn(verbs, encoded) {
    return this.#offer(encoded, this.#settings.completeBudgetMs, verbs);
  }

  /**
   * What would come of the same offer: 'duplicate' says that it is stored. `verbs` write nothing, and look at what is there.
   * @param {Verbs} verbs
   * @param {Offered} encoded
   * @param {number} timeoutMs
   */
  askAbout(verbs, encoded, timeoutMs) {
    return this.#offer(encoded, timeoutMs, verbs, '');
  }

  /**
   * @param {Offered} encoded
   * @param {number} timeoutMs
   * @param {Verbs} [verbs]
   * @param {string} [record]
   */
  #offer(
    { kind, payload, ttlMs = this.#settings.resultMs },
    timeoutMs,
    verbs = this.#store,
    record = this.#record,
  ) {
    const { id, hint, label, fingerprint, otherFingerprint } = this.#request;
    return verbs.complete({
      id,
      hint,
      label,
      fingerprint,
      otherFingerprint,
      token: this.#token,
      fence: this.fence,
      attempt: this.attempt,
      ttlMs,
      kind,
      isOwner: true,
      record,
      payload,
      timeoutMs,
    });
  }

  /**
   * @param {Reason} reason
   * @param {number} timeoutMs
   */
  #release(reason, timeoutMs) {
    return this.#store.release({
      id: this.#request.id,
      token: this.#token,
      record: this.#record,
      reason,
      timeoutMs,
    });
  }
}

module.exports = { Attempt, UNDO_MS };
