'use strict';

const native = require('../binding');
const { StoreError } = require('./store-error');

// Answers cross from C++ as numbers in one shared array and the few that have bytes or text in a plain one.
const SLOTS = 64;
const NUMBERS_PER_SLOT = 12;
const VALUES_PER_SLOT = 3;

const MESSAGES = new Map(native.statusTable.map(([code, , message]) => [code, message]));
const STATES = native.answerNames.map((name) => name.toLowerCase().replace('_', '-'));
const FAILED = native.answerNames.indexOf('FAILED');
const KINDS = { 118: 'value', 101: 'error', 116: 'tombstone' };
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
  #numbers = new Float64Array(SLOTS * NUMBERS_PER_SLOT);
  #values = [];
  #waiting = new Map();
  #lastCall = 0;
  #watch;
  #isNew;

  constructor(createHandle, watch) {
    this.#watch = watch;
    this.#isNew = watch !== undefined;
    // Held here because the addon holds it weakly while no call waits, so that a forgotten store can be collected.
    this.#channel = {
      numbers: this.#numbers,
      values: this.#values,
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

  // A call that is answered before it returns has its answer in the first slot, and it is the only one.
  #takeOwn(id, answered) {
    if (answered !== 1 || this.#numbers[0] !== id) {
      throw new Error('onceonly: the addon answered another call than the one made');
    }
    if (this.#numbers[1] === FAILED) return Promise.reject(this.#failure(0));
    const answer = this.#answer(0);
    this.#values.length = 0;
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
    this.#values.length = 0;
    if (this.#isNew) this.#meet();
  }

  #meet() {
    const server = this.#handle.status();
    if (server.state !== 'ready') return;
    this.#isNew = false;
    this.#watch.answered(server);
  }

  #settle(slot) {
    const id = this.#numbers[slot * NUMBERS_PER_SLOT];
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiter === undefined) return;
    if (this.#numbers[slot * NUMBERS_PER_SLOT + 1] === FAILED) waiter.reject(this.#failure(slot));
    else waiter.resolve(this.#answer(slot));
  }

  #answer(slot) {
    const at = slot * NUMBERS_PER_SLOT;
    const n = this.#numbers;
    const v = this.#values;
    return {
      state: STATES[n[at + 1]],
      fence: n[at + 3],
      attempt: n[at + 4],
      leftMs: n[at + 5],
      elapsedMs: n[at + 6],
      beganMs: n[at + 7],
      expiresMs: n[at + 8],
      bytes: n[at + 9],
      kind: KINDS[n[at + 10]],
      isRecovery: n[at + 11] === 1,
      payload: v[slot * VALUES_PER_SLOT],
      fingerprint: v[slot * VALUES_PER_SLOT + 1],
      // No text and empty text cross alike.
      label: v[slot * VALUES_PER_SLOT + 2] ?? '',
    };
  }

  #failure(slot) {
    const [code, retry, message] = native.statusTable[this.#numbers[slot * NUMBERS_PER_SLOT + 2]];
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
