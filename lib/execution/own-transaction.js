'use strict';

const { callWithBudget } = require('../store/call-with-budget');
const { IdempotencyError } = require('../errors/idempotency-error');
const { ownOutcome } = require('./own-outcome');
const { keepValue, statusOf } = require('../result/keep-outcome');
const { wasCut } = require('../result/cut-request');
const { monotonicMs } = require('../native/clock');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Kept } from '../result/encoded' */
/** @import { Verbs } from '../store/store' */
/** @import { Transactions } from '../store/transactions' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Later } from '../util/is-promise' */
/** @import { Verdict } from '../result/operation-outcomes' */
/** @import { AnAttempt, Reason } from './attempt' */
/** @import { Outcome } from './run' */
/** @import { Events } from './run-events' */
/** @import { Settings } from './settings' */

/**
 * A result that was stored by a transaction, which may not be committed yet.
 * @typedef {{ value: unknown, encoded: Kept, answer: Answer }} StoredInside
 */

/**
 * What it needs of its run.
 * @typedef {object} Parts
 * @property {AnAttempt} attempt
 * @property {Transactions} transactions
 * @property {Settings} settings
 * @property {RequestIdentity} request
 * @property {{ offered: () => void }} lease
 * @property {Events} events
 * @property {(reason: Reason) => Promise<unknown>} giveUp
 * @property {(answer: Answer, own: Outcome) => Later<Outcome>} settled
 * @property {(verdict: Verdict, outcome: Outcome) => Promise<Outcome>} notKept
 */

const STORED = new Set(['stored', 'late-win', 'adopted', 'replaced']);
const COMMITTED = Symbol('committed');
const ROLLED_BACK = Symbol('rolled back');

/**
 * The result of one run in a transaction of the app, so that it commits with the app's rows. The operation calls storeIn() or
 * transaction(). When it has ended, outcome() finds out whether the transaction was committed.
 */
class OwnTransaction {
  #parts;
  #isUsed = false;
  #isCommitted = false;
  /** @type {StoredInside | undefined} */
  #stored;
  /** @type {Answer | undefined} */
  #winner;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** The result that the last storeIn() has stored, if it has. */
  get stored() {
    return this.#stored;
  }

  /**
   * Stores `value` by the transaction of `executor`, and gives it back. Throws if another result was first, and then the
   * transaction cannot be committed, whatever the app does with the error.
   * @template V
   * @param {unknown} executor
   * @param {V} value
   * @returns {Promise<V>}
   */
  async storeIn(executor, value) {
    this.#isUsed = true;
    const verbs = this.#parts.transactions.verbsIn(executor);
    const earlier = this.#stored;
    this.#stored = undefined;
    this.#winner = undefined;
    try {
      const encoded = await this.#encoded(value);
      const answer = await this.#parts.attempt.completeIn(verbs, encoded);
      // A transaction that was thought to have failed, and was made again, has been committed.
      // Where two were made at once, the one that has stored says so by itself.
      if (answer.state === 'duplicate') this.#stored ??= earlier;
      if (!STORED.has(answer.state)) throw this.#refused(answer);
      this.#parts.lease.offered();
      this.#stored = { value, encoded, answer };
      return value;
    } catch (error) {
      await this.#parts.transactions.spoil?.(executor);
      throw error;
    } finally {
      await verbs.close();
    }
  }

  /**
   * Runs `run(tx)` in a transaction of the store's own, stores what it returns, and commits both.
   * @template V
   * @param {(tx: any) => V | Promise<V>} run
   * @returns {Promise<V>}
   */
  async transaction(run) {
    this.#isUsed = true;
    let isOver = false;
    try {
      const value = await this.#parts.transactions.begin(async (tx) => {
        const result = await run(tx);
        // A driver may have connected anew meanwhile, and the result would be stored without the rows.
        if (isOver) throw new IdempotencyError('TRANSACTION_NOT_COMMITTED');
        return this.storeIn(tx, result);
      });
      this.#isCommitted = true;
      return value;
    } finally {
      isOver = true;
    }
  }

  /**
   * The outcome of an operation that has stored its result so: that result, if the transaction was committed. What the
   * operation has returned or thrown afterwards changes nothing.
   * @param {unknown} [error]
   * @returns {Promise<Outcome>}
   */
  async outcome(error) {
    const { settings, request } = this.#parts;
    const { value, encoded, answer } = /** @type {StoredInside} */ (this.#stored);
    let found;
    try {
      found = await this.#found();
    } catch (cause) {
      await this.#parts.giveUp('silent');
      throw this.#parts.events.unknown(error ?? cause);
    }
    if (found === ROLLED_BACK) {
      const thrown = error ?? new IdempotencyError('TRANSACTION_NOT_COMMITTED');
      return this.#parts.notKept('free', { cached: false, thrown });
    }
    this.#parts.events.offered(encoded);
    const status = statusOf(encoded);
    const own = await ownOutcome(encoded, value, false, status, settings, request);
    return this.#parts.settled(isAnswer(found) ? found : answer, own);
  }

  /**
   * The outcome that a transaction has left behind an error; undefined if it has left none.
   * @param {unknown} error
   * @returns {Promise<Outcome | undefined>}
   */
  async outcomeBehind(error) {
    const outcome = { cached: false, thrown: error };
    if (this.#winner !== undefined) return this.#parts.settled(this.#winner, outcome);
    if (this.#stored !== undefined) return this.outcome(error);
    return this.#mayRunAgain(error) ? this.#parts.notKept('free', outcome) : undefined;
  }

  /**
   * Nothing was stored, so nothing was committed. An app that has a rule of its own for errors decides by it.
   * @param {unknown} error
   */
  #mayRunAgain(error) {
    const { storeIf, cacheErrors } = this.#parts.settings;
    if (storeIf !== undefined || typeof cacheErrors === 'function') return false;
    return this.#isUsed && this.#parts.transactions.isPassing(error);
  }

  /**
   * What has become of the transaction: COMMITTED, ROLLED_BACK, or the answer about another attempt's result. Rejects if the
   * store cannot be asked in time.
   * @returns {Promise<symbol | Answer>}
   */
  async #found() {
    if (this.#isCommitted) return COMMITTED;
    const { asking, askingLocked } = this.#parts.transactions;
    const found = await this.#ask(asking);
    return found === ROLLED_BACK ? this.#ask(askingLocked) : found;
  }

  /** @param {Verbs} verbs */
  async #ask(verbs) {
    const { encoded } = /** @type {StoredInside} */ (this.#stored);
    const deadline = monotonicMs() + this.#parts.settings.completeBudgetMs;
    try {
      const answer = await callWithBudget(
        (timeoutMs) => this.#parts.attempt.askAbout(verbs, encoded, timeoutMs),
        deadline,
      );
      if (answer.state === 'duplicate') return COMMITTED;
      return answer.state === 'lost' ? answer : ROLLED_BACK;
    } catch (/** @type {any} */ error) {
      if (error.code === 'NOT_STORED') return ROLLED_BACK;
      throw error;
    }
  }

  /**
   * Half of a request may not leave a result.
   * @param {unknown} value
   */
  #encoded(value) {
    const { settings, request } = this.#parts;
    if (wasCut(request.incoming)) throw new IdempotencyError('OUTCOME_UNKNOWN');
    return keepValue(value, settings, request);
  }

  /** @param {Answer} answer */
  #refused(answer) {
    if (answer.state === 'lost') this.#winner = answer;
    const isOwn = answer.state === 'duplicate';
    const cause = new Error(
      isOwn ? 'this attempt has stored a result already' : `the store answered ${answer.state}`,
    );
    return new IdempotencyError(isOwn ? 'TRANSACTION_NOT_COMMITTED' : 'LEASE_LOST', { cause });
  }
}

/**
 * @param {symbol | Answer} found
 * @returns {found is Answer}
 */
function isAnswer(found) {
  return typeof found !== 'symbol';
}

module.exports = { OwnTransaction };
