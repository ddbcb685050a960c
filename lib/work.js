'use strict';

/**
 * The executions that own a key of one store. A store that is being closed takes no new ones, waits for those it has,
 * and has what still runs give its key up.
 */
class Work {
  #owners = new Set();
  #refusing = false;
  #idle = [];

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

  /** `owner.handOver()` gives its key up and resolves when the store knows. */
  enter(owner) {
    this.#owners.add(owner);
  }

  leave(owner) {
    if (!this.#owners.delete(owner) || this.#owners.size > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves when nothing is owned. */
  whenIdle() {
    if (this.#owners.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Has every owner give its key up: what it runs goes on, and nobody waits for it. */
  async handOver() {
    const owners = [...this.#owners];
    await Promise.all(owners.map((owner) => owner.handOver()));
  }
}

module.exports = { Work };
