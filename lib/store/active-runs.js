'use strict';

const { Idle } = require('../util/idle');
const { Roster } = require('../util/roster');

/** @import { Placed } from '../util/roster' */

/**
 * The run of an operation that owns its key.
 * @typedef {Placed & { handOver: () => void }} Owner
 */

/**
 * The executions that own a key of one store. A store that is being closed takes no new ones, waits for those it has,
 * and no longer keeps the keys of those that still run.
 */
class ActiveRuns {
  /** @type {InstanceType<typeof Roster<Owner>>} */
  #owners = new Roster();
  #refusing = false;
  #idle = new Idle();

  /** Whether the store is being closed: nothing new may begin. */
  get refusing() {
    return this.#refusing;
  }

  /** How many there are. */
  get size() {
    return this.#owners.size;
  }

  refuse() {
    this.#refusing = true;
  }

  /**
   * `owner` has a `place` (see Roster) and `handOver()`, which lets its key go when its lease is over.
   * @param {Owner} owner
   */
  enter(owner) {
    this.#owners.add(owner);
  }

  /** @param {Owner} owner */
  leave(owner) {
    if (this.#owners.remove(owner) && this.#owners.size === 0) this.#idle.tell();
  }

  /** Resolves when nothing is owned. */
  whenIdle() {
    return this.#owners.size === 0 ? Promise.resolve() : this.#idle.wait();
  }

  /** An owner keeps its key for one lease at most. Its operation goes on, and nobody waits for it. */
  handOver() {
    for (const owner of this.#owners.filter(() => true)) owner.handOver();
  }
}

module.exports = { ActiveRuns };
