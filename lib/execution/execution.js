'use strict';

const { Attempt, UNDO_MS } = require('./attempt');
const { monotonicMs } = require('../native/clock');
const { endOfTurn } = require('../util/end-of-turn');
const { isIdempotencyError } = require('../errors/idempotency-error');
const { isPromise, whenKnown } = require('../util/is-promise');
const { Run } = require('./run');
const { readOutcome } = require('../result/read-outcome');
const { whenReady } = require('../result/ready-serializer');
const { sealFields } = require('../errors/seal-error');
const { beginFailed, ownedTooLate, refusal, storeClosed } = require('../errors/refusals');
const { late } = require('../store/call-with-budget');
const { inSpan, tracing } = require('../observe/tracing');
const { runUnprotected } = require('./unprotected-run');

/** @import { Later } from '../util/is-promise' */
/** @import { Operation } from '../operation/operation-context' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { StoreParts } from '../store/store' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { EventFields, EventType } from '../../types/events' */
/** @import { Outcome } from './run' */
/** @import { Settings } from './settings' */

/**
 * Who is told what an execution comes to. What either gives is what runOnce() resolves to.
 * @typedef {object} Caller
 * @property {(outcome: Outcome) => any} answered
 * @property {(error: any) => any} refused
 */

const WAITS_FOR = new Set(['running', 'silent']);
const FULL = new Set(['STORE_FULL', 'SERVER_FULL']);
// With these codes the store is not down: the key holds something else, or the store is being closed.
const NOT_DOWN = new Set(['WRONG_TYPE', 'STORE_CLOSED']);
/**
 * Events of a begin that neither won the key nor found a result.
 * @type {Record<string, EventType>}
 */
const EVENTS = { running: 'in-progress', foreign: 'foreign-record' };
// A record that will be forgotten soon is worth a word while somebody asks for it.
const EXPIRES_SOON = 1 / 4;

/**
 * One request for one key: begins, waits for another request where that is asked for, and replays or runs.
 *
 * `store`: the parts of a store (see `internals`); `request`: `{ id, key, hint, label, fingerprint, otherFingerprint,
 * cancelled? }`; `cancelled()` gives an AbortSignal that ends a wait.
 */
class Execution {
  #store;
  #settings;
  #request;
  #attempt;
  #caller;
  /** @type {InstanceType<typeof Run> | undefined} */
  #run;

  /**
   * @param {StoreParts} store
   * @param {Settings} settings
   * @param {RequestIdentity} request
   * @param {Caller} caller
   */
  constructor(store, settings, request, caller) {
    this.#store = store;
    this.#settings = settings;
    this.#request = request;
    this.#attempt = new Attempt(store, settings, request);
    this.#caller = caller;
  }

  /**
   * Settles as the caller's `answered(outcome)` or `refused(error)` does: see runOnce(). The one async function on the way of a
   * request: each of those that it has replaced took 0.2 to 0.7 us.
   * @param {Operation} operation
   */
  async run(operation) {
    let begun;
    let outcome;
    try {
      if (this.#store.activeRuns.refusing) throw storeClosed();
      const preparing = whenReady(this.#settings);
      if (preparing !== undefined) await this.#ready(preparing);
      this.#request.report?.begins();
      try {
        let answer = this.#attempt.tryBegin();
        if (isPromise(answer)) answer = await answer;
        begun = answer;
      } catch (error) {
        outcome = this.#beginAgain(error, operation);
      }
      outcome ??= this.#begun(/** @type {Answer} */ (begun), operation);
      if (isPromise(outcome)) outcome = await outcome;
      if (outcome === undefined) {
        const run = /** @type {InstanceType<typeof Run>} */ (this.#run);
        let value;
        try {
          value = await run.started(operation);
        } catch (error) {
          outcome = run.failed(error);
        }
        outcome ??= run.succeeded(value);
        if (isPromise(outcome)) outcome = await outcome;
      }
    } catch (error) {
      this.#run?.dropped();
      return this.#caller.refused(error);
    } finally {
      if (this.#run !== undefined) this.#store.activeRuns.leave(this.#run);
    }
    if (this.#store.kind === 'memory' && this.#request.incoming !== undefined) await endOfTurn();
    return this.#caller.answered(outcome);
  }

  /**
   * Nothing runs whose outcome could not be kept.
   * @param {Promise<void>} preparing
   */
  async #ready(preparing) {
    try {
      await preparing;
    } catch (error) {
      this.#emit('serializer-down', sealFields(error.cause));
      throw error;
    }
    if (this.#store.activeRuns.refusing) throw storeClosed();
  }

  /**
   * As #begun(), after a first try that has failed.
   * @param {unknown} failure
   * @param {Operation} operation
   * @returns {Promise<Outcome | undefined>}
   */
  async #beginAgain(failure, operation) {
    let answer;
    try {
      answer = await this.#attempt.beginAgain(failure);
    } catch (error) {
      return this.#notBegun(error, operation);
    }
    return this.#begun(answer, operation);
  }

  /**
   * The outcome, or undefined if the key was won and the operation is to run; perhaps a promise.
   * @param {Answer} answer
   * @param {Operation} operation
   * @returns {Later<Outcome | undefined>}
   */
  #begun(answer, operation) {
    if (answer.state === 'late') return this.#beginAgain(late(), operation);
    this.#request.report?.claimed();
    this.#store.health.answered(this.#request.id);
    if (this.#settings.inProgress === 'wait' && WAITS_FOR.has(answer.state)) {
      return this.#waited(answer);
    }
    return answer.state === 'own' ? this.#won(answer) : this.#answered(answer);
  }

  /**
   * @param {Answer} answer
   * @returns {Later<Outcome | undefined>}
   */
  #won(answer) {
    const { activeRuns } = this.#store;
    this.#attempt.won(answer);
    if (activeRuns.refusing) return this.#notStarted(storeClosed());
    if (this.#attempt.isOver) return this.#notStarted(ownedTooLate());
    this.#run = new Run(this.#attempt, this.#settings, this.#request);
    activeRuns.enter(this.#run);
    return this.#run.begun();
  }

  /**
   * The store was closed while its begin was under way, or the answer comes when another process may own the key.
   * @param {Error} refused
   * @returns {Promise<never>}
   */
  async #notStarted(refused) {
    await this.#attempt.release('undo', UNDO_MS);
    throw refused;
  }

  /**
   * An attempt was seen before. If this one now counts as the first, the record has vanished, and nobody knows whether
   * that attempt had its effect.
   * @param {Answer} answer
   * @returns {Promise<Answer>}
   */
  async #neverAnew(answer) {
    if (answer.state !== 'own' || answer.attempt > 1) return answer;
    await this.#attempt.release('undo', UNDO_MS);
    return /** @type {Answer} */ ({ state: 'unknown', attempt: 0 });
  }

  /** @param {Answer} answer */
  async #waited(answer) {
    const found = await this.#neverAnew(await this.#wait(answer));
    return found.state === 'own' ? this.#won(found) : this.#answered(found);
  }

  /** @param {Answer} answer */
  async #wait(answer) {
    const { id, fingerprint, otherFingerprint, cancelled } = this.#request;
    try {
      return await this.#store.waiters.wait({
        id,
        fingerprint,
        otherFingerprint,
        answer,
        begin: () => this.#attempt.begin(),
        until: monotonicMs() + this.#settings.maxWaitMs,
        cancelled: cancelled?.(),
      });
    } catch (error) {
      if (isIdempotencyError(error)) throw error;
      // Somebody was seen to run it, so that it must not be run unprotected.
      throw this.#failed(error);
    } finally {
      this.#request.report?.waited();
    }
  }

  /**
   * @param {Answer} answer
   * @returns {Later<Outcome>}
   */
  #answered(answer) {
    if (answer.state !== 'done') return this.#refused(answer);
    const { report } = this.#request;
    if (report !== undefined) report.kept = answer.kind;
    const outcome = readOutcome(answer, this.#settings, this.#request);
    return whenKnown(outcome, (found) => this.#replayed(found));
  }

  /**
   * @param {object} outcome
   * @returns {Outcome}
   */
  #replayed(outcome) {
    if (this.#settings.events.areRunsHeard) this.#emit('replayed', {});
    return { ...outcome, cached: true };
  }

  /**
   * @param {Answer} answer
   * @returns {never}
   */
  #refused(answer) {
    const { state, attempt, leftMs, elapsedMs } = answer;
    this.#request.report?.found(attempt);
    this.#emit(EVENTS[state] ?? /** @type {EventType} */ (state), {
      attempt,
      ms: elapsedMs ?? leftMs,
    });
    if (state === 'unknown' && leftMs < this.#settings.keepMs * EXPIRES_SOON) {
      this.#emit('abandoned-expiring', { attempt, ms: leftMs });
    }
    throw refusal(answer, this.#settings);
  }

  /**
   * @param {any} error
   * @param {Operation} operation
   */
  #notBegun(error, operation) {
    this.#request.report?.claimed();
    const isDown = !this.#store.activeRuns.refusing && !NOT_DOWN.has(error.code);
    if (this.#settings.onStoreDown !== 'open' || !isDown) throw this.#failed(error);
    this.#noteFailure(error);
    return runUnprotected(operation, this.#attempt, this.#settings, this.#request);
  }

  /**
   * A begin that may have reached the store after all is taken back.
   * @param {any} error
   */
  #failed(error) {
    this.#noteFailure(error);
    if (error.ambiguous) this.#attempt.releaseLater('undo');
    return beginFailed(error);
  }

  /** @param {any} error */
  #noteFailure({ code, cause }) {
    if (FULL.has(code)) this.#emit('full', {});
    else if (code === 'WRONG_TYPE') this.#emit('foreign-record', {});
    else this.#store.health.failed(code, cause?.cause?.code, this.#request.id);
  }

  /**
   * @param {EventType} type
   * @param {Partial<EventFields>} fields
   */
  #emit(type, fields) {
    this.#settings.events.emit(type, this.#request, fields);
  }
}

/**
 * A caller that takes the outcome of an execution unchanged.
 * @type {Caller}
 */
const AS_IT_IS = {
  answered: (outcome) => outcome,
  refused(error) {
    throw error;
  },
};

/**
 * Runs one execution on the parts of a store; settles as `caller.answered(outcome)` or `caller.refused(error)` does. An outcome is
 * `{ cached, status?, value }` or `{ cached, status?, thrown }`; `status` is 'unprotected', 'not-stored' or 'not-replayable'.
 * Where the request `wantsText`, one that is stored as JSON has `text` in the place of its value. An error is an
 * IdempotencyError: the operation was not run, or its outcome is not known.
 * @param {StoreParts} store
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @param {Operation} operation
 * @param {Caller} [caller]
 */
function runOnce(store, settings, request, operation, caller = AS_IT_IS) {
  const execution = new Execution(store, settings, request, caller);
  const { report } = request;
  if (tracing.tracer === undefined || report === undefined) return execution.run(operation);
  return inSpan(tracing.tracer, report, () => execution.run(operation));
}

module.exports = { runOnce };
