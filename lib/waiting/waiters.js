'use strict';

const { tooManyWaiters } = require('../errors/refusals');
const { KeyGroup } = require('./key-group');

/** @import { Later } from '../util/is-promise' */
/** @import { Kind } from '../result/encoded' */
/** @import { InspectCall } from '../../types/store-calls' */

/**
 * What a store answers to a call. `state` says which of the other members there are: see types/store-calls.d.ts.
 * @typedef {object} Answer
 * @property {string} state
 * @property {number} fence
 * @property {number} attempt
 * @property {boolean} isRecovery
 * @property {number} leftMs  Of the lease, or until a takeover may be tried.
 * @property {number} elapsedMs  Since the attempt began.
 * @property {number} beganMs
 * @property {number} expiresMs
 * @property {string} label
 * @property {number} bytes
 * @property {Kind} kind
 * @property {Buffer} payload
 * @property {string} fingerprint
 * @property {string} [record]  What the store holds now, of a store of this package.
 */

/**
 * Tells when a key may have changed.
 * @typedef {object} KeyWatch
 * @property {Promise<unknown>} [ready]  Resolves when changes are told; undefined if they are already.
 * @property {() => void} unwatch
 */

/**
 * What waiting needs of a store.
 * @typedef {object} WatchedVerbs
 * @property {(call: InspectCall) => Later<Answer>} inspect
 * @property {(id: string, onWake: () => void) => KeyWatch | undefined} [watch]
 */

/**
 * One request that waits.
 * @typedef {object} WaitParts
 * @property {string} id
 * @property {string} fingerprint
 * @property {string} [otherFingerprint]
 * @property {Answer} answer  To its begin: 'running' or 'silent'.
 * @property {() => Later<Answer>} begin  Begins again, with the same token.
 * @property {number} until  Monotonic milliseconds.
 * @property {AbortSignal} [cancelled]
 */

/**
 * @typedef {object} Catching
 * @property {(now: number) => void} catchUp  Renews what is overdue in this process.
 */

const MAX_PER_KEY = 1000;
const MAX_PER_STORE = 10_000;

/** The requests that wait for others with their key to end, of one store in one process. */
class Waiters {
  #verbs;
  #leases;
  /** @type {Map<string, InstanceType<typeof KeyGroup>>} */
  #groups = new Map();
  #count = 0;
  /** @type {(() => Error) | undefined} */
  #closing;

  /**
   * `leases`: the LeaseTimer of the store.
   * @param {WatchedVerbs} verbs
   * @param {Catching} leases
   */
  constructor(verbs, leases) {
    this.#verbs = verbs;
    this.#leases = leases;
  }

  get size() {
    return this.#count;
  }

  /**
   * Waits for a request whose begin was answered `answer`, 'running' or 'silent'. Resolves to the answer that settles
   * it: done (with its payload), own, unknown, mismatch or foreign. When `until` (monotonic milliseconds) has passed,
   * or `cancelled`, an AbortSignal, has aborted, it resolves to the last running or silent answer.
   *
   * `begin()` is the request's own begin, with the same token. It is called when the key may be free. Rejects with
   * TOO_MANY_WAITERS, with the error of `begin()`, and with the error of close().
   * @param {WaitParts} parts
   * @returns {Promise<Answer>}
   */
  async wait(parts) {
    const { id, answer, cancelled } = parts;
    if (this.#closing !== undefined) throw this.#closing();
    if (cancelled?.aborted) return answer;
    if (this.#count >= MAX_PER_STORE || Number(this.#groups.get(id)?.size) >= MAX_PER_KEY) {
      throw tooManyWaiters();
    }
    this.#count += 1;
    return this.#groupOf(id).add(parts, () => (this.#count -= 1));
  }

  /**
   * Ends every wait, and refuses every later one, with an error that `makeError()` gives.
   * @param {() => Error} makeError
   */
  close(makeError) {
    this.#closing = makeError;
    for (const group of [...this.#groups.values()]) group.close(makeError);
  }

  /** @param {string} id */
  #groupOf(id) {
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = new KeyGroup(this.#verbs, this.#leases, id, () => this.#groups.delete(id));
      this.#groups.set(id, group);
    }
    return group;
  }
}

module.exports = { Waiters };
