'use strict';

const { Claim, UNDO_MS } = require('./claim');
const { monotonicMs } = require('./clock');
const { isIdempotencyError } = require('./errors');
const { isPromise } = require('./is-promise');
const { keepValue } = require('./keep-outcome');
const { OperationContext, Unowned, startOperation } = require('./operation-context');
const { OwnedRun } = require('./owned-run');
const { readOutcome } = require('./read-outcome');
const { lockFailed, ownedTooLate, refusal, storeClosed } = require('./replay');
const { verdictOn } = require('./verdict');

const WAITS_FOR = new Set(['running', 'silent']);
const FULL = new Set(['STORE_FULL', 'SERVER_FULL']);
// A store that says these is not down: what it holds of the key is not ours, or it is being closed.
const NOT_DOWN = new Set(['WRONG_TYPE', 'STORE_CLOSED']);
// What a begin tells that neither won the key nor found a result.
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
  #claim;

  constructor(store, settings, request) {
    this.#store = store;
    this.#settings = settings;
    this.#request = request;
    this.#claim = new Claim(store, settings, request);
  }

  /**
   * Resolves to `{ cached, status?, value }` or `{ cached, status?, thrown }`; `status` is 'unprotected',
   * 'not-stored' or 'not-replayable'. Rejects with an IdempotencyError when the operation was not run or its outcome is not known.
   */
  async run(operation) {
    const { work, health } = this.#store;
    if (work.refusing) throw storeClosed();
    let answer;
    try {
      answer = this.#claim.begin();
      if (isPromise(answer)) answer = await answer;
    } catch (error) {
      return this.#storeDown(error, operation);
    }
    health.answered();
    if (this.#settings.inProgress === 'wait' && WAITS_FOR.has(answer.state)) {
      answer = await this.#neverAnew(await this.#wait(answer));
    }
    if (answer.state !== 'own') return this.#answered(answer);
    this.#claim.won(answer);
    if (work.refusing) return this.#notStarted(storeClosed());
    if (this.#claim.isOver) return this.#notStarted(ownedTooLate());
    const run = new OwnedRun(this.#claim, this.#settings, this.#request);
    work.enter(run);
    try {
      return await run.run(operation);
    } finally {
      work.leave(run);
    }
  }

  // The store was closed while its begin was under way, or the answer comes when another process may own the key.
  async #notStarted(refused) {
    await this.#claim.release('undo', UNDO_MS);
    throw refused;
  }

  // An attempt was seen, so that one which counts as the first comes upon a record that has vanished, and with it whether
  // that attempt had its effect.
  async #neverAnew(answer) {
    if (answer.state !== 'own' || answer.attempt > 1) return answer;
    await this.#claim.release('undo', UNDO_MS);
    return { state: 'unknown', attempt: 0 };
  }

  async #wait(answer) {
    const { id, fingerprint, otherFingerprint, cancelled } = this.#request;
    try {
      return await this.#store.waiters.wait({
        id,
        fingerprint,
        otherFingerprint,
        answer,
        begin: () => this.#claim.begin(),
        until: monotonicMs() + this.#settings.maxWaitMs,
        cancelled: cancelled?.(),
      });
    } catch (error) {
      if (isIdempotencyError(error)) throw error;
      // Somebody was seen to run it, so that it must not be run unprotected.
      throw this.#failed(error);
    }
  }

  async #answered(answer) {
    if (answer.state === 'done') {
      let outcome = readOutcome(answer, this.#settings, this.#request);
      if (isPromise(outcome)) outcome = await outcome;
      this.#emit('replayed', {});
      return { ...outcome, cached: true };
    }
    const { state, attempt, leftMs, elapsedMs } = answer;
    this.#emit(EVENTS[state] ?? state, { attempt, ms: elapsedMs ?? leftMs });
    if (state === 'unknown' && leftMs < this.#settings.keepMs * EXPIRES_SOON) {
      this.#emit('abandoned-expiring', { attempt, ms: leftMs });
    }
    throw refusal(answer, this.#settings);
  }

  #storeDown(error, operation) {
    const isDown = !this.#store.work.refusing && !NOT_DOWN.has(error.code);
    if (this.#settings.onStoreDown !== 'open' || !isDown) throw this.#failed(error);
    this.#noteFailure(error);
    return this.#runUnprotected(operation);
  }

  // A begin that may have reached the store after all is taken back.
  #failed(error) {
    this.#noteFailure(error);
    if (error.ambiguous) this.#claim.releaseLater('undo');
    return lockFailed(error.cause ?? error);
  }

  #noteFailure({ code, cause }) {
    if (FULL.has(code)) this.#emit('full', {});
    else if (code === 'WRONG_TYPE') this.#emit('foreign-record', {});
    else this.#store.health.failed(code, cause?.cause?.code);
  }

  async #runUnprotected(operation) {
    const { outcomes } = this.#settings;
    const context = new OperationContext(this.#request, this.#claim, new Unowned());
    let value;
    try {
      value = await startOperation(operation, context);
    } catch (thrown) {
      this.#claim.releaseLater('silent', 'unprotected');
      return { cached: false, status: 'unprotected', thrown };
    }
    const verdict = verdictOn('verdictOfValue', value, this.#settings, this.#request, context);
    if (verdict !== 'store') {
      this.#claim.releaseLater(verdict, 'unprotected');
      return { cached: false, status: 'unprotected', value };
    }
    const encoded = await keepValue(value, this.#settings, this.#request);
    this.#claim.keepOffering(encoded, () => {}, 'unprotected');
    const answer = await outcomes.firstAnswer(value, encoded, this.#settings, this.#request);
    return { cached: false, status: 'unprotected', value: answer };
  }

  #emit(type, fields) {
    this.#settings.events.emit(type, this.#request, fields);
  }
}

/** Runs one execution on the parts of a store; see Execution.run for what it resolves to. */
function runOnce(store, settings, request, operation) {
  return new Execution(store, settings, request).run(operation);
}

module.exports = { runOnce };
