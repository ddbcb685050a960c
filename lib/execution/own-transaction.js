'use strict';

const { callWithBudget } = require('../store/call-with-budget');
const { IdempotencyError } = require('../errors/idempotency-error');
const { ownOutcome } = require('./own-outcome');
const { keepValue, statusOf } = require('../result/keep-outcome');
const { wasCut } = require('../result/cut-request');
const { monotonicMs } = require('../native/clock');
const { waitAtMost } = require('../util/timers');

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
  #transactions;
  #parts;
  #isUsed = false;
  #isCommitted = false;
  /** @type {StoredInside | undefined} */
  #stored;
  /** @type {Answer | undefined} */
  #winner;
  /** Calls that the operation has not awaited, or not yet. @type {Set<Promise<unknown>>} */
  #open = new Set();

  /**
   * @param {Transactions} transactions
   * @param {Parts} parts
   */
  constructor(transactions, parts) {
    this.#transactions = transactions;
    this.#parts = parts;
  }

  /** The result that the last storeIn() has stored, if it has. */
  get stored() {
    return this.#stored;
  }

  /** Whether the operation has begun what has not ended. */
  get isOpen() {
    return this.#open.size > 0;
  }

  /**
   * Waits for that, as long as a result may take to be stored. The operation has ended, and somebody forgot to wait: the result of the
   * transaction is the one that counts. Rejects if it may still come.
   * @param {unknown} [error]  What the operation has thrown.
   */
  async ended(error) {
    await waitAtMost(Promise.allSettled(this.#open), this.#parts.settings.completeBudgetMs);
    if (!this.isOpen) return;
    await this.#parts.giveUp('silent');
    throw this.#parts.events.unknown(error);
  }

  /**
   * Stores `value` by the transaction of `executor`, and gives it back. Throws if another result was first, and then the
   * transaction cannot be committed, whatever the app does with the error.
   * @template V
   * @param {unknown} executor
   * @param {V} value
   * @returns {Promise<Awaited<V>>}
   */
  storeIn(executor, value) {
    return this.#noted(this.#store(executor, value));
  }

  /**
   * Runs `run(tx)` in a transaction of the store's own, stores what it returns, and commits both.
   * @template V
   * @param {(tx: any) => V} run
   * @returns {Promise<Awaited<V>>}
   */
  transaction(run) {
    return this.#noted(this.#transact(run));
  }

  /**
   * Gives a promise of its own, which says so if nobody looks at its rejection.
   * @template T
   * @param {Promise<T>} call
   */
  #noted(call) {
    this.#open.add(call);
    return call.finally(() => this.#open.delete(call));
  }

  /**
   * @template V
   * @param {unknown} executor
   * @param {V} given
   * @returns {Promise<Awaited<V>>}
   */
  async #store(executor, given) {
    this.#isUsed = true;
    const verbs = this.#transactions.verbsIn(executor);
    const earlier = this.#stored;
    this.#stored = undefined;
    this.#winner = undefined;
    try {
      const value = await given;
      const encoded = await this.#encoded(value);
      const answer = await this.#parts.attempt.completeIn(verbs, encoded);
      if (!STORED.has(answer.state)) throw this.#refused(answer);
      this.#parts.lease.offered();
      this.#stored = { value, encoded, answer };
      return value;
    } catch (error) {
      // A transaction that came before may have been committed, though the app took it for failed and made it again. Where two
      // were made at once, the one that has stored says so by itself.
      this.#stored ??= earlier;
      await this.#transactions.spoil?.(executor);
      throw error;
    } finally {
      await verbs.close();
    }
  }

  /**
   * @template V
   * @param {(tx: any) => V} run
   * @returns {Promise<Awaited<V>>}
   */
  async #transact(run) {
    this.#isUsed = true;
    let isOver = false;
    try {
      const value = await this.#transactions.begin(async (tx) => {
        const result = await run(tx);
        // A driver may have connected anew meanwhile, and the result would be stored without the rows.
        if (isOver) throw new IdempotencyError('TRANSACTION_NOT_COMMITTED');
        return this.#store(tx, result);
      });
      this.#isCommitted = true;
      return value;
    } finally {
      isOver = true;
    }
  }

  /**
   * The outcome of an operation that has stored its result so, and has returned: that result, if the transaction was committed. What
   * the operation has returned changes nothing.
   * @returns {Promise<Outcome>}
   */
  async outcome() {
    const committed = await this.#committed();
    if (committed !== undefined) return committed;
    const thrown = new IdempotencyError('TRANSACTION_NOT_COMMITTED');
    return this.#parts.notKept('free', { cached: false, thrown });
  }

  /**
   * The stored result, if its transaction was committed. Undefined if it was rolled back.
   * @param {unknown} [error]  What the operation has thrown.
   * @returns {Promise<Outcome | undefined>}
   */
  async #committed(error) {
    const { settings, request } = this.#parts;
    const { value, encoded, answer } = /** @type {StoredInside} */ (this.#stored);
    let found;
    try {
      found = await this.#found();
    } catch (cause) {
      await this.#parts.giveUp('silent');
      throw this.#parts.events.unknown(error ?? cause);
    }
    if (found === ROLLED_BACK) return undefined;
    this.#parts.events.offered(encoded);
    const status = statusOf(encoded);
    const own = await ownOutcome(encoded, value, false, status, settings, request);
    return this.#parts.settled(isAnswer(found) ? found : answer, own);
  }

  /**
   * The outcome that a transaction has left behind an error; undefined if it has left none. A rollback takes back the rows, and not what
   * the operation has done elsewhere: then the error decides, as without a transaction.
   * @param {unknown} error
   * @returns {Promise<Outcome | undefined>}
   */
  async outcomeBehind(error) {
    const outcome = { cached: false, thrown: error };
    if (this.isOpen) await this.ended(error);
    if (this.#winner !== undefined) return this.#parts.settled(this.#winner, outcome);
    const committed = this.#stored === undefined ? undefined : await this.#committed(error);
    if (committed !== undefined) return committed;
    return this.#mayRunAgain(error) ? this.#parts.notKept('free', outcome) : undefined;
  }

  /**
   * Whether the database has undone the operation for a reason of its own. An app that has a rule of its own for errors decides by it.
   * @param {unknown} error
   */
  #mayRunAgain(error) {
    const { storeIf, cacheErrors } = this.#parts.settings;
    if (storeIf !== undefined || typeof cacheErrors === 'function') return false;
    return this.#isUsed && this.#transactions.isPassing(error);
  }

  /**
   * What has become of the transaction: COMMITTED, ROLLED_BACK, or the answer about another attempt's result. Rejects if the
   * store cannot be asked in time.
   * @returns {Promise<symbol | Answer>}
   */
  async #found() {
    if (this.#isCommitted) return COMMITTED;
    const { asking, askingLocked } = this.#transactions;
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
