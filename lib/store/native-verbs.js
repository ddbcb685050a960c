'use strict';

const native = require('../binding');
const { AnswerSlots } = require('./answer-slots');
const { NativeWatches } = require('./native-watches');
const { StoreError } = require('./store-error');

const MESSAGES = new Map(native.statusTable.map(([code, , message]) => [code, message]));
const SCANNED_KINDS = { v: 'value', e: 'error', t: 'tombstone' };
const RETRY = /** @type {const} */ (['no', 'safe', 'ambiguous']);
const REASONS = { undo: 0, free: 1, silent: 2 };

/**
 * The verbs of a store written in C++. A verb gives its answer at once when the store knows it at once (memory), else
 * a promise; all answers of one read from the server arrive in one call of `#dispatch`.
 *
 * For a store with a server `watch.failed(code, server)` is called for every failed call, and `watch.answered(server)`
 * for the first answer of all and the first after a failure; `server` is what `status()` of the addon's store gives.
 */
class NativeVerbs {
  #handle;
  #channel;
  #slots = new AnswerSlots();
  #waiting = new Map();
  #watches = new NativeWatches();
  #lastCall = 0;
  #watch;
  #isNew;

  constructor(createHandle, watch) {
    this.#watch = watch;
    this.#isNew = watch !== undefined;
    // Held here because the addon holds it weakly while no call waits, so that a forgotten store can be collected.
    this.#channel = {
      numbers: this.#slots.numbers,
      values: this.#slots.values,
      dispatch: (count) => this.#dispatch(count),
      hasRef: () => this.#waiting.size > 0,
    };
    this.#handle = createHandle(this.#channel);
  }

  begin(call) {
    const id = this.#nextCall();
    return this.#result(
      id,
      this.#handle.begin(
        id,
        call.id,
        call.token,
        call.fingerprint,
        call.otherFingerprint ?? '',
        call.hint,
        call.label,
        call.leaseMs,
        call.keepMs,
        call.onAbandoned === 'conflict',
        call.maxAttempts,
        call.timeoutMs,
      ),
    );
  }

  complete(call) {
    const id = this.#nextCall();
    return this.#result(
      id,
      this.#handle.complete(
        id,
        call.id,
        call.token,
        call.fingerprint,
        call.hint,
        call.label,
        call.fence,
        call.attempt,
        call.ttlMs,
        call.kind,
        call.isOwner,
        call.payload,
        call.timeoutMs,
      ),
    );
  }

  renew(call) {
    const id = this.#nextCall();
    const { leaseMs, keepMs, timeoutMs } = call;
    return this.#result(
      id,
      this.#handle.renew(id, call.id, call.token, leaseMs, keepMs, timeoutMs),
    );
  }

  release(call) {
    const id = this.#nextCall();
    const reason = REASONS[call.reason];
    return this.#result(id, this.#handle.release(id, call.id, call.token, reason, call.timeoutMs));
  }

  inspect(call) {
    const id = this.#nextCall();
    return this.#result(id, this.#handle.inspect(id, call.id, call.withPayload, call.timeoutMs));
  }

  remove(call) {
    const id = this.#nextCall();
    return this.#result(id, this.#handle.remove(id, call.id, call.force, call.timeoutMs));
  }

  resolve(call) {
    const id = this.#nextCall();
    const { kind, payload, ttlMs, timeoutMs } = call;
    return this.#result(id, this.#handle.resolve(id, call.id, kind, payload, ttlMs, timeoutMs));
  }

  async scan({ cursor, results, hint, timeoutMs }) {
    const id = this.#nextCall();
    const { state, payload } = await this.#result(
      id,
      this.#handle.scan(id, cursor, results, hint, timeoutMs),
    );
    const page = JSON.parse(payload.toString('latin1'));
    for (const entry of page.entries) entry.kind = SCANNED_KINDS[entry.kind];
    return { state, ...page };
  }

  /**
   * Calls `onWake()` whenever the key may have changed, never from inside a verb. Gives `{ ready, unwatch() }`: `ready`
   * is undefined if changes are told already, else it resolves as soon as they are; what happened before is not told.
   */
  watch(id, onWake) {
    return this.#watches.add(this.#handle, this.#nextCall(), id, onWake);
  }

  /** `{ state, lastError }`; a store without a server is always ready. */
  status() {
    const { state, lastError } = this.#handle.status() ?? { state: 'ready', lastError: 'OK' };
    return { state, lastError: lastError === 'OK' ? null : lastError };
  }

  /** Moves the clock of an embedded store that was created with one of its own. */
  advance(ms) {
    this.#handle.advance(ms);
  }

  close() {
    this.#handle.close();
  }

  #nextCall() {
    this.#lastCall = (this.#lastCall + 1) >>> 0;
    return this.#lastCall;
  }

  #result(id, answered) {
    if (answered > 0) return this.#takeOwn(id, answered);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  // A call that is answered before it returns has its answer in the first slot. Who is told of something by it is told
  // later, since nobody expects to be called from inside another one's call.
  #takeOwn(id, answered) {
    if (this.#slots.callOf(0) !== id) {
      throw new Error('onceonly: the addon answered another call than the one made');
    }
    if (answered > 1) queueMicrotask(() => this.#handle.deliver());
    if (this.#slots.hasFailed(0)) return Promise.reject(this.#failure(0));
    const answer = this.#slots.answerOf(0);
    this.#slots.clear();
    return answer;
  }

  // An exception while one answer is settled keeps no other answer of the same read back.
  #dispatch(count) {
    for (let slot = 0; slot < count; slot++) {
      try {
        this.#settle(slot);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#slots.clear();
    if (this.#isNew) this.#meet();
  }

  #meet() {
    const server = this.#handle.status();
    if (server.state !== 'ready') return;
    this.#isNew = false;
    this.#watch.answered(server);
  }

  #settle(slot) {
    const id = this.#slots.callOf(slot);
    if (this.#watches.tell(id)) return;
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiter === undefined) return;
    if (this.#slots.hasFailed(slot)) waiter.reject(this.#failure(slot));
    else waiter.resolve(this.#slots.answerOf(slot));
  }

  #failure(slot) {
    const [code, retry, message] = this.#slots.statusOf(slot);
    const cause = this.#watch && this.#onFailure(code);
    return new StoreError(code, message, { retry: RETRY[retry], cause });
  }

  // That the server is known to be down is no news; why it is helps to mend it.
  #onFailure(code) {
    this.#isNew = true;
    const server = this.#handle.status();
    this.#watch.failed(code, server);
    if (code !== 'BREAKER_OPEN') return undefined;
    const why = server.lastError;
    return new StoreError(why, MESSAGES.get(why), { retry: 'safe' });
  }
}

module.exports = { NativeVerbs };
