'use strict';

const { tooManyWaiters } = require('../errors/refusals');
const { KeyGroup } = require('./key-group');

const MAX_PER_KEY = 1000;
const MAX_PER_STORE = 10_000;

/** The requests that wait for others with their key to end, of one store in one process. */
class Waiters {
  #verbs;
  #leases;
  #groups = new Map();
  #count = 0;
  #closing;

  /** `leases`: the LeaseTimer of the store. */
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
   * @param {{ id: string, fingerprint: string, otherFingerprint?: string, answer: any, begin: () => Promise<any>,
   *   until: number, cancelled?: AbortSignal }} parts
   */
  async wait(parts) {
    const { id, answer, cancelled } = parts;
    if (this.#closing !== undefined) throw this.#closing();
    if (cancelled?.aborted) return answer;
    if (this.#count >= MAX_PER_STORE || this.#groups.get(id)?.size >= MAX_PER_KEY) {
      throw tooManyWaiters();
    }
    this.#count += 1;
    return this.#groupOf(id).add(parts, () => (this.#count -= 1));
  }

  /** Ends every wait, and refuses every later one, with an error that `makeError()` gives. */
  close(makeError) {
    this.#closing = makeError;
    for (const group of [...this.#groups.values()]) group.close(makeError);
  }

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
