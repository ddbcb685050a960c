'use strict';

const { monotonicMs } = require('./clock');
const { jitter } = require('./timers');

const MAX_TASKS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const KEEP_ALIVE_MS = 2000;
const TRY_MS = 1000;

/**
 * What a store could not be told in time, tried again in the background until it answers or the time is over: results
 * of finished operations, and claims to take back. Bounded in number and bytes. A task keeps the process alive for two
 * seconds at most, and is lost when the process ends.
 */
class Keeper {
  #tasks = new Set();
  #bytes = 0;
  #timer;
  #pause = FIRST_PAUSE_MS;
  #running = false;
  #closed = false;
  #idle = [];

  /**
   * Takes a task on: `run(timeoutMs)` rejects as long as the store cannot be told, `onEnd(told)` is called once. Gives
   * false, and calls nothing, when there is no room.
   */
  add({ run, bytes = 0, forMs, onEnd = () => {} }) {
    if (this.#closed || this.#tasks.size >= MAX_TASKS || this.#bytes + bytes > MAX_BYTES) {
      return false;
    }
    const now = monotonicMs();
    this.#tasks.add({ run, bytes, onEnd, until: now + forMs, keepAliveUntil: now + KEEP_ALIVE_MS });
    this.#bytes += bytes;
    this.#schedule();
    this.#timer?.ref();
    return true;
  }

  get size() {
    return this.#tasks.size;
  }

  /** Resolves when there is no task. */
  whenIdle() {
    if (this.#tasks.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Ends every task untold. */
  drop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const task of this.#tasks) this.#end(task, false);
  }

  close() {
    this.#closed = true;
    this.drop();
  }

  #schedule() {
    if (this.#timer !== undefined || this.#running || this.#tasks.size === 0 || this.#closed)
      return;
    this.#timer = setTimeout(() => this.#tick(), jitter(this.#pause));
    const now = monotonicMs();
    if (![...this.#tasks].some((task) => task.keepAliveUntil > now)) this.#timer.unref();
  }

  async #tick() {
    this.#timer = undefined;
    this.#running = true;
    this.#dropExpired();
    const told = await this.#tryAll();
    this.#running = false;
    this.#pause = told ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#schedule();
  }

  // One task goes ahead as a probe; the others follow only when the store has answered it. The next probe is another
  // one, so that a task that the store will never take, as its key now holds something else, holds up no other.
  async #tryAll() {
    const [first, ...others] = this.#tasks;
    if (first === undefined || !(await this.#try(first))) return false;
    const results = await Promise.all(others.map((task) => this.#try(task)));
    return results.every(Boolean);
  }

  async #try(task) {
    try {
      await task.run(TRY_MS);
    } catch {
      if (this.#tasks.delete(task)) this.#tasks.add(task);
      return false;
    }
    this.#end(task, true);
    return true;
  }

  #dropExpired() {
    const now = monotonicMs();
    for (const task of this.#tasks) {
      if (task.until <= now) this.#end(task, false);
    }
  }

  #end(task, told) {
    if (!this.#tasks.delete(task)) return;
    this.#bytes -= task.bytes;
    task.onEnd(told);
    if (this.#tasks.size > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

module.exports = { Keeper };
