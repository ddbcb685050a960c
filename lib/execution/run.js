'use strict';

const { IdempotencyError } = require('../errors/idempotency-error');
const { isPromise, whenKnown } = require('../util/is-promise');
const { keepError, keepValue, statusOf } = require('../result/keep-outcome');
const { Lease } = require('./lease');
const { ownOutcome } = require('./own-outcome');
const { OwnTransaction } = require('./own-transaction');
const { OperationContext, startOperation } = require('../operation/operation-context');
const { reconcile, warnIfBlind } = require('./recovery');
const { RunEvents } = require('./run-events');
const { settledOtherwise } = require('./settled-otherwise');
const { STORED_IN_TIME, offerLate, tellStoredLate } = require('./stored-late');
const { settledInTime } = require('../util/timers');
const { verdictOn } = require('../result/verdict');

/** @import { Later } from '../util/is-promise' */
/** @import { Operation } from '../operation/operation-context' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Kept } from '../result/encoded' */
/** @import { Decoded, Reconcile, Verdict } from '../result/operation-outcomes' */
/** @import { Reconciliation } from '../../types/operation' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { AnAttempt, Reason } from './attempt' */
/** @import { Settings } from './settings' */

/**
 * What an execution comes to.
 * @typedef {object} OwnOutcome
 * @property {boolean} cached  Whether the operation ran for an earlier request.
 * @property {'unprotected' | 'not-stored' | 'not-replayable'} [status]  Undefined if all is well.
 *
 * @typedef {Decoded & OwnOutcome} Outcome
 */

/** The run of an operation by the owner of its key, from the begin that won to the stored answer. */
class Run {
  /** See Roster. */
  place = -1;
  #attempt;
  #settings;
  #request;
  #lease;
  #context;
  #events;
  /** @type {InstanceType<typeof OwnTransaction> | undefined} */
  #own;
  /** @type {Error | undefined} */
  #timedOut;

  /**
   * @param {AnAttempt} attempt
   * @param {Settings} settings
   * @param {RequestIdentity} request
   */
  constructor(attempt, settings, request) {
    this.#attempt = attempt;
    this.#settings = settings;
    this.#request = request;
    this.#events = new RunEvents(attempt, settings, request);
    this.#lease = new Lease(attempt, settings.leaseMs, this.#events);
    if (attempt.transactions !== undefined) {
      this.#own = new OwnTransaction(attempt.transactions, {
        ...{ attempt, settings, request, lease: this.#lease, events: this.#events },
        giveUp: (reason) => this.#giveUp(reason),
        settled: (answer, own) => this.#settled(answer, own),
        notKept: (verdict, outcome) => this.#notKept(verdict, outcome),
      });
    }
    this.#context = new OperationContext(request, attempt, this.#lease, this.#own);
  }

  /**
   * The key was won. Undefined if the operation is to run now. Otherwise a promise: the app is asked about the attempt
   * that was taken over. It resolves to the outcome, or to undefined if the operation is to run.
   * @returns {Promise<Outcome | undefined> | undefined}
   */
  begun() {
    this.#events.begun();
    if (!this.#attempt.isRecovery) return undefined;
    return typeof this.#settings.onAbandoned === 'function' ? this.#reconcile() : undefined;
  }

  /**
   * The result of the operation, or a promise of it. May throw.
   * @param {Operation} operation
   */
  started(operation) {
    this.#events.started();
    if (this.#settings.operationTimeoutMs === 0) return operation(this.#context);
    const onLate = (/** @type {unknown} */ late) => this.#succeededLate(late);
    const onLateError = (/** @type {unknown} */ late) => {
      this.#events.threw(late);
      return this.#attempt.release('silent');
    };
    return this.#withTimeout(startOperation(operation, this.#context), onLate, onLateError);
  }

  /**
   * The store is being closed while the operation runs: another process may take the key over when its lease is over.
   * Nothing is released, which would say that the operation has ended.
   */
  handOver() {
    this.#lease.abandon(new IdempotencyError('LEASE_LOST'));
    this.#events.handedOver();
  }

  /** Nobody follows this run any longer. If nothing is offered to the store, its lease may not go on for ever. */
  dropped() {
    this.#lease.endUnlessOffered();
  }

  /**
   * The outcome that the app finds out of the attempt that was taken over; undefined if the operation is to run.
   * @returns {Promise<Outcome | undefined>}
   */
  async #reconcile() {
    const { onAbandoned, maxAttempts } = this.#settings;
    const asking = reconcile(/** @type {Reconcile} */ (onAbandoned), this.#context);
    let found;
    try {
      const undo = () => this.#attempt.release('undo');
      const onLate = (/** @type {Reconciliation} */ found) =>
        found.status === 'completed' ? this.#offerLate(found.result) : undo();
      found = await this.#withTimeout(asking, onLate, undo);
    } catch (error) {
      return this.#notReconciled(error);
    }
    if (found.status === 'completed') return this.#settleValue(found.result, true);
    const mayRun = found.status === 'not-started' && this.#attempt.attempt <= maxAttempts;
    if (!mayRun || this.#lease.mayBeLost) return this.#notReconciled();
    return undefined;
  }

  /**
   * The operation was not started: the key is as abandoned as before, and the next begin may ask again.
   * @param {unknown} [cause]
   * @returns {Promise<never>}
   */
  async #notReconciled(cause) {
    if (this.#timedOut === undefined) await this.#giveUp('undo');
    throw this.#events.unknown(cause);
  }

  /**
   * Answers the client of an operation that hangs. Renewal stops and the lease runs out by itself: the operation may
   * still end, so nobody may take over at once. A later result is still offered.
   * @template T
   * @param {Promise<T>} running
   * @param {(value: T) => unknown} onLate
   * @param {(error: unknown) => unknown} onLateError
   */
  #withTimeout(running, onLate, onLateError) {
    return settledInTime(running, this.#settings.operationTimeoutMs, () => {
      this.#timedOut = new IdempotencyError('OPERATION_TIMEOUT');
      this.#lease.abandon(this.#timedOut);
      this.#events.kept('silent');
      running.then(onLate, onLateError).catch(() => {});
      return this.#timedOut;
    });
  }

  /** @param {unknown} value */
  async #succeededLate(value) {
    this.#events.returned(value);
    // Its transaction has said already whether it is stored.
    if (this.#own?.stored !== undefined) return undefined;
    const verdict = await this.#verdict('verdictOfValue', value);
    return verdict === 'store' ? this.#offerLate(value) : this.#giveUp(verdict);
  }

  /** @param {unknown} value */
  #offerLate(value) {
    return offerLate(this.#attempt, this.#events, value, this.#settings, this.#request);
  }

  /**
   * The outcome after the operation has returned, or a promise of it.
   * @param {unknown} value
   * @returns {Later<Outcome>}
   */
  succeeded(value) {
    this.#events.returned(value);
    if (this.#attempt.isRecovery) warnIfBlind(this.#context, this.#settings, this.#request);
    const own = this.#own;
    return own?.isOpen ? own.ended().then(() => this.#kept(value)) : this.#kept(value);
  }

  /**
   * @param {unknown} value
   * @returns {Later<Outcome>}
   */
  #kept(value) {
    if (this.#own?.stored !== undefined) return this.#own.outcome();
    const verdict = this.#verdict('verdictOfValue', value);
    if (verdict === 'store') return this.#settleValue(value, false);
    return this.#notKept(verdict, { cached: false, value });
  }

  /**
   * @param {Later<Verdict>} verdict
   * @param {Outcome} outcome
   */
  async #notKept(verdict, outcome) {
    const mayBeLost = this.#lease.mayBeLost;
    const answer = await this.#giveUp(/** @type {Reason} */ (await verdict));
    // Another owner may have had the effect that failed here, unless the store says that there was none.
    if ('thrown' in outcome && mayBeLost && answer?.state !== 'released') {
      throw this.#events.unknown(outcome.thrown);
    }
    return outcome;
  }

  /**
   * @param {unknown} value
   * @param {boolean} cached
   * @returns {Later<Outcome>}
   */
  #settleValue(value, cached) {
    const encoded = keepValue(value, this.#settings, this.#request);
    return whenKnown(encoded, (each) => this.#settleEncoded(each, value, cached));
  }

  /**
   * @param {Kept} encoded
   * @param {unknown} value
   * @param {boolean} cached
   * @returns {Later<Outcome>}
   */
  #settleEncoded(encoded, value, cached) {
    const status = statusOf(encoded);
    const own = ownOutcome(encoded, value, cached, status, this.#settings, this.#request);
    return whenKnown(own, (found) => this.#settle(encoded, found));
  }

  /**
   * A promise of the outcome after the operation has thrown.
   * @param {any} error
   * @returns {Promise<Outcome>}
   */
  async failed(error) {
    this.#events.threw(error, this.#timedOut !== undefined);
    if (this.#attempt.isRecovery) warnIfBlind(this.#context, this.#settings, this.#request);
    if (this.#timedOut !== undefined) throw this.#events.unknown(this.#timedOut);
    const found = await this.#own?.outcomeBehind(error);
    if (found !== undefined) return found;
    if (this.#lease.hasAborted) {
      // The operation may have failed because it was told to stop, and then nobody knows how far it has come.
      await this.#giveUp('silent');
      throw this.#events.unknown(error);
    }
    const verdict = await this.#verdict('verdictOfError', error);
    if (verdict === 'store') {
      const encoded = await keepError(error, this.#settings, this.#request);
      return this.#settle(encoded, { cached: false, status: statusOf(encoded), thrown: error });
    }
    return this.#notKept(verdict, { cached: false, thrown: error });
  }

  /**
   * A promise only if the app's own policy fails: then nobody has said how to treat the outcome.
   * @param {'verdictOfValue' | 'verdictOfError'} policy
   * @param {unknown} outcome
   * @returns {Later<Verdict>}
   */
  #verdict(policy, outcome) {
    try {
      return verdictOn(policy, outcome, this.#settings, this.#request, this.#context);
    } catch (policyError) {
      return this.#giveUp('silent').then(() => Promise.reject(policyError));
    }
  }

  /** @param {Reason} reason */
  #giveUp(reason) {
    this.#lease.end();
    return this.#events.released(reason, () => this.#attempt.release(reason));
  }

  /**
   * @param {Kept} encoded
   * @param {Outcome} own
   * @returns {Later<Outcome>}
   */
  #settle(encoded, own) {
    this.#lease.offered();
    this.#events.offered(encoded);
    let answer;
    try {
      answer = this.#attempt.tryComplete(encoded);
    } catch (error) {
      return this.#settleAgain(encoded, own, error);
    }
    if (!isPromise(answer)) return this.#settled(answer, own);
    const again = (/** @type {unknown} */ error) => this.#settleAgain(encoded, own, error);
    return answer.then((found) => this.#settled(found, own), again);
  }

  /**
   * After a first try that has failed.
   * @param {Kept} encoded
   * @param {Outcome} own
   * @param {unknown} failure
   * @returns {Promise<Outcome>}
   */
  async #settleAgain(encoded, own, failure) {
    let answer;
    try {
      answer = await this.#attempt.completeAgain(encoded, failure);
    } catch {
      return this.#notStored(encoded, own);
    }
    return this.#settled(answer, own);
  }

  /**
   * @param {Answer} answer
   * @param {Outcome} own
   * @returns {Later<Outcome>}
   */
  #settled(answer, own) {
    this.#lease.end();
    this.#events.settled();
    if (STORED_IN_TIME.has(answer.state)) return own;
    return settledOtherwise(answer, own, this.#events, this.#settings, this.#request);
  }

  /**
   * The effect exists, so the answer must reach the store: the lease goes on until it does.
   * @param {Kept} encoded
   * @param {Outcome} own
   * @returns {Outcome}
   */
  #notStored(encoded, own) {
    const mayBeLost = 'thrown' in own && this.#lease.mayBeLost;
    this.#events.notStored();
    this.#attempt.keepOffering(encoded, (later) => {
      this.#lease.end();
      tellStoredLate(this.#events, later);
    });
    // The store has not said that nobody else owns the key by now, who may have had the effect that failed here.
    if (mayBeLost) throw this.#events.unknown(own.thrown);
    return { ...own, status: 'not-stored' };
  }
}

module.exports = { Run };
