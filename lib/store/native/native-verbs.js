'use strict';

const native = require('../../native/binding');
const { AnswerSlots, OWN_SLOT } = require('./answer-slots');
const { CallForm } = require('./call-form');
const { clusterStatus, told, whyDown } = require('./cluster-status');
const { NativeWatches } = require('./native-watches');
const { outsideRequests } = require('../../util/outside-requests');
const { StoreError } = require('../../errors/store-error');
const { raise, soon } = require('../../util/timers');
const { WaitingCalls } = require('./waiting-calls');

/** @import { AddonStore, Channel, ServerStatus } from '../../native/binding' */
/** @import { Kind } from '../../result/encoded' */
/** @import { Later } from '../../util/is-promise' */
/** @import { Answer, KeyWatch } from '../../waiting/waiters' */
/** @import { BeginCall, InspectCall, ReleaseCall, RenewCall } from '../../../types/store-calls' */
/** @import { KnownRecord, OwnCompleteCall, OwnRemoveCall, OwnResolveCall, OwnScanCall, ScannedPage, SeenAttempt } from '../store' */

/**
 * Who hears how a server does.
 * @typedef {object} ServerWatch
 * @property {(failure: { code: string, message: string }, server: ServerStatus) => void} failed
 * @property {(server: ServerStatus) => void} answered
 */

const MESSAGES = new Map(native.statusTable.map(([code, , message]) => [code, message]));
const {
  kinds: KINDS,
  reasons: REASONS,
  retries,
  scanned: SCANNED,
  seenStates: SEEN,
} = native.layout;
// A page of a scan is text, with the letter of a kind in it.
/** @type {Record<string, Kind>} */
const SCANNED_KINDS = {
  [String.fromCharCode(KINDS.value)]: 'value',
  [String.fromCharCode(KINDS.error)]: 'error',
  [String.fromCharCode(KINDS.tombstone)]: 'tombstone',
};
/** @type {('no' | 'safe' | 'ambiguous')[]} */
const RETRY = [];
for (const name of /** @type {const} */ (['no', 'safe', 'ambiguous'])) RETRY[retries[name]] = name;

/**
 * The verbs of a store written in C++. A verb answers at once if the store does (memory), otherwise with a promise. All
 * answers of one read from the server arrive in one call of `#dispatch`.
 *
 * For a store with a server, `watch.failed({ code, message }, server)` is called for every failed call, and
 * `watch.answered(server)` for the first answer of all and the first after a failure. `server` is the result of
 * `status()` of the addon's store.
 */
class NativeVerbs {
  #handle;
  #channel;
  #form = new CallForm();
  #slots = new AnswerSlots();
  #waiting = new WaitingCalls();
  #watches = new NativeWatches();
  #watch;
  #takeFailure;
  #isNew;

  /** remove() and resolve() compare the attempt that an operator saw. */
  comparesAttempts = true;

  /**
   * `takeFailure()`: `{ error }` behind the failed call that is reported next, or undefined.
   * @param {(channel: Channel) => AddonStore} createHandle
   * @param {ServerWatch} [watch]
   * @param {() => { error: unknown } | undefined} [takeFailure]
   */
  constructor(createHandle, watch, takeFailure) {
    this.#watch = watch;
    this.#takeFailure = takeFailure;
    this.#isNew = watch !== undefined;
    /**
     * Held here because the addon holds it weakly while no call waits, so that a forgotten store can be collected.
     * @type {Channel}
     */
    this.#channel = {
      form: this.#form.numbers,
      numbers: this.#slots.numbers,
      values: this.#slots.values,
      dispatch: (count) => this.#dispatch(count),
      resource: asyncResource(this.#waiting),
    };
    this.#handle = outsideRequests(createHandle, this.#channel);
  }

  /**
   * @param {BeginCall} call
   * @returns {Later<Answer>}
   */
  begin(call) {
    const id = this.#start();
    this.#form.begin(call);
    const { token, fingerprint, otherFingerprint = '', hint, label } = call;
    this.#handle.begin(call.id, token, fingerprint, otherFingerprint, hint, label);
    return this.#result(id);
  }

  /**
   * @param {OwnCompleteCall} call
   * @returns {Later<Answer>}
   */
  complete(call) {
    const id = this.#start();
    this.#form.complete(call);
    const { id: key, otherFingerprint: other = '', payload, record } = call;
    if (record) this.#handle.complete(key, record, payload, other);
    else {
      const { token, fingerprint, hint, label } = call;
      this.#handle.complete(key, '', payload, other, token, fingerprint, hint, label);
    }
    return this.#result(id);
  }

  /**
   * @param {RenewCall & KnownRecord} call
   * @returns {Later<Answer>}
   */
  renew(call) {
    const id = this.#start();
    const { token, leaseMs, keepMs, timeoutMs, record } = call;
    this.#handle.renew(call.id, token, leaseMs, keepMs, timeoutMs, record);
    return this.#result(id);
  }

  /**
   * @param {ReleaseCall & KnownRecord} call
   * @returns {Later<Answer>}
   */
  release(call) {
    const id = this.#start();
    const { token, reason, timeoutMs, record } = call;
    this.#handle.release(call.id, token, REASONS[reason], timeoutMs, record);
    return this.#result(id);
  }

  /**
   * @param {InspectCall} call
   * @returns {Later<Answer>}
   */
  inspect(call) {
    const id = this.#start();
    this.#handle.inspect(call.id, call.withPayload, call.timeoutMs);
    return this.#result(id);
  }

  /**
   * @param {OwnRemoveCall} call
   * @returns {Later<Answer>}
   */
  remove(call) {
    const id = this.#start();
    this.#handle.remove(call.id, call.force, call.timeoutMs, ...seenArguments(call.seen));
    return this.#result(id);
  }

  /**
   * @param {OwnResolveCall} call
   * @returns {Later<Answer>}
   */
  resolve(call) {
    const id = this.#start();
    const { kind, payload, ttlMs, timeoutMs, seen } = call;
    this.#handle.resolve(call.id, KINDS[kind], payload, ttlMs, timeoutMs, ...seenArguments(seen));
    return this.#result(id);
  }

  /**
   * @param {OwnScanCall} call
   * @returns {Promise<ScannedPage>}
   */
  async scan({ cursor, of, hint, timeoutMs, count }) {
    const id = this.#start();
    this.#handle.scan(cursor, SCANNED[of], hint, timeoutMs, count);
    const { state, payload } = await this.#result(id);
    const page = JSON.parse(payload.toString('latin1'));
    for (const entry of page.entries) entry.kind = SCANNED_KINDS[entry.kind];
    return { state, ...page };
  }

  /**
   * Asks the server of a store that has one: `{ reply }`, or `{ error }` in its words.
   * @param {string[]} command
   * @param {number} timeoutMs
   * @returns {Promise<{ reply?: any, error?: string }>}
   */
  async command(command, timeoutMs) {
    const id = this.#start();
    this.#handle.command(command, timeoutMs);
    const { payload } = await this.#result(id);
    return JSON.parse(payload.toString('latin1'));
  }

  /**
   * Calls `onWake()` whenever the key may have changed, never from inside a verb. Returns `{ ready, unwatch() }`.
   * `ready` is undefined if changes are told already. Otherwise it resolves when they are: earlier changes are not
   * told.
   * @param {string} id
   * @param {() => void} onWake
   * @returns {KeyWatch}
   */
  watch(id, onWake) {
    return this.#watches.add(this.#handle, this.#waiting.nextId(), id, onWake);
  }

  /** `{ state, lastError }`, of a cluster with `nodes`; a store without a server is always ready. */
  status() {
    const server = this.#handle.status() ?? { state: 'ready', lastError: 'OK' };
    return clusterStatus(server) ?? told(server);
  }

  /** Another server is behind the address now. Requests that wait for a connection don't wait out a pause. */
  hurry() {
    this.#handle.hurry();
  }

  /**
   * Which node of a cluster keeps the record: an `address` of status(). '' for every other store.
   * @param {string} id
   */
  partOf(id) {
    return this.#handle.partOf(id);
  }

  /** Which part of its room an embedded store has taken: 1 is full. */
  fullness() {
    return this.#handle.fullness();
  }

  /**
   * Moves the clock of an embedded store that was created with one of its own.
   * @param {number} ms
   */
  advance(ms) {
    this.#handle.advance(ms);
  }

  close() {
    this.#handle.close();
  }

  #start() {
    const id = this.#waiting.nextId();
    this.#form.start(id);
    return id;
  }

  /**
   * @param {number} id
   * @returns {Later<Answer>}
   */
  #result(id) {
    const answered = this.#form.answered;
    return answered > 0 ? this.#takeOwn(id, answered) : this.#waiting.wait(id);
  }

  /**
   * A call that is answered before it returns has its answer in a slot of its own. Who is told of something by it is
   * told later, since nobody expects to be called from inside another one's call.
   * @param {number} id
   * @param {number} answered
   * @returns {Later<Answer>}
   */
  #takeOwn(id, answered) {
    if (this.#slots.callOf(OWN_SLOT) !== id) {
      throw new Error('onceonly: the addon answered another call than the one made');
    }
    if (answered > 1) soon(() => this.#handle.deliver());
    if (this.#slots.hasFailed(OWN_SLOT)) return Promise.reject(this.#failure(OWN_SLOT));
    const answer = this.#slots.answerOf(OWN_SLOT);
    this.#slots.clearOwn();
    return answer;
  }

  /**
   * An exception while one answer is settled keeps no other answer of the same read back.
   * @param {number} count
   */
  #dispatch(count) {
    for (let slot = OWN_SLOT + 1; slot <= count; slot++) {
      try {
        this.#settle(slot);
      } catch (error) {
        raise(error);
      }
    }
    this.#slots.clear(count);
    if (this.#isNew) this.#meet();
  }

  #meet() {
    const server = /** @type {ServerStatus} */ (this.#handle.status());
    if (server.state !== 'ready') return;
    this.#isNew = false;
    /** @type {ServerWatch} */ (this.#watch).answered(server);
  }

  /** @param {number} slot */
  #settle(slot) {
    const id = this.#slots.callOf(slot);
    if (this.#watches.tell(id)) return;
    const waiter = this.#waiting.take(id);
    if (waiter === undefined) return;
    if (this.#slots.hasFailed(slot)) waiter.reject(this.#failure(slot));
    else waiter.resolve(this.#slots.answerOf(slot));
  }

  /** @param {number} slot */
  #failure(slot) {
    const told = this.#takeFailure?.();
    if (told !== undefined) return told.error;
    const [code, retry, message] = this.#slots.statusOf(slot);
    const cause = this.#watch && this.#onFailure(code);
    return new StoreError(code, message, { retry: RETRY[retry], cause });
  }

  /**
   * That the server is known to be down is no news; why it is helps to mend it.
   * @param {string} code
   */
  #onFailure(code) {
    this.#isNew = true;
    const server = /** @type {ServerStatus} */ (this.#handle.status());
    const why = code === 'BREAKER_OPEN' ? whyDown(server) : code;
    const message = /** @type {string} */ (MESSAGES.get(why));
    /** @type {ServerWatch} */ (this.#watch).failed({ code: why, message }, server);
    return why === code ? undefined : new StoreError(why, message, { retry: 'safe' });
  }
}

/**
 * @param {SeenAttempt} [seen]
 * @returns {import('../../native/binding').SeenArguments}
 */
function seenArguments({ attempt = 0, fence = -1, state } = { state: 'any' }) {
  return [attempt, fence, SEEN[state]];
}

/**
 * The object that async hooks see. From Node 26 on the addon's async context holds it strongly, so it must not lead to
 * the store.
 * @param {InstanceType<typeof WaitingCalls>} waiting
 */
function asyncResource(waiting) {
  return { hasRef: () => waiting.size > 0 };
}

module.exports = { NativeVerbs, SCANNED, SCANNED_KINDS };
