'use strict';

const { monotonicMs } = require('../native/clock');
const { LeaseTimer } = require('./lease-timer');
const { paramsFingerprint } = require('../fingerprint/params-fingerprint');
const { EVERYTHING } = require('../fingerprint/plan');
const { argumentError } = require('../util/argument-error');
const { isPromise } = require('../util/is-promise');
const { RetryQueue } = require('./retry-queue');
const {
  MAX_TIMER_MS,
  boolean,
  fail,
  integer,
  oneOf,
  seconds,
  serializer: checkSerializer,
  YEAR_S,
} = require('../util/checks');
const { decodePayload, encodeValue } = require('../result/payload');
const { addressId, addressNames } = require('../identity/record-id');
const { keyReused, lockFailed, otherOptions, refusal, storeClosed } = require('../errors/refusals');
const { callWithBudget } = require('./call-with-budget');
const { inspectionOf } = require('./inspection');
const { Operator } = require('./operate/operator');
const { DEFAULT_TTL_S, refuseUnkept } = require('./value-limits');
const { waitAtMost } = require('../util/timers');
const { newToken } = require('../util/token');
const { Health } = require('./health');
const { Waiters } = require('../waiting/waiters');
const { ActiveRuns } = require('./active-runs');

/** @import { Later } from '../util/is-promise' */
/** @import { Payload } from '../result/encoded' */
/** @import { StoreStatus } from '../../types/store' */
/** @import { Serializer } from '../../types/serializers' */
/** @import { Transactions } from './transactions' */
/** @import { Answer, KeyWatch } from '../waiting/waiters' */
/** @import { BeginCall, CompleteCall, InspectCall, ReleaseCall, RemoveCall, RenewCall, ResolveCall, ScanCall } from '../../types/store-calls' */

/**
 * What the record of an owned key is, as far as is known: a store of this package then needs no look. '' where it is not.
 * @typedef {{ record?: string }} KnownRecord
 */

/**
 * @typedef {Omit<CompleteCall, 'payload'> & KnownRecord & { payload: Payload }} OwnCompleteCall
 */

/**
 * The attempt that an operator saw. What is not given is not compared. `state`: 'running' for any without a result, 'idle' for one
 * whose owner is not back.
 * @typedef {{ attempt?: number, fence?: number, state: 'any' | 'running' | 'idle' | 'stored' }} SeenAttempt
 */

/**
 * @typedef {Omit<ResolveCall, 'payload'> & { payload: Payload, seen?: SeenAttempt }} OwnResolveCall
 *
 * @typedef {RemoveCall & { seen?: SeenAttempt }} OwnRemoveCall
 */

/**
 * A call for one page of records. `cursor`: '0' for the first. `count`: how many to look at, about.
 * @typedef {Omit<ScanCall, 'results'> & { of: 'claims' | 'results' | 'all', count: number }} OwnScanCall
 *
 * @typedef {Answer & { id: string, hint?: string }} ScannedEntry
 */

/**
 * One page of a scan.
 * @typedef {object} ScannedPage
 * @property {'scanned'} state
 * @property {string} cursor  Of the next page, '0' after the last.
 * @property {number} now  Time of the store, in milliseconds since 1970.
 * @property {number} seen  How many records were looked at.
 * @property {ScannedEntry[]} entries
 */

/**
 * The verbs of the protocol, of a store of any kind. Each answers at once if the store knows at once.
 * @typedef {object} Verbs
 * @property {(call: BeginCall) => Later<Answer>} begin
 * @property {(call: OwnCompleteCall) => Later<Answer>} complete
 * @property {(call: RenewCall & KnownRecord) => Later<Answer>} renew
 * @property {(call: ReleaseCall & KnownRecord) => Later<Answer>} release
 * @property {(call: InspectCall) => Later<Answer>} inspect
 * @property {(call: OwnRemoveCall) => Later<Answer>} remove
 * @property {(call: OwnResolveCall) => Later<Answer>} [resolve]
 * @property {boolean} [comparesAttempts]  Whether `remove` and `resolve` take `seen`.
 * @property {(call: OwnScanCall) => Later<ScannedPage>} [scan]
 * @property {(id: string, onWake: () => void) => KeyWatch | undefined} [watch]
 * @property {() => Partial<StoreStatus> | undefined} [status]
 * @property {(id: string) => string} [partOf]  Which node of a cluster keeps the record, '' for none.
 * @property {() => Later<void>} close
 */

/**
 * @typedef {object} Traits
 * @property {'memory' | 'redis' | 'custom' | 'postgres' | 'sqlite'} kind
 * @property {boolean} shared  Whether other processes see it.
 * @property {string} prefix  Goes into the effectId of every operation.
 * @property {Transactions} [transactions]  Of a store in the app's database.
 * @property {DiagnosedServer} [server]
 */

/**
 * A server that can be asked about its settings.
 * @typedef {object} DiagnosedServer
 * @property {string} address  Without user name and password.
 * @property {boolean} isTls
 * @property {number} confirmedReplicas  How many replicas must have what the store answers.
 * @property {() => InstanceType<typeof import('./redis/server-commands').ServerCommands>} open
 */

/**
 * The options that name a store, when they were checked.
 * @typedef {object} StoreOptions
 * @property {string} prefix
 * @property {number} connectTimeoutMs
 * @property {number} commandTimeoutMs
 */

/**
 * What the package itself needs of a store.
 * @typedef {object} OwnParts
 * @property {Verbs} verbs
 * @property {InstanceType<typeof RetryQueue>} retries  What the store could not be told in time.
 * @property {InstanceType<typeof LeaseTimer>} leases  Leases of keys that this process owns.
 * @property {InstanceType<typeof ActiveRuns>} activeRuns  Operations that run.
 * @property {InstanceType<typeof Health>} health
 * @property {InstanceType<typeof Waiters>} waiters  Requests that wait for another one.
 *
 * @typedef {OwnParts & Traits} StoreParts
 */

const BUDGET_MS = 2000;
const INTERNALS = Symbol.for('onceonly.store.1');

/** @typedef {Store} AnyStore */

/**
 * A store of any kind: the low-level API for users, and the verbs of the protocol for the rest of the package (see
 * `internals`). Every method rejects with LOCK_FAILED when the store does not answer within two seconds.
 */
class Store {
  /** @type {StoreParts} */
  [INTERNALS];

  #verbs;
  #operator;
  /** @type {Promise<void> | undefined} */
  #closing;

  /**
   * `traits`: `{ kind: 'memory' | 'redis' | 'postgres' | 'sqlite' | 'custom', shared: boolean, prefix: string }`; `shared` says that other processes
   * see it, `prefix` goes into the effectId of every operation.
   * @param {Verbs} verbs
   * @param {Traits} traits
   */
  constructor(verbs, traits) {
    this.#verbs = verbs;
    this.#operator = new Operator(verbs, (verb, budgetMs) => this.#call(verb, budgetMs), traits);
    const leases = new LeaseTimer();
    this[INTERNALS] = {
      verbs,
      retries: new RetryQueue(verbs),
      leases,
      activeRuns: new ActiveRuns(),
      health: new Health(verbs),
      waiters: new Waiters(verbs, leases),
      ...traits,
    };
  }

  /**
   * The value stored for `address` and `params`, or null.
   * @param {unknown} address
   * @param {unknown} [params]
   * @param {{ mismatchStatus?: number, serializer?: Serializer }} [options] status of the error for other params, 422 or 409;
   *   what has made the stored bytes
   */
  async check(address, params, { mismatchStatus, serializer } = {}) {
    const settings = settingsWith(serializer);
    const reused = reusedError(mismatchStatus);
    const told = paramsFingerprint(params, addressNames(address).spelling);
    // No await without need, so that calls reach a store in the order in which they were made.
    const fingerprint = isPromise(told) ? await told : told;
    const answer = await this.#inspect(address, true);
    if (answer.state === 'absent' || answer.state === 'freed') return null;
    if (answer.fingerprint !== fingerprint) {
      throw canCompare(answer.fingerprint, fingerprint) ? reused() : otherOptions();
    }
    if (answer.state !== 'done') throw refusal(answer);
    const outcome = await decodePayload(answer, settings, { id: addressId(address) });
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.value;
  }

  /**
   * Stores `value` unless the address has one: true if it was newly stored, false if one existed.
   * @param {unknown} address
   * @param {unknown} value
   * @param {unknown} [params]
   * @param {{ ttl?: number, keyHint?: boolean, mismatchStatus?: number, serializer?: Serializer }} [options] `ttl` in seconds;
   *   what makes the stored bytes
   */
  async store(address, value, params, { ttl, keyHint = true, mismatchStatus, serializer } = {}) {
    if (value === null || value === undefined) {
      const wanted = 'neither null nor undefined, since null from check() means unknown';
      throw argumentError('the value of store()', wanted, value);
    }
    const reused = reusedError(mismatchStatus);
    const ttlMs = seconds(YEAR_S)('ttl', ttl === undefined ? DEFAULT_TTL_S : ttl);
    const { id, hint, spelling } = addressNames(address);
    // Both before anything is waited for: the caller may change its bytes.
    const [fingerprint, encoded] = await Promise.all([
      paramsFingerprint(params, spelling),
      encodeValue(value, settingsWith(serializer), { id }),
    ]);
    refuseUnkept('the value of store()', encoded);
    /** @type {Omit<OwnCompleteCall, 'timeoutMs'>} */
    const call = {
      id,
      hint: boolean('keyHint', keyHint) ? hint : '',
      token: newToken(),
      fingerprint,
      label: '',
      fence: 0,
      attempt: 1,
      ttlMs,
      kind: 'value',
      isOwner: false,
      record: '',
      payload: /** @type {Payload} */ (encoded.payload),
    };
    const { state } = await this.#call((timeoutMs) => this.#verbs.complete({ ...call, timeoutMs }));
    if (state === 'mismatch') throw reused();
    return state !== 'lost';
  }

  /**
   * The state of `address`, without its value, or null. Times in seconds, `createdAt` as a Date.
   * @param {unknown} address
   */
  async inspect(address) {
    const answer = await this.#inspect(address, false);
    if (answer.state === 'absent') return null;
    return inspectionOf(addressId(address), answer, () => this.#inspect(address, true));
  }

  /**
   * The stored outcome of `address`, whatever its request was: `{ kind: 'value', value }`, `{ kind: 'error', error }`,
   * `{ kind: 'response', response }` or `{ kind: 'tombstone' }`. null without one.
   * @param {unknown} address
   * @param {object} [options]
   */
  read(address, options) {
    return this.#operator.read(address, options);
  }

  /**
   * Resolves when the store can serve a new key. Rejects with LOCK_FAILED after `timeoutMs`, or at once if waiting can't help.
   * @param {object} [options]
   */
  async ready(options) {
    if (this[INTERNALS].activeRuns.refusing) throw storeClosed();
    return this.#operator.ready(options);
  }

  /**
   * Removes the results that belong to `scope` and one of `keys`, or only finds them, which it does unless `dryRun: false`.
   * @param {object} [options]
   */
  erase(options) {
    return this.#operator.erase(options);
  }

  /**
   * What this store promises, how its server is set up and how fast it answers: see `Diagnosis`.
   * @param {object} [options]
   */
  diagnose(options) {
    return this.#operator.diagnose(options);
  }

  /**
   * Removes what is stored for `address`: true if there was something. A running or silent one is refused with
   * REQUEST_IN_PROGRESS unless `force`; its owner's result is then not stored. With `attempt`, `fence` or `state` of what
   * you saw, anything else is refused with ATTEMPT_CHANGED.
   * @param {unknown} address
   * @param {object} [options]
   */
  remove(address, options) {
    return this.#operator.remove(address, options);
  }

  /**
   * Records, as `inspect` shows them, oldest first: for operators. Those without a result if no `state` is given. Reads the store
   * in small pages until `limit`, and goes on from `cursor`.
   * @param {object} [options]
   */
  list(options) {
    return this.#operator.list(options);
  }

  /**
   * Every record of `key`, whatever its scope, method and path, unless it was written with `keyHint: false`.
   * @param {unknown} key
   * @param {object} [options]
   */
  find(key, options) {
    return this.#operator.find(key, options);
  }

  /**
   * Numbers and ages of the records by state and label. Reads the whole store in small pages.
   * @param {object} [options]
   */
  stats(options) {
    return this.#operator.stats(options);
  }

  /**
   * Removes the records that fit `state`, `label` and `olderThan`, or only counts them, which it does unless `dryRun: false`.
   * @param {object} [options]
   */
  purge(options) {
    return this.#operator.purge(options);
  }

  /**
   * Settles `address`, whose owner is gone, with `{ result, ttl }`, `{ response, ttl }` or `{ free: true }`: true if it
   * did, false if there was nothing to settle. REQUEST_IN_PROGRESS while the lease lasts. With `attempt`, `fence` or `state` of
   * what you saw, anything else is refused with ATTEMPT_CHANGED.
   * @param {unknown} address
   * @param {object} outcome
   * @param {object} [seen]
   */
  resolve(address, outcome, seen) {
    return this.#operator.resolve(address, outcome, seen);
  }

  /**
   * Whether the store can be used now: `{ state, lastError }`. Asks no server: it tells how the last calls went.
   * @returns {StoreStatus}
   */
  status() {
    if (this[INTERNALS].activeRuns.refusing) return { state: 'closed', lastError: null };
    return { state: 'ready', lastError: null, ...this.#verbs.status?.() };
  }

  /**
   * Refuses new work with LOCK_FAILED, also to requests that wait for others, waits `drain` milliseconds (0) at most for
   * operations that run to finish and be stored, and closes. The key of one that still runs is its own until its lease is
   * over, and silent then.
   * @param {{ drain?: number }} [options]
   */
  close({ drain = 0 } = {}) {
    this.#closing ??= this.#close(integer(0, MAX_TIMER_MS)('drain', drain));
    return this.#closing;
  }

  /** @param {number} drainMs */
  async #close(drainMs) {
    const { activeRuns, retries, health, waiters } = this[INTERNALS];
    const since = monotonicMs();
    activeRuns.refuse();
    waiters.close(storeClosed);
    if (drainMs > 0) await waitAtMost(this.#whenDone(), drainMs);
    const left = { running: activeRuns.size, notStored: retries.outcomes };
    activeRuns.handOver();
    retries.close();
    await this.#verbs.close();
    health.emit('drained', { ms: monotonicMs() - since, ...left });
  }

  // An operation that ends may leave a result for the background, so that the one is asked for after the other.
  async #whenDone() {
    const { activeRuns, retries } = this[INTERNALS];
    while (activeRuns.size > 0 || retries.size > 0) {
      await activeRuns.whenIdle();
      await retries.whenIdle();
    }
  }

  /**
   * @param {unknown} address
   * @param {boolean} withPayload
   * @returns {Promise<Answer>}
   */
  async #inspect(address, withPayload) {
    const id = addressId(address);
    return this.#call((timeoutMs) => this.#verbs.inspect({ id, withPayload, timeoutMs }));
  }

  /**
   * @template {{ state: string }} A
   * @param {(timeoutMs: number) => Later<A>} verb
   * @param {number} [budgetMs]
   * @returns {Promise<A>}
   */
  async #call(verb, budgetMs = BUDGET_MS) {
    let answer;
    try {
      const now = monotonicMs();
      // Nobody is told that the owner of a key is silent because this process was.
      this[INTERNALS].leases.catchUp(now);
      answer = await callWithBudget(verb, now + budgetMs);
    } catch (error) {
      throw lockFailed(error.cause ?? error);
    }
    if (answer.state === 'foreign') throw refusal(/** @type {any} */ (answer));
    return answer;
  }
}

/**
 * A wrong option is told at every call, not only at the one that meets other params.
 * @param {number | undefined} mismatchStatus
 */
function reusedError(mismatchStatus) {
  if (mismatchStatus !== undefined) oneOf(422, 409)('mismatchStatus', mismatchStatus);
  return () => keyReused(mismatchStatus);
}

/** @param {Serializer | undefined} serializer */
function settingsWith(serializer) {
  return { serializer: serializer && checkSerializer('serializer', serializer) };
}

/**
 * @param {string} one
 * @param {string} other
 */
function canCompare(one, other) {
  const { length } = EVERYTHING.name;
  return one.slice(-length) === other.slice(-length);
}

/**
 * The parts of a store for the package itself:
 * `{ verbs, retries, leases, activeRuns, health, waiters, kind, shared, prefix }`. Throws a TypeError for anything else.
 * @param {any} store
 * @returns {StoreParts}
 */
function internals(store) {
  const found = store?.[INTERNALS];
  if (found === undefined) {
    fail('store', 'the result of createStore(), MemoryStore, RedisStore or defineStore()', store);
  }
  return found;
}

module.exports = { Store, internals };
